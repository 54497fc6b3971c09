// What the parts of the card share.

import type { Keymap } from "../shared/keys";
import type { Session } from "../shared/session";
import type { State } from "../shared/state";
import type { Store } from "../shared/store";

export interface Context {
  store: Store;
  session: Session;
  id: string; // unique to this view: DOM ids begin with it
  keys(): Keymap;
  keyLabel(action: string): string;
}

/**
 * A part of the card: drawn from the state, told of every change at once. `later` is for what may
 * wait until the frame with the change is on the screen.
 */
export interface Part {
  el: HTMLElement;
  update(state: State, before: State | null): void;
  later?(state: State, before: State | null): void;
  destroy?(): void;
}
