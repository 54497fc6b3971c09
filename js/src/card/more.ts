// A scrolling area says that there is more: its lower edge fades while something is below it.

/** Keep `data-al-more` right; `look` after the content has changed, `stop` at the end. */
export function fadeEdge(el: HTMLElement): { look(): void; stop(): void } {
  const look = () => {
    el.toggleAttribute("data-al-more", el.scrollHeight - el.clientHeight - el.scrollTop > 2);
  };
  el.addEventListener("scroll", look, { passive: true });
  const size = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(look);
  size?.observe(el);
  for (const child of el.children) size?.observe(child);
  look();
  return {
    look,
    stop() {
      size?.disconnect();
      el.removeEventListener("scroll", look);
    },
  };
}
