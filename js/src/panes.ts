// The map and the curve in this view: what they are told, and what they ask the kernel for.

import { createColouring } from "./colouring";
import { createCompared } from "./compared";
import { createCurve } from "./curve/curve";
import { createLayerFeed } from "./layers";
import { createLooks } from "./looks/looks";
import { countBits } from "./map/bits";
import { createLayers } from "./map/layers";
import { createMap } from "./map/map";
import "./map/map.css";
import "./map/layers.css";
import { createHover } from "./hover";
import type { MapView } from "./map/view";
import { createMoments } from "./moments";
import { createProjection } from "./projection";
import { type ColumnReply, fromBase64, toBase64 } from "./shared/buffers";
import { Columns } from "./shared/changes";
import { h } from "./shared/dom";
import type { KnownReply } from "./shared/media";
import type { ColumnName, Config, Curve, Status } from "./shared/protocol";
import type { Session } from "./shared/session";
import { classesOf, type State } from "./shared/state";
import type { Store } from "./shared/store";
import { createTools } from "./tools";

const FETCH = 200; // ms for the kernel to send a new column by itself

export interface Panes {
  elements: HTMLElement[];
  have(): Partial<Status["revisions"]>;
  /** What was sent may be lost. */
  forget(): void;
  onReply(reply: KnownReply): void;
  update(state: State, before: State | null): void;
  setTheme(theme: "light" | "dark"): void;
  destroy(): void;
}

export interface PanesOptions {
  store: Store;
  session: Session;
  wanted: Config["panes"];
  say(text: string): void;
  curve(): unknown;
}

const NO_CURVE: Curve = { source: "none", points: [], text: "", trust: null };
const COLUMNS: readonly ColumnName[] = ["coordinates", "prediction", "uncertainty", "labels"];

export function createPanes(options: PanesOptions): Panes {
  const { wanted } = options;
  const map = wanted.includes("map") ? createMapPane(options) : null;
  const curveEl = h("section.al-curve-pane", {
    data: { alPane: "curve" },
    aria: { label: "Learning curve" },
  });
  const curve = wanted.includes("curve")
    ? createCurve(curveEl, { measure: () => options.session.command("measure") })
    : null;

  let drawn: unknown[] = [];

  function drawCurve(status: Status): void {
    const raw = options.curve();
    if (raw === drawn[0] && status === drawn[1]) return;
    drawn = [raw, status];
    const value = raw !== null && typeof raw === "object" ? { ...NO_CURVE, ...raw } : NO_CURVE;
    curve?.update(value, status);
  }

  return {
    elements: [...(map ? [map.el] : []), ...(curve ? [curveEl] : [])],
    have: () => map?.have() ?? {},
    forget: () => map?.forget(),
    onReply: (reply) => map?.onReply(reply),
    update(state, before) {
      map?.update(state, before);
      drawCurve(state.status);
    },
    setTheme(theme) {
      map?.view.setTheme(theme);
    },
    destroy() {
      map?.destroy();
      curve?.dispose();
    },
  };
}

function createMapPane({ store, session, say }: PanesOptions) {
  const revisions: Record<ColumnName, number> = {
    coordinates: 0,
    prediction: 0,
    uncertainty: 0,
    labels: 0,
  };
  const columns = new Columns();
  let fetchTimer: ReturnType<typeof setTimeout> | undefined;
  let selection: Uint8Array | null = null;
  let selected = 0;

  const el = h("section.al-map-pane", {
    data: { alPane: "map" },
    aria: { label: "Map of the pool" },
  });
  const colouring = createColouring(session, () => view);
  const layers = createLayers({
    want: () => feed.ask(),
    go: (box, index) => {
      view.show(box);
      session.request({ type: "region", index });
    },
  });
  const feed = createLayerFeed(session, layers, store.get);
  const view: MapView = createMap(el, {
    onScene: layers.draw,
    onHover: (item) => hover.point(item),
    onAsk(item) {
      moments.leave();
      session.ask([item]);
    },
    onSelect: select,
    onAction: (action, pointed) => looks.onAction(action, pointed),
    onNumber(name) {
      colouring.look(name);
      hover.forget(null);
    },
    announce: say,
  });
  layers.attach(view.element);
  const hover = createHover({
    session,
    state: store.get,
    by: colouring.by,
    show: (item, node, facts) => view.setPreview(item, node, facts),
  });
  const moments = createMoments({
    map: {
      setMoment(moment) {
        layers.setMoment(moment);
        view.setMoment(moment);
      },
    },
    points: () => store.get().config.pool,
    request: session.request,
    say,
  });
  const projection = createProjection(session, say);
  const tools = createTools(session, () => selection, projection.line);
  const compared = createCompared(session);
  tools.el.prepend(compared.el);
  tools.el.append(moments.opener);
  const looks = createLooks({
    store,
    session,
    map: () => view,
    say,
    selected: () => selected,
    clearSelection() {
      view.setSelection(null);
      select(null);
    },
    more: [tools.ask],
  });
  el.append(looks.el, tools.el, projection.menu, moments.el);
  el.addEventListener("keydown", moments.onKey);

  function select(bits: Uint8Array | null): void {
    session.request({ type: "select", items_b64: bits ? toBase64(bits) : null });
    chosen(bits);
  }

  function chosen(bits: Uint8Array | null): void {
    selection = bits;
    selected = bits ? countBits(bits) : 0;
    tools.update(store.get(), selection);
    looks.update(store.get());
  }

  function column(reply: ColumnReply): void {
    const values = columns.take(reply);
    if (!values) return; // `fetchMissing` asks for the whole
    revisions[reply.name] = reply.rev;
    if (reply.name === "coordinates" && values instanceof Float32Array) view.setCoordinates(values);
    else if (values instanceof Float32Array) return;
    else if (reply.name === "prediction") {
      view.setPrediction(values);
      hover.forget(null); // another model believes something else
    } else if (reply.name === "labels") view.setLabels(values);
    else if (values instanceof Uint8Array) view.setUncertainty(values);
  }

  function onReply(reply: KnownReply): void {
    feed.onReply(reply);
    looks.onReply(reply);
    colouring.onReply(reply);
    if (reply.type === "column") column(reply as ColumnReply);
    else if (reply.type === "labelled") {
      revisions.labels = reply.rev;
      view.patchLabels(reply.items, reply.codes, reply.audit);
      hover.forget(reply.items);
    } else if (reply.type === "selection") {
      if (reply.b64 === (selection && toBase64(selection))) return; // our own, coming back
      chosen(reply.b64 === null ? null : fromBase64(reply.b64));
      view.setSelection(selection);
    } else if (reply.type === "field") {
      moments.again();
    } else if (reply.type === "history") {
      moments.onHistory(reply.steps, reply.progress);
    } else if (reply.type === "moment") {
      moments.onMoment(reply);
    } else if (reply.type === "items") {
      hover.receive(reply.cards);
    }
  }

  /** Labels follow by themselves, as changes; the rest is sent on demand. */
  function fetchMissing(status: Status): void {
    clearTimeout(fetchTimer);
    const missing = () =>
      COLUMNS.filter((name) => name !== "labels" && revisions[name] !== status.revisions[name]);
    if (missing().length === 0) return;
    fetchTimer = setTimeout(() => {
      const names = missing();
      if (names.length > 0) session.request({ type: "columns", names });
    }, FETCH);
  }

  return {
    el,
    view,
    have: () => ({ ...revisions }),
    forget: () => feed.forget(),
    onReply,
    update(state: State, before: State | null) {
      const classes = classesOf(state);
      if (!before || classes.join("\u0000") !== classesOf(before).join("\u0000")) {
        view.setClasses(classes);
      }
      if (state.shown !== before?.shown || state.queue !== before?.queue) {
        const [first, ...others] = [...state.shown, ...state.queue].map((card) => card.item);
        view.setAsked(first ?? null, others);
      }
      if (state.comparison !== before?.comparison) {
        view.setCompared(state.comparison.sides.map((side) => side.items));
        compared.update(state.comparison);
      }
      // Who answers looks at now.
      if (state.pending.length > (before?.pending.length ?? 0)) moments.leave();
      if (state.status !== before?.status) {
        feed.update();
        moments.setKnown(state.status.model !== null);
        const { progress, text } = state.status.projection;
        view.setProgress(progress === null ? "" : text, progress);
        projection.update(state, before);
        if (before) {
          fetchMissing(state.status);
          colouring.update(state.status);
        }
        tools.update(state, selection);
        looks.update(state);
      }
    },
    destroy() {
      clearTimeout(fetchTimer);
      feed.destroy();
      moments.destroy();
      looks.destroy();
      hover.destroy();
      view.dispose();
    },
  };
}
