// Light or dark, as the host is now; told again when the host changes.

/** Relative luminance (WCAG 2) of an opaque `rgb(...)`; null for anything else. */
export function luminance(colour: string): number | null {
  const match = /^rgba?\(\s*([\d.]+)[,\s]+([\d.]+)[,\s]+([\d.]+)(?:[,/\s]+([\d.]+%?))?\s*\)$/.exec(
    colour,
  );
  if (!match) return null;
  const alpha = match[4];
  if (alpha !== undefined && Number.parseFloat(alpha) === 0) return null;
  const [r, g, b] = match.slice(1, 4).map((text) => {
    const v = Number(text) / 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

/** A host's word: "dark" or "light" as class or attribute of the page (marimo, Colab, docs). */
function wordOf(element: Element | null): "dark" | "light" | null {
  if (!element) return null;
  const theme = element.getAttribute("data-theme") ?? element.getAttribute("theme") ?? "";
  for (const word of ["dark", "light"] as const) {
    const classes = [word, `${word}-theme`, `${word}-mode`, `vscode-${word}`];
    if (theme === word || classes.some((name) => element.classList.contains(name))) return word;
  }
  return null;
}

export function hostTheme(root: HTMLElement): "dark" | "light" {
  const page = root.ownerDocument;
  const view = page.defaultView;
  const style = view?.getComputedStyle(root);
  const named = ["--jp-layout-color0", "--vscode-editor-background"].some((name) =>
    style?.getPropertyValue(name).trim(),
  );
  const light = named && style ? luminance(style.backgroundColor) : null;
  if (light !== null) return light < 0.3 ? "dark" : "light";
  const word =
    wordOf(root.closest(".dark, .light")) ?? wordOf(page.body) ?? wordOf(page.documentElement);
  if (word) return word;
  return view?.matchMedia?.("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Keep `data-al-theme` right; returns what stops it. */
export function followTheme(
  root: HTMLElement,
  onChange: (theme: "dark" | "light") => void,
): () => void {
  let theme: string | undefined;
  const update = () => {
    const now = hostTheme(root);
    if (now === theme) return;
    theme = now;
    root.dataset.alTheme = now;
    onChange(now);
  };
  const page = root.ownerDocument;
  const observer = new MutationObserver(update);
  for (const element of [page.documentElement, page.body]) {
    observer.observe(element, {
      attributes: true,
      attributeFilter: [
        "class",
        "style",
        "data-theme",
        "theme",
        "data-jp-theme-name",
        "data-jp-theme-light",
      ],
    });
  }
  const media = page.defaultView?.matchMedia?.("(prefers-color-scheme: dark)");
  media?.addEventListener?.("change", update);
  // The host's style sheet may arrive after its attributes: look again once it is there.
  const timers = [50, 500].map((ms) => setTimeout(update, ms));
  update();
  return () => {
    observer.disconnect();
    media?.removeEventListener?.("change", update);
    timers.forEach(clearTimeout);
  };
}
