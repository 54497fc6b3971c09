// What the panel under the map asks for, and what comes back: a part of the protocol.

import type { Card, What } from "./protocol";

/** What one label for the selection would mean. */
export interface BulkPlan {
  id: string;
  answer: string;
  tolerance: number;
  selected: number;
  accepted: number;
  checks: number; // so many of the cards are to be looked at, the others are held back
  bounds: number[]; // how many of the accepted may be wrong when 0, 1, ... of the checked are
  held: Record<string, number>; // how many are held back, by reason
  audit: number;
  done: number;
  aside: number;
  unusable: number;
  other: number; // items of the other half after a split
}

/** A question about the pool that takes the worker. */
export interface Look {
  type: "look";
  what: What;
  serial: string; // comes back: two views of one model hear each other's answers
  items?: number[]; // whose neighbours | confirmed | marked as wrong
  refused?: number[];
  text?: string | null; // what to find | the class | the plan to split
  tolerance?: number;
}

export interface Looked {
  type: "look";
  what: What;
  serial: string;
  error: string | null;
  cards: Card[];
  captions: string[]; // one for each card, "" for none
  item?: number; // whose neighbours
  more?: boolean; // there are further ones
  plan?: BulkPlan;
}
