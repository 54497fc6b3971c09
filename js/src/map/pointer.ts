// Mouse, pen and touch on the map: dragging, lasso, clicks, hovering, the wheel.

import type { Combine } from "./bits";
import { type Grip, gripOf, pinched } from "./pinch";

export type Tool = "pan" | "lasso" | "box";

export interface PointerHandlers {
  tool(): Tool;
  focused(): boolean; // the wheel zooms only then, so that the page can be scrolled over the map
  hover(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number, touch: boolean, how: Combine): void;
  doubleClick(x: number, y: number): void;
  pan(dx: number, dy: number): void;
  lasso(path: readonly number[]): void; // so far; empty: given up
  lassoDone(path: readonly number[], how: Combine): void;
  zoom(x: number, y: number, factor: number): void;
  wheelIgnored(): void;
}

const DRAG_FROM = 4; // pixels before a press is a drag
const LASSO_STEP = 3; // pixels between two corners

type Drag = { id: number; x: number; y: number; kind: "press" | Tool; path: number[] };

/** Shift adds, alt takes away. */
function howOf(event: MouseEvent): Combine {
  return event.shiftKey ? "add" : event.altKey ? "subtract" : "replace";
}

/** Within a shadow root (marimo) the document does not know what has the focus. */
export function holdsFocus(element: HTMLElement): boolean {
  const root = element.getRootNode() as Document | ShadowRoot;
  return element.contains(root.activeElement ?? null);
}

/** Listen on `stage` until `signal` aborts; the result gives up the drag that is going on. */
export function listenToPointer(
  stage: HTMLElement,
  handlers: PointerHandlers,
  signal: AbortSignal,
): () => boolean {
  let drag: Drag | null = null;
  const fingers = new Map<number, [number, number]>();
  let grip: Grip | null = null; // two fingers hold the map

  const at = (event: MouseEvent): [number, number] => {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left - stage.clientLeft, event.clientY - box.top - stage.clientTop];
  };
  const giveUp = () => {
    const was = drag;
    drag = null;
    delete stage.dataset.alDrag;
    const drawing = was?.kind === "lasso" || was?.kind === "box";
    if (drawing) handlers.lasso([]);
    return drawing;
  };
  const letGo = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    if (fingers.size < 2) grip = null;
  };
  const on = <K extends keyof HTMLElementEventMap>(
    name: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ) => stage.addEventListener(name, listener, { signal, passive: false });

  on("pointerdown", (event) => {
    const [x, y] = at(event);
    if (event.pointerType === "touch") fingers.set(event.pointerId, [x, y]);
    if (fingers.size === 2) {
      giveUp();
      handlers.leave();
      grip = gripOf(fingers);
    }
    if (event.button !== 0 || drag || grip) return;
    stage.focus({ preventScroll: true });
    drag = { id: event.pointerId, x, y, kind: "press", path: [] };
  });

  on("pointermove", (event) => {
    const [x, y] = at(event);
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, [x, y]);
    if (grip) {
      const next = gripOf(fingers);
      if (next) pinched(handlers, grip, next);
      grip = next ?? grip;
      return;
    }
    if (!drag) {
      handlers.hover(x, y);
      return;
    }
    if (event.pointerId !== drag.id) return;
    if (event.buttons === 0) {
      giveUp(); // the button went up outside of the window
      return;
    }
    if (drag.kind === "press") {
      if (Math.hypot(x - drag.x, y - drag.y) < DRAG_FROM) return;
      const tool = handlers.tool();
      drag.kind = tool === "pan" && (event.shiftKey || event.altKey) ? "lasso" : tool;
      if (drag.kind !== "pan") drag.path.push(drag.x, drag.y);
      stage.dataset.alDrag = drag.kind;
      stage.setPointerCapture?.(event.pointerId);
      handlers.leave();
    }
    if (drag.kind === "pan") {
      handlers.pan(x - drag.x, y - drag.y);
    } else if (drag.kind === "box") {
      const [x0 = x, y0 = y] = drag.path;
      drag.path = [x0, y0, x, y0, x, y, x0, y];
      handlers.lasso(drag.path);
    } else {
      const { path } = drag;
      const far = Math.hypot(x - (path.at(-2) ?? x), y - (path.at(-1) ?? y));
      if (far < LASSO_STEP) return;
      path.push(x, y);
      handlers.lasso(path);
    }
    drag.x = x;
    drag.y = y;
  });

  on("pointerup", (event) => {
    letGo(event);
    if (!drag || event.pointerId !== drag.id) return;
    const { kind, path } = drag;
    giveUp();
    const [x, y] = at(event);
    if (kind === "press") handlers.click(x, y, event.pointerType === "touch", howOf(event));
    else if (kind !== "pan" && path.length >= 6) handlers.lassoDone(path, howOf(event));
  });
  on("pointercancel", (event) => {
    letGo(event);
    giveUp();
  });
  on("pointerleave", () => {
    if (!drag || drag.kind === "press") handlers.leave();
  });
  on("dblclick", (event) => {
    event.preventDefault(); // no text is marked
    handlers.doubleClick(...at(event));
  });

  on("wheel", (event) => {
    if (!handlers.focused() && !event.ctrlKey && !event.metaKey) {
      handlers.wheelIgnored();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1);
    // A pinch on a touchpad comes as ctrl + wheel in small steps.
    const rate = event.ctrlKey && Math.abs(pixels) < 40 ? 0.01 : 0.0016;
    handlers.zoom(...at(event), Math.exp(-Math.max(-300, Math.min(300, pixels)) * rate));
  });

  return giveUp;
}
