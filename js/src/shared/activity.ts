// How long a person really looked: the page visible, the card in view, and not gone for coffee.

const IDLE = 60; // seconds without any sign of life that still count

export class ActiveClock {
  #total = 0;
  #since: number | null = null; // start of the stretch that is counted now
  #touched = 0;

  /** `now` gives seconds. */
  constructor(private readonly now: () => number) {}

  /** A new sample is on the screen. */
  restart(running: boolean): void {
    this.#total = 0;
    this.#touched = this.now();
    this.#since = running ? this.#touched : null;
  }

  pause(): void {
    this.#total = this.seconds();
    this.#since = null;
  }

  resume(): void {
    if (this.#since !== null) return;
    this.#touched = this.now();
    this.#since = this.#touched;
  }

  /** A sign of life: a key, the pointer. */
  touch(): void {
    if (this.#since === null) return;
    this.#total = this.seconds();
    this.#touched = this.now();
    this.#since = this.#touched;
  }

  seconds(): number {
    if (this.#since === null) return this.#total;
    return this.#total + Math.min(IDLE, Math.max(0, this.now() - this.#since));
  }
}
