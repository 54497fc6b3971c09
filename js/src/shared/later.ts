// What may wait until the frame of now is on the screen: the sample comes first.

const HIDDEN = 200; // ms; a page that nobody sees draws no frames

export interface Later {
  ask(): void;
  stop(): void;
}

/** Run `work` once after the next frame, however often it was asked for until then. */
export function createLater(work: () => void): Later {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function stop(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    timer = undefined;
  }
  function run(): void {
    stop();
    work();
  }
  return {
    ask() {
      if (timer !== undefined) return;
      timer = setTimeout(run, HIDDEN);
      // A task of its own: within the frame's callback the work would still delay the frame.
      frame = requestAnimationFrame(() => {
        clearTimeout(timer);
        timer = setTimeout(run, 0);
      });
    },
    stop,
  };
}
