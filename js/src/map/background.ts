// A job that nobody waits for, in small pieces between other things.

import { held } from "../shared/hold";
import { type Job, Slices } from "./slices";

const PIECE_MS = 6;
const PAUSE_MS = 10;

/** Begins after `delay` ms; the result stops it. */
export function inBackground(job: Job, delay: number): () => void {
  const slices = new Slices();
  slices.start(job);
  const go = () => {
    if (!held()) slices.run(PIECE_MS);
    if (slices.busy) timer = setTimeout(go, PAUSE_MS);
  };
  let timer = setTimeout(go, delay);
  return () => {
    slices.stop();
    clearTimeout(timer);
  };
}
