// The map in the past: which version is wanted, what has arrived, and the way back to now. One
// request is on its way at a time, and the last wish wins.

import { type Moment, momentFrom } from "./map/moment";
import { createTime } from "./map/time";
import type { MapView } from "./map/view";
import { h } from "./shared/dom";
import { newId } from "./shared/events";
import type { HistoryStep, MomentReply, Request } from "./shared/protocol";

const BEAT = 700; // ms between two versions while it plays
const SLOW = 1600; // where the person asked for less motion
const STEPS: Record<string, 1 | -1> = { ",": -1, ".": 1 };
const LOST = 3000; // ms after which an answer is asked for again

export interface MomentsOptions {
  map: Pick<MapView, "setMoment">;
  points(): number;
  request(request: Request): void;
  say(text: string): void;
}

export function createMoments({ map, points, request, say }: MomentsOptions) {
  const view = newId();
  let open = false;
  let steps: readonly HistoryStep[] = [];
  let progress: number | null = null;
  let wanted: number | null = null; // version; null: now
  let shown: Moment | null = null;
  let asked: number | null = null; // version that is on its way
  let stale = false; // what is shown is to be asked for once more
  let newest = 0; // the newest version when the past was entered
  let askTimer: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setInterval> | undefined;

  const time = createTime({
    go: (place) => go(steps[place]?.version ?? null),
    play: (on) => (on ? play() : pause()),
    now: leave,
    close: () => toggle(false),
    rebuild: (on) => (on ? ask(true) : request({ type: "command", name: "stop_history" })),
  });
  const opener = h(
    "button.al-plain.al-muted",
    {
      title: "Go back to earlier versions of the model",
      aria: { expanded: "false" },
      data: { alAction: "history" },
      on: { click: () => toggle(!open) },
    },
    "history",
  );

  const placeOf = (version: number | null): number | null => {
    const place = steps.findIndex((step) => step.version === version);
    return place < 0 ? null : place;
  };
  const last = () => steps.length - 1;

  function draw(): void {
    time.update({
      steps,
      place: placeOf(wanted),
      playing: beat !== undefined,
      loading: wanted !== null && shown?.version !== wanted,
      newer: wanted !== null && (steps[last()]?.version ?? 0) > newest,
      progress,
    });
  }

  function ask(isOpen: boolean): void {
    request({ type: "history", view, open: isOpen });
  }

  function toggle(on: boolean): void {
    if (on === open) return;
    open = on;
    time.element.hidden = !on;
    opener.setAttribute("aria-expanded", String(on));
    if (!on) back();
    ask(on);
    draw();
    if (on) time.focus();
    else opener.focus();
  }

  /** Show a version, or now; the newest version is now. */
  function go(version: number | null): void {
    const place = placeOf(version);
    if (place === null || place === last()) {
      back();
      return;
    }
    if (wanted === null) newest = steps[last()]?.version ?? 0;
    wanted = version;
    fetch();
    draw();
  }

  function back(): void {
    pause();
    const past = wanted !== null;
    wanted = null;
    shown = null;
    asked = null; // what still comes is not for now
    clearTimeout(askTimer);
    if (past) map.setMoment(null);
    draw();
  }

  function fetch(): void {
    if (wanted === null || asked !== null || (shown?.version === wanted && !stale)) return;
    stale = false;
    asked = wanted;
    request({ type: "moment", view, version: wanted, have: shown?.version ?? null });
    clearTimeout(askTimer);
    askTimer = setTimeout(() => {
      asked = null;
      shown = null; // in full, this time
      fetch();
    }, LOST);
  }

  function play(): void {
    if (steps.length < 2 || beat !== undefined) return;
    if (wanted === null) go(steps[0]?.version ?? null);
    const still = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
    beat = setInterval(forward, still ? SLOW : BEAT);
    draw();
  }

  function pause(): void {
    clearInterval(beat);
    beat = undefined;
    draw();
  }

  /** The next version, once this one is on the screen; at the end it is now. */
  function forward(): void {
    if (shown?.version !== wanted) return;
    step(1);
  }

  /** False when the history is closed. */
  function step(by: 1 | -1): boolean {
    if (!open || steps.length < 2) return false;
    const place = placeOf(wanted) ?? last();
    go(steps[Math.max(0, place + by)]?.version ?? null);
    return true;
  }

  function receiveHistory(found: readonly HistoryStep[], share: number | null): void {
    const belief = (version: number | null) => found.find((s) => s.version === version)?.belief;
    steps = found;
    progress = share;
    if (wanted !== null && placeOf(wanted) === null) {
      // Thinned out meanwhile: the next one that is there.
      const next = steps.find((one) => one.version > (wanted ?? 0));
      asked = null;
      go(next?.version ?? null);
    } else if (shown && !shown.prediction && belief(shown.version) !== "none") {
      shown = null; // it was computed meanwhile
      fetch();
    }
    draw();
  }

  function receiveMoment(reply: MomentReply): void {
    if (reply.view !== view) return;
    asked = null;
    clearTimeout(askTimer);
    if (wanted === null) return;
    shown = momentFrom(reply, shown, points());
    if (shown) map.setMoment(shown);
    fetch();
    draw();
  }

  /** Back to now; false when the map shows now already. */
  function leave(): boolean {
    if (wanted === null) return false;
    back();
    say("back to now");
    return true;
  }

  /** Comma and full stop step through the versions, Escape leads back: anywhere in the pane. */
  function onKey(event: KeyboardEvent): void {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = target instanceof HTMLInputElement && target.type !== "range";
    const done = key === "Escape" ? leave() : !typing && key in STEPS && step(STEPS[key] ?? 1);
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  }

  draw();
  return {
    opener,
    el: time.element,
    onKey,
    onHistory: receiveHistory,
    onMoment: receiveMoment,
    /** Another map or another background: the field of that time may be another one too. */
    again(): void {
      stale = true;
      fetch();
    },
    /** There is a model, so there is a history. */
    setKnown(known: boolean): void {
      opener.hidden = !known && !open;
    },
    leave,
    destroy(): void {
      clearTimeout(askTimer);
      clearInterval(beat);
    },
  };
}
