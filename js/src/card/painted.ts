// When something has really been on the screen. Keys wait for it: two quick presses must
// never answer a sample that nobody saw.

/** Call back two frames after `ready`: the first frame is drawn, the second one proves it. */
export function whenPainted(
  ready: readonly Promise<void>[],
  done: (secondsSince1970: number) => void,
): () => void {
  let cancelled = false;
  let frame = 0;
  void Promise.all(ready).then(() => {
    if (cancelled) return;
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        if (!cancelled) done(Date.now() / 1000);
      });
    });
  });
  return () => {
    cancelled = true;
    cancelAnimationFrame(frame);
  };
}
