// Put into the page before anything else: notes when a map in the notebook's output was drawn,
// when its picture was another one, when the pointer was answered, and what came over the wire.
// It knows nothing of the libraries: it looks at the canvases that are in the page.
(() => {
  const OUTPUT = ".jp-OutputArea-output";
  const wall = (at = performance.now()) => performance.timeOrigin + at;
  const probe = {
    bytes: 0, // received
    frames: [], // times of the frames with a redraw
    pictures: [], // {at, seen, canvas}: another picture was drawn; the second frame after it began
    looking: false, // compare pictures: costs a look at the canvas for every redraw
    hover: null, // {moved, answered, seen}
    up: null, // when the button went up
    tasks: [], // tasks of the page that were longer than 50 ms, ms
    keys: [], // {down, seen}
    /** Forget what was noted. */
    clear(looking) {
      Object.assign(probe, { bytes: 0, frames: [], pictures: [], looking, tasks: [], up: null });
    },
  };
  window.mapProbe = probe;

  // ---- redraws -------------------------------------------------------------------------
  let drawn = false;
  let due = false;
  let last = "";
  const known = []; // canvases, in the order in which they had a picture
  const scratch = new OffscreenCanvas(64, 40);
  const small = scratch.getContext("2d", { willReadFrequently: true });

  /** A few pixels of the canvas as text; empty: of one colour. */
  function look(canvas) {
    small.clearRect(0, 0, 64, 40);
    small.drawImage(canvas, 0, 0, 64, 40);
    const pixels = new Uint32Array(small.getImageData(0, 0, 64, 40).data.buffer);
    let sum = 0;
    let other = 0;
    for (const pixel of pixels) {
      sum = (Math.imul(sum, 31) + pixel) | 0;
      if (pixel !== pixels[0]) other++;
    }
    return other > 64 ? String(sum) : "";
  }

  function compare(canvas) {
    due = false;
    if (!probe.looking || canvas.width * canvas.height === 0) return;
    const now = look(canvas);
    if (now === "" || now === last) return;
    last = now;
    if (!known.includes(canvas)) known.push(canvas);
    const picture = { at: wall(), seen: null, canvas: known.indexOf(canvas) };
    probe.pictures.push(picture);
    requestAnimationFrame(() => requestAnimationFrame(() => (picture.seen = wall())));
  }

  function note(canvas) {
    if (!canvas.isConnected || !canvas.closest?.(OUTPUT)) return;
    drawn = true;
    answered();
    // What WebGL drew is gone after this task: look before it ends, once.
    if (probe.looking && !due) {
      due = true;
      queueMicrotask(() => compare(canvas));
    }
  }

  function hook(kind, names) {
    for (const name of names) {
      const native = kind.prototype[name];
      kind.prototype[name] = function (...args) {
        const out = native.apply(this, args);
        note(this.canvas);
        return out;
      };
    }
  }
  hook(CanvasRenderingContext2D, ["putImageData", "drawImage"]);
  hook(WebGLRenderingContext, ["drawArrays", "drawElements"]);
  hook(WebGL2RenderingContext, ["drawArrays", "drawElements"]);

  requestAnimationFrame(function frame() {
    if (drawn) probe.frames.push(performance.now());
    drawn = false;
    requestAnimationFrame(frame);
  });

  // ---- the pointer ---------------------------------------------------------------------
  addEventListener(
    "pointermove",
    (event) => {
      if (probe.hover && probe.hover.moved === null) probe.hover.moved = event.timeStamp;
    },
    true,
  );
  addEventListener("pointerup", (event) => (probe.up = wall(event.timeStamp)), true);

  /** The map or what lies over it changed. */
  function answered() {
    const { hover } = probe;
    if (!hover || hover.moved === null || hover.answered !== null) return;
    hover.answered = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => (hover.seen = performance.now())));
  }
  const changes = new MutationObserver((records) => {
    if (records.some(({ target }) => target.parentElement?.closest(OUTPUT))) answered();
  });
  const options = { subtree: true, childList: true, characterData: true, attributes: true };
  changes.observe(document, { ...options, attributeFilter: ["style", "class", "hidden"] });

  // ---- the page's one thread, and the wire ---------------------------------------------
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) probe.tasks.push(duration);
  }).observe({ type: "longtask" });

  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        probe.bytes += data.byteLength ?? data.size ?? data.length;
      });
    }
  };
})();
