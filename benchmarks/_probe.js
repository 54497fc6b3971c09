// Put into the page before anything else: notes when a key went down, when the next card was
// painted, when the answer was acknowledged, when new colours arrived and were drawn.
(() => {
  const probe = { presses: [], last: null, firstCard: null, coloursAt: null };
  window.alProbe = probe;
  const card = () => document.querySelector('[data-al-pane="card"]');
  const frame = () => new Promise((done) => requestAnimationFrame(done));

  // Element Timing: the browser says when the frame with this picture was presented.
  const NAME = "al-sample";
  const images = new WeakMap();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const press = images.get(entry.element);
      if (press && press.painted === null) press.painted = entry.renderTime;
    }
  }).observe({ type: "element", buffered: true });

  // A second measure, without the browser's help and up to a frame late: the picture is decoded,
  // one frame has been drawn, and the beginning of the second one proves it.
  async function twoFrames(img) {
    if (img?.decode) await img.decode().catch(() => undefined);
    await frame();
    await frame();
    return performance.now();
  }

  // Playwright's presses may come from outside: `timeStamp` is when the browser got the key.
  addEventListener(
    "keydown",
    (event) => {
      const el = card();
      if (!el?.contains(event.target)) return;
      probe.last = {
        down: event.timeStamp,
        item: el.dataset.alItem,
        next: null,
        painted: null,
        twoFrames: null,
        waited: false,
        acknowledged: null,
        arrived: null,
        coloured: null,
      };
      probe.presses.push(probe.last);
    },
    true,
  );

  function cardChanged(el) {
    const press = probe.last;
    const item = el.dataset.alItem;
    if (!press || press.next !== null || item === undefined || item === press.item) return;
    press.next = item;
    const img = el.querySelector(".al-item img");
    if (img) {
      img.setAttribute("elementtiming", NAME);
      images.set(img, press);
    }
    twoFrames(img).then((at) => {
      press.twoFrames = at;
    });
  }

  function pendingChanged(el) {
    const press = probe.last;
    if (!press || press.acknowledged !== null) return;
    if (el.dataset.alPending !== "0") press.waited = true;
    else if (press.waited) press.acknowledged = performance.now();
  }

  function drawn() {
    const press = probe.last;
    if (!press || press.arrived === null || press.coloured !== null) return;
    press.coloured = -1; // this draw is in a frame; the next one proves that it was shown
    frame().then(() => {
      press.coloured = performance.now();
    });
  }

  new MutationObserver((records) => {
    for (const { target, attributeName } of records) {
      if (attributeName === "data-al-item" && target === card()) cardChanged(target);
      if (attributeName === "data-al-pending") pendingChanged(target);
      if (attributeName === "data-al-frames") drawn();
      if (attributeName === "data-al-ready" && probe.firstCard === null) {
        if (target === card() && target.hasAttribute("data-al-ready")) probe.firstCard = Date.now();
      }
    }
  }).observe(document, {
    subtree: true,
    attributeFilter: ["data-al-item", "data-al-pending", "data-al-frames", "data-al-ready"],
  });

  // The colours are the first parts of a batch: its beginning tells whether they are in it.
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        const press = probe.last;
        if (!press || press.arrived !== null || !(data instanceof ArrayBuffer)) return;
        const head = new Uint8Array(data, 0, Math.min(data.byteLength, 16000));
        if (/"name": ?"prediction"/.test(new TextDecoder("latin1").decode(head))) {
          press.arrived = performance.now();
        }
      });
    }
  };
})();
