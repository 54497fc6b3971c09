// What the looks share: the frame they are shown in, and how they ask.

import { h } from "../shared/dom";
import type { Looked, Look as Question } from "../shared/looks";
import type { KnownCard as Card } from "../shared/media";
import type { What } from "../shared/protocol";
import type { Session } from "../shared/session";
import type { Frame } from "./frame";

export type LookReply = Omit<Looked, "cards"> & { cards: Card[] };

export interface LookContext {
  readonly frame: Frame;
  readonly session: Session;
  classes(): string[];
  shown(): readonly Card[]; // what the frame shows now
  ask(what: What, more: Partial<Question>): void;
  close(): void;
  done(words: string): void; // close, and say what was done, with a way back
}

/** One thing that can be shown in the frame. */
export interface Look {
  open(): void;
  receive(reply: LookReply): void;
  enter(): void;
  mark(): void; // a card was marked
  found(): { items: readonly number[]; from: number | null };
  readonly keepsFocus?: boolean; // what comes does not take the focus
  close?(): void;
}

/** A quiet select; options are values, or values with words. */
export function choice(
  label: string,
  options: readonly (string | readonly [string, string])[],
  value: string,
  change: (value: string) => void,
): HTMLSelectElement {
  const select = h(
    "select.al-menu",
    { aria: { label }, on: { change: () => change(select.value) } },
    ...options.map((option) => {
      const [key, words] =
        typeof option === "string" ? [option, option || "choose a class"] : option;
      return h("option", { value: key }, words);
    }),
  );
  select.value = value;
  return select;
}
