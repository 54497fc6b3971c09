// Escape gives the keyboard back: JupyterLab takes it from an edited cell by itself, but in
// command mode nobody would, and the next letter would still be an answer.

/** Let the focus go from `root` to what holds it, on an Escape that nothing inside wanted. */
export function leaveOnEscape(root: HTMLElement): () => void {
  function onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    setTimeout(() => leave(root)); // after the host had its turn
  }
  root.addEventListener("keydown", onKey);
  return () => root.removeEventListener("keydown", onKey);
}

function leave(root: HTMLElement): void {
  const active = (root.getRootNode() as Document | ShadowRoot).activeElement as HTMLElement | null;
  if (active === null || !root.contains(active)) return;
  active.blur();
  const around = root.parentElement?.closest<HTMLElement>("[tabindex]");
  around?.focus({ preventScroll: true });
}
