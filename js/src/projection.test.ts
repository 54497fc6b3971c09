import { afterEach, expect, test, vi } from "vitest";
import { createProjection } from "./projection";
import { configOf, statusOf } from "./shared/defaults";
import type { ProjectionRow } from "./shared/protocol";
import type { Session } from "./shared/session";
import { initialState, type State } from "./shared/state";

const ROWS: ProjectionRow[] = [
  { name: "pca", title: "PCA", sentence: "two directions", cost: "At once.", why_not: null },
  { name: "umap", title: "UMAP", sentence: "alike together", cost: "A minute.", why_not: null },
  { name: "pacmap", title: "PaCMAP", sentence: "groups", cost: "", why_not: "not installed" },
];

function stateOf(projection: object): State {
  return initialState(
    configOf({ map: { points: 9, projections: ROWS } }),
    statusOf({ projection }),
  );
}

function make() {
  const set = vi.fn();
  const command = vi.fn();
  const say = vi.fn();
  const view = createProjection({ set, command } as unknown as Session, say);
  document.body.append(view.line, view.menu);
  const pca = { name: "PCA", wanted: "pca", quality: "keeps 0.83", about: "what it means" };
  const state = stateOf(pca);
  view.update(state, null);
  const button = view.line.querySelector<HTMLElement>('[data-al-setting="projection"]');
  return { view, set, command, say, state, button: button as HTMLElement };
}
const press = (at: Element | null, key: string) =>
  at?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

afterEach(() => document.body.replaceChildren());

test("the line says which map it is and how far to trust it", () => {
  const { view, button } = make();
  expect(button.textContent).toBe("PCA");
  expect(view.line.textContent).toContain("keeps 0.83");
  expect(view.line.querySelector(".al-map-quality")?.getAttribute("title")).toBe("what it means");
});

test("the menu offers what can be had, and says why the rest cannot", () => {
  const { view, set, button } = make();
  expect(view.menu.hidden).toBe(true);
  button.click();
  const rows = [...view.menu.querySelectorAll<HTMLButtonElement>("button")];
  expect(rows.map((row) => row.disabled)).toEqual([false, false, true]);
  expect(rows[2]?.textContent).toContain("not installed");
  expect(rows[1]?.textContent).toContain("A minute.");
  expect(document.activeElement).toBe(rows[0]);
  press(document.activeElement, "ArrowDown");
  expect(document.activeElement).toBe(rows[1]);
  press(document.activeElement, "ArrowDown"); // what cannot be had is passed over
  expect(document.activeElement).toBe(rows[0]);
  rows[1]?.click();
  expect(set.mock.calls).toEqual([["projection", "umap"]]);
  expect(view.menu.hidden).toBe(true);
  expect(document.activeElement).toBe(button);
});

test("Escape closes the menu and gives the focus back", () => {
  const { view, set, button } = make();
  button.click();
  press(document.activeElement, "Escape");
  expect(view.menu.hidden).toBe(true);
  expect(document.activeElement).toBe(button);
  expect(set).not.toHaveBeenCalled();
});

test("what is computed can be cancelled; why it failed is said", () => {
  const { view, command, state, say } = make();
  const cancel = view.line.querySelector<HTMLElement>('[data-al-command="cancel_projection"]');
  expect(cancel?.hidden).toBe(true);
  const running = stateOf({ name: "PCA", progress: 0.4, text: "UMAP: embedding", quality: "k" });
  view.update(running, state);
  expect(cancel?.hidden).toBe(false);
  cancel?.click();
  expect(command.mock.calls).toEqual([["cancel_projection"]]);
  view.update(stateOf({ name: "PCA", text: "The projection failed: sad." }), running);
  expect(view.line.textContent).toContain("The projection failed: sad.");
  expect(say).not.toHaveBeenCalled();
  view.update(stateOf({ name: "UMAP" }), running);
  expect(say.mock.calls).toEqual([["the map is UMAP now"]]);
});

test("before there is a map there is nothing to choose", () => {
  const { view, button } = make();
  view.update(stateOf({ name: "" }), null);
  expect(button.hidden).toBe(true);
});
