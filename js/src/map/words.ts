// Sentences and numbers of the map.

import { type Codes, codeOf, NO_UNCERTAINTY } from "./columns";
import { type NumberColumn, numberText, QUALITY, type Ranks } from "./numbers";

export interface Known {
  readonly names: readonly string[];
  readonly prediction: Codes | null;
  readonly uncertainty: Uint8Array | null;
  readonly labels: Codes | null;
  readonly number?: NumberColumn | null; // the colour, where it is a number
  readonly audited?: ReadonlySet<number>;
  readonly ranks?: Ranks;
}

const whole = new Intl.NumberFormat("en");

export function count(n: number): string {
  return whole.format(n);
}

/** Short for chips: 950, 1.2k, 34k, 1.2M. */
export function brief(n: number): string {
  if (n < 1000) return String(n);
  const [value, unit] = n < 999_500 ? [n / 1000, "k"] : [n / 1e6, "M"];
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)}${unit}`;
}

export function plural(n: number, one: string, many: string): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

export function unplacedText(n: number): string {
  return n === 0 ? "" : `${plural(n, "item has", "items have")} no place on the map`;
}

/** 0..254 as .00 .. 1.00, without the leading zero; "" when unknown. */
export function uncertaintyText(value: number | undefined): string {
  if (value === undefined || value === NO_UNCERTAINTY) return "";
  return (value / 254).toFixed(2).replace(/^0/, "");
}

/** "≈ rank 12 of 1,733 by uncertainty": as exact as one byte is; "" when unknown. */
export function rankText(item: number, { number, uncertainty, ranks }: Known): string {
  if (number?.values && number.name === QUALITY) {
    const value = numberText(number, item);
    return value && `label quality ${value}`;
  }
  const place = ranks?.rank(number?.values ?? uncertainty, item);
  if (!place) return "";
  const { rank, of } = place;
  const by = number?.values ? `${number.title} ${numberText(number, item)}` : "uncertainty";
  return `≈ rank ${count(rank)} of ${count(of)} by ${by}`;
}

export function className(names: readonly string[], code: number): string {
  return names[code] ?? `class ${code + 1}`;
}

/** What is known about an item, said in words: for the preview and for screen readers. */
export function itemWords(item: number, known: Known): string[] {
  const words: string[] = [];
  const label = codeOf(known.labels, item);
  const predicted = codeOf(known.prediction, item);
  const uncertainty = uncertaintyText(known.uncertainty?.[item]);
  if (label >= 0) words.push(`labelled ${className(known.names, label)}`);
  if (predicted >= 0) words.push(`predicted ${className(known.names, predicted)}`);
  if (uncertainty) words.push(`uncertainty ${uncertainty}`);
  if (label < 0) words.push("not labelled");
  return words;
}

/** Where the walk by keyboard has come to. */
export function walkWords(item: number, known: Known, at: number, of: number): string {
  const rank = `${count(at + 1)} of ${count(of)} by uncertainty`;
  return `item ${item}: ${itemWords(item, known).join(", ")}; ${rank}. Enter asks about it.`;
}
