// The numbers that the map can show: which there are, and the one that is looked at, anew with
// each model. The kernel computes what is asked for, and nothing else.

import type { MapView } from "./map/view";
import { fromBase64, type ScoreReply } from "./shared/buffers";
import type { KnownReply } from "./shared/media";
import type { ColourRow, Status } from "./shared/protocol";
import type { Session } from "./shared/session";
import { firstItems } from "./tools";

export function createColouring(session: Session, view: () => MapView) {
  let status: Status | null = null;
  let wanted: string | null = null;
  let rows: readonly ColourRow[] = [];
  let without: readonly string[] = [];
  let [menuOf, numberOf] = ["", ""];

  function tell(): void {
    if (!status) return;
    view().setMenu({
      rows,
      without,
      predicted: status.model !== null,
      labelled: status.counts.labelled > 0,
      audited: status.counts.audit > 0,
    });
  }

  /** What a column depends on; on another key it is asked for again. */
  const key = ({ model, strategy }: Status) =>
    [wanted, model?.version, strategy.name].join("\u0000");

  function ask(): void {
    if (!status || wanted === null || numberOf === key(status)) return;
    numberOf = key(status);
    session.request({ type: "colour", by: wanted });
  }

  return {
    /** The score that the map shows, for what is said of an item. */
    by: (): string | undefined => wanted ?? undefined,
    look(name: string | null): void {
      wanted = name;
      numberOf = "";
      ask();
    },
    onReply(reply: KnownReply): void {
      if (reply.type === "colours") {
        ({ rows, without } = reply);
        tell();
      } else if (reply.type === "score" && reply.name === wanted) {
        view().setNumber(reply as ScoreReply);
      } else if (reply.type === "audited") {
        const bits = reply.b64 === null ? new Uint8Array() : fromBase64(reply.b64);
        view().setAudited(firstItems(bits, Number.POSITIVE_INFINITY));
      }
    },
    update(now: Status): void {
      status = now;
      const { strategy, learner, model, counts } = now;
      const known = [strategy.name, strategy.active, learner.name, model !== null];
      const answers = [counts.labelled > 0, counts.audit > 0];
      const next = [...known, ...answers].join("\u0000");
      if (next !== menuOf) {
        menuOf = next;
        tell();
        session.request({ type: "colours" });
      }
      ask();
    },
  };
}
