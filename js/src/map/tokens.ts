// The colours of the theme as the canvases need them.

import type { Rgb } from "../shared/palette";

export interface Tokens {
  readonly accent: string;
  readonly ink: string;
  readonly surface: string;
  readonly surfaceRgb: Rgb;
  readonly inkRgb: Rgb;
  readonly mutedRgb: Rgb;
}

/** Resolve the tokens on `el`; where the host has none, those of a plain light or dark page. */
export function readTokens(el: HTMLElement, dark: boolean): Tokens {
  const probe = document.createElement("span");
  probe.style.display = "none";
  el.append(probe);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const read = (name: string, fallback: Rgb): [string, Rgb] => {
    const plain = `rgb(${fallback.join(" ")})`;
    probe.style.color = "";
    probe.style.color = `var(${name}, ${plain})`;
    const css = getComputedStyle(probe).color || plain;
    if (!context) return [plain, fallback];
    context.fillStyle = plain;
    context.fillRect(0, 0, 1, 1); // what a transparent token lets through
    context.fillStyle = css;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    const rgb: Rgb = [r ?? fallback[0], g ?? fallback[1], b ?? fallback[2]];
    return [`rgb(${rgb.join(" ")})`, rgb];
  };
  const [surface, surfaceRgb] = read("--al-bg", dark ? [17, 17, 17] : [255, 255, 255]);
  const [ink, inkRgb] = read("--al-fg", dark ? [230, 230, 230] : [30, 30, 30]);
  const [, mutedRgb] = read("--al-muted", dark ? [160, 160, 160] : [100, 100, 100]);
  const [accent] = read("--al-accent", dark ? [92, 176, 255] : [11, 107, 203]);
  probe.remove();
  return { accent, ink, surface, surfaceRgb, inkRgb, mutedRgb };
}
