// Confidence as a channel of its own: the colour of a class goes towards the paper the less the
// model is sure of it, so that "blue, but unsure" can be seen. Done in the table of colours: no
// renderer has to know of it.

import type { Rgb } from "../shared/palette";
import { NO_UNCERTAINTY } from "./columns";

/** Steps of confidence; 21 class colours times 12 fit the 254 places of the table. */
export const LEVELS = 12;
const MOST = 0.8; // of the way to the paper: the hue must still be told
const PAPER: Record<"light" | "dark", Rgb> = { light: [255, 255, 255], dark: [17, 17, 17] };

/** Level (0: sure) of each uncertainty byte; what is not known is not faded. */
export const LEVEL_OF = Uint8Array.from({ length: 256 }, (_, value) =>
  value === NO_UNCERTAINTY ? 0 : Math.round((value * (LEVELS - 1)) / 254),
);

/** A class colour at a level. */
export function faded(rgb: Rgb, level: number, dark: boolean): Rgb {
  const paper = PAPER[dark ? "dark" : "light"];
  const share = (MOST * level) / (LEVELS - 1);
  return rgb.map((v, i) => Math.round(v + ((paper[i] ?? v) - v) * share)) as Rgb;
}
