// Long work in small steps, so that a key press never waits for it: a job is a generator, and
// each frame runs as many of its steps as fit.

export type Job = Iterator<unknown>;

export class Slices {
  #job: Job | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get busy(): boolean {
    return this.#job !== null;
  }

  /** Begin a job; what ran before is given up. Nothing happens before `run`. */
  start(job: Job): void {
    this.#job = job;
  }

  stop(): void {
    this.#job = null;
  }

  /**
   * At least one step, and no further one that would pass `ms` if it took as long as the last, or
   * once it `must` stop.
   */
  run(ms: number, must: () => boolean = () => false): void {
    const began = this.now();
    let at = began;
    let step = 0;
    do {
      const job = this.#job;
      if (!job) return;
      this.#job = null; // a step that throws ends its job, one that starts another keeps it
      const { done } = job.next();
      if (!done && this.#job === null) this.#job = job;
      const after = this.now();
      step = after - at;
      at = after;
    } while (at + step - began <= ms && !must());
  }
}

/** All steps at once. */
export function finish<T>(job: Iterator<unknown, T>): T {
  for (;;) {
    const { done, value } = job.next();
    if (done) return value as T;
  }
}
