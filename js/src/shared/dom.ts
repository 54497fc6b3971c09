// Elements without a framework. Text always goes through textContent: items are untrusted.

type Props<K extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[K], "style" | "dataset">
> & {
  class?: string;
  data?: Record<string, string>;
  aria?: Record<string, string>;
  on?: Partial<{ [E in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[E]) => void }>;
};

/** Make an element: `h("button.al-key", { on: { click } }, "accept")`; a button submits nothing. */
export function h<K extends keyof HTMLElementTagNameMap>(
  what: K | `${K}.${string}`,
  props: Props<K> = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[K] {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag as K);
  const { class: className, data, aria, on, ...rest } = props;
  const classed = className ? [...classes, className] : classes;
  if (classed.length) element.className = classed.join(" ");
  if (tag === "button") (element as HTMLButtonElement).type = "button";
  Object.assign(element, rest);
  for (const [key, value] of Object.entries(data ?? {})) element.dataset[key] = value;
  for (const [key, value] of Object.entries(aria ?? {})) {
    element.setAttribute(key === "role" ? "role" : `aria-${key}`, value);
  }
  for (const [name, listener] of Object.entries(on ?? {})) {
    element.addEventListener(name, listener as EventListener);
  }
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

/** Replace what is inside `parent`. */
export function fill(parent: Element, ...children: (Node | string | null)[]): void {
  parent.replaceChildren(...children.filter((child) => child !== null));
}
