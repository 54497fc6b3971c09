// How much of each class the model finds: a dot with its interval on one scale, the worst first.
import { fill, h } from "../shared/dom";
import { plural } from "../shared/format";
import type { ClassRow } from "../shared/trust";
import { accuracy, ends } from "./words";

/** What is said of a class beside its dot, and the rest of it. */
export function classWords([, n, recall, low, high]: ClassRow): [said: string, more: string] {
  if (recall !== null) return [`${accuracy(recall)}, n = ${n}`, ` (${ends(low, high)})`];
  return [n ? `not enough evidence, n = ${n}` : "no audited labels", ""];
}

/** The whole in a line: how many classes, and of how many nothing is known. */
export function classesLine(rows: readonly ClassRow[]): string {
  const none = rows.filter((row) => row[2] === null).length;
  const few = none ? `; of ${none} not enough is known` : "";
  return `share of each class that is found (recall), 0 to 1, worst first: ${plural(rows.length, "class", "classes")}${few}`;
}

export function createClasses() {
  const title = h("div.al-small.al-muted");
  const list = h("ul.al-curve-classes.al-small", { tabIndex: 0, aria: { label: "Classes" } });
  const element = h("div.al-curve-plot", { hidden: true }, title, list);
  return {
    element,
    update(rows: readonly ClassRow[]) {
      title.textContent = classesLine(rows);
      const items = rows.map((row) => {
        const [name, , recall, low, high] = row;
        const [said, more] = classWords(row);
        const track = h("span.al-curve-track", { aria: { hidden: "true" } }, h("i"), h("b"));
        track.style.cssText = `--low:${low};--high:${high};--at:${recall}`;
        return h(
          "li",
          { title: `${name}: ${said}${more}` },
          h("span.al-name", { dir: "auto" }, name),
          recall === null ? null : track,
          h("span.al-muted", {}, said, h("span.al-visually-hidden", {}, more)),
        );
      });
      fill(list, ...items);
    },
  };
}
