// The page has one thread. After a key the sample has it alone for a moment; what nobody waits
// for (the map's colours, its index) goes on afterwards.

const MOMENT = 60; // ms: the key's own frame, and the one after it

let until = 0;

/** A person pressed a key. */
export function holdWork(): void {
  until = performance.now() + MOMENT;
}

/** Whether work that can wait should wait now. */
export function held(): boolean {
  return performance.now() < until;
}
