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

const { scheduling } = globalThis.navigator as Navigator & {
  scheduling?: { isInputPending?: () => boolean };
};

/** Whether the browser tells that a key or a button waits: work may then take longer steps. */
export const seesInput = typeof scheduling?.isInputPending === "function";

/** A key or a button waits. */
export function inputWaits(): boolean {
  return scheduling?.isInputPending?.() ?? false;
}
