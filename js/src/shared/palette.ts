// Colours of classes (Okabe-Ito, then lighter and darker turns of it) and of numbers.

/** Okabe & Ito (2008): told apart with every common colour vision; black and grey are left out. */
const OKABE_ITO = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#B5A800"];

export type Rgb = [number, number, number];

function parse(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** How the hues repeat: towards white (above 0) or black; what stands out most comes first. */
const TURNS = { light: [0, -0.38, 0.45], dark: [0, 0.45, -0.25] };

/** Colour of class `index`; from the eighth class on, the hues repeat darker or lighter. */
export function classRgb(index: number, dark = false): Rgb {
  const base = parse(OKABE_ITO[index % OKABE_ITO.length] ?? "#888888");
  const turn = TURNS[dark ? "dark" : "light"][Math.floor(index / OKABE_ITO.length) % 3] ?? 0;
  const end = turn > 0 ? 255 : 0;
  return base.map((v) => Math.round(v + (end - v) * Math.abs(turn))) as Rgb;
}

export function classColour(index: number, dark = false): string {
  const [r, g, b] = classRgb(index, dark);
  return `rgb(${r} ${g} ${b})`;
}

/** Give an element the colour of a class in both themes; style sheets use it as `--al-class`. */
export function paint(element: HTMLElement, index: number): void {
  element.classList.add("al-painted");
  element.style.setProperty("--al-class-light", classColour(index));
  element.style.setProperty("--al-class-dark", classColour(index, true));
}

/** A second sign beside the colour: class is never shown by colour alone. */
export const MARKS = ["●", "▲", "■", "◆", "▼", "✚", "★", "○", "△", "□", "◇", "▽"];

export function classMark(index: number): string {
  return MARKS[index % MARKS.length] ?? "●";
}

/** Uncertainty ramp, one hue, even steps in lightness: t = 0 is sure, 1 is unsure. */
export function ramp(t: number, dark: boolean): Rgb {
  const x = Math.min(1, Math.max(0, t));
  const from: Rgb = dark ? [52, 58, 70] : [222, 226, 233];
  const to: Rgb = dark ? [255, 176, 92] : [168, 60, 0];
  return from.map((v, i) => Math.round(v + ((to[i] ?? v) - v) * x)) as Rgb;
}
