// Keeps the layers of the map up to date: asks the kernel for those that are shown when the
// model, the map or the labels have changed.

import type { Layers } from "./map/layers";
import type { LayerReply } from "./shared/buffers";
import type { KnownReply } from "./shared/media";
import type { LayerName } from "./shared/protocol";
import type { Session } from "./shared/session";
import { classesOf, type State } from "./shared/state";

const PATIENCE = 250; // ms: several labels in a row are asked about together

/** What a layer is made from; it is asked for again when this is another. */
const madeFrom: Record<LayerName, (state: State) => unknown[]> = {
  contours: ({ status }) => [status.revisions.coordinates],
  field: ({ status }) => [status.revisions.coordinates, status.model?.version],
  regions: (state) => [
    state.status.revisions.coordinates,
    state.status.model?.version,
    state.status.counts.labelled,
    ...classesOf(state),
  ],
};

export function createLayerFeed(session: Session, layers: Layers, state: () => State) {
  const asked = new Map<LayerName, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = () => {
    clearTimeout(timer);
    timer = undefined;
    const now = state();
    if (now.status.revisions.coordinates === 0) return;
    const names = layers.wanted.filter((name) => {
      const key = JSON.stringify(madeFrom[name](now));
      if (asked.get(name) === key) return false;
      asked.set(name, key);
      return true;
    });
    if (names.length > 0) session.request({ type: "layers", names });
  };

  return {
    /** Something is shown that was not. */
    ask,
    update(): void {
      timer ??= setTimeout(ask, PATIENCE);
    },
    /** What was sent may be lost: ask for all of it again. */
    forget(): void {
      asked.clear();
      this.update();
    },
    onReply(reply: KnownReply): void {
      if (reply.type === "field") layers.setField(reply, (reply as LayerReply).bytes);
      else if (reply.type === "contours") layers.setContours(reply, (reply as LayerReply).bytes);
      else if (reply.type === "regions") layers.setRegions(reply.rows, classesOf(state()));
    },
    destroy: () => clearTimeout(timer),
  };
}
