import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Media } from "../shared/protocol";
import { createMedia } from "./media";

const PAYLOADS = [
  "<script>window.hit = 1</script>",
  '<img src=x onerror="window.hit = 1">',
  '<svg onload="window.hit = 1"><circle/></svg>',
  '<a href="javascript:window.hit=1">x</a>',
  '<iframe srcdoc="<script>parent.hit=1</script>"></iframe>',
  "data:text/html,<script>window.hit=1</script>",
  "\u202Egnp.exe\u202C \u2066isolated",
  "</div></body><style>*{display:none}</style>",
];
const bytes = new Uint8Array([1, 2, 3]);
const made: string[] = [];
const revoked: string[] = [];

beforeEach(() => {
  made.length = 0;
  revoked.length = 0;
  URL.createObjectURL = vi.fn((blob: Blob) => {
    made.push(blob.type);
    return `blob:${made.length}`;
  });
  URL.revokeObjectURL = vi.fn((url: string) => {
    revoked.push(url);
  });
});
afterEach(() => document.body.replaceChildren());

describe("untrusted items", () => {
  it.each(PAYLOADS)("stay text: %s", (text) => {
    const kinds: Media[] = [
      { kind: "text", text },
      { kind: "error", text },
      { kind: "row", rows: [[text, text]] },
    ];
    for (const media of kinds) {
      const { el } = createMedia(media, text);
      document.body.append(el);
      expect(el.textContent).toContain(text);
      expect(el.querySelector("script, img, svg, a, iframe, style, circle")).toBeNull();
      for (const node of el.querySelectorAll("*")) {
        expect(node.getAttributeNames().filter((name) => name.startsWith("on"))).toEqual([]);
      }
    }
    expect((window as { hit?: number }).hit).toBeUndefined();
  });

  it("get their own direction, so that they turn nothing around them", () => {
    const { el } = createMedia({ kind: "text", text: "\u202Eabc" }, "t");
    expect(el.querySelector(".al-text")?.getAttribute("dir")).toBe("auto");
  });

  it.each(["image/svg+xml", "text/html", "", "image/png; x"])(
    "of type %s become no picture",
    (mime) => {
      const { el } = createMedia({ kind: "image", mime, bytes }, "t");
      expect(el.querySelector("img")).toBeNull();
      expect(el.textContent).toContain("cannot be shown");
      expect(made).toEqual([]);
    },
  );

  it("become no sound when they are none", () => {
    const { el } = createMedia({ kind: "audio", mime: "text/html", bytes }, "t");
    expect(el.querySelector("audio")).toBeNull();
  });
});

describe("media", () => {
  it("small pictures are there at once, in their own address", () => {
    const view = createMedia({ kind: "image", mime: "image/png", bytes }, "n");
    expect(view.el.querySelector("img")?.src).toBe("data:image/png;base64,AQID");
    view.destroy();
    expect([...made, ...revoked]).toEqual([]);
  });

  it("large pictures are blobs of their own type, revoked when they go", () => {
    const large = new Uint8Array(100_000);
    const view = createMedia({ kind: "image", mime: "image/png", bytes: large }, "n");
    expect(made).toEqual(["image/png"]);
    expect(view.el.querySelector("img")?.alt).toBe("n");
    view.destroy();
    expect(revoked).toEqual(["blob:1"]);
  });

  it("a damaged picture says so", () => {
    const { el } = createMedia({ kind: "image", mime: "image/png", bytes }, "n");
    el.querySelector("img")?.onerror?.(new Event("error"));
    expect(el.textContent).toContain("damaged");
  });

  it("small pictures grow by whole numbers, large ones to fit", () => {
    const size = (width: number, height: number, room = 250) => {
      const { el } = createMedia({ kind: "image", mime: "image/png", bytes, width, height }, "n");
      Object.defineProperty(el, "clientWidth", { value: 300 });
      Object.defineProperty(el, "clientHeight", { value: room });
      const img = el.querySelector("img") as HTMLImageElement;
      img.onload?.(new Event("load"));
      return [img.style.width, img.style.height, img.classList.contains("al-pixels")];
    };
    expect(size(28, 28)).toEqual(["224px", "224px", true]); // 8 times
    expect(size(64, 32)).toEqual(["256px", "128px", true]);
    expect(size(28, 28, 49)).toEqual(["49px", "49px", false]); // a thumbnail
    expect(size(600, 400)).toEqual(["300px", "200px", false]);
  });

  it("says how much of a long text is not here", () => {
    const { el } = createMedia({ kind: "text", text: "abc", truncated: 980_000 }, "t");
    expect(el.textContent).toBe("abc… 980\u202f000 more characters");
  });

  it("breaks column names at an underscore only, like at a space", () => {
    const { el } = createMedia({ kind: "row", rows: [["alcalinity_of__ash x", "1"]] }, "t");
    const name = el.querySelector("th");
    expect(name?.textContent).toBe("alcalinity_of__ash x");
    expect(name?.innerHTML).toBe("alcalinity_<wbr>of__<wbr>ash x");
  });

  it("shows a row as columns and values", () => {
    const { el } = createMedia(
      {
        kind: "row",
        rows: [
          ["age", "39"],
          ["note", ""],
        ],
      },
      "t",
    );
    expect([...el.querySelectorAll("th")].map((th) => th.textContent)).toEqual(["age", "note"]);
    expect([...el.querySelectorAll("td")].map((td) => td.textContent)).toEqual(["39", "–"]);
  });
});
