// How one item looks. Items are untrusted: text is textContent, pictures are raster bytes in
// an <img>, nothing else becomes an element.

import { toBase64 } from "../shared/buffers";
import { h } from "../shared/dom";
import { count } from "../shared/format";
import type { Media } from "../shared/protocol";
import { fadeEdge } from "./more";
import "./media.css";

/** No SVG: opened in a tab of its own it could run scripts in the notebook's name. */
const IMAGES = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/bmp",
]);
const AUDIO = /^audio\/[a-z0-9.+-]+$/;

/** Pictures this small are shown in whole multiples of their pixels. */
const PIXEL_ART = 64;
const WHOLE = 2; // times; below that, whole multiples would leave half of a thumbnail's room empty
const LONG = 500; // characters
const TALL = 8; // rows of a table
/** Bytes up to which a picture is written into its address: the browser has such a one at once. */
const INLINE = 64_000;
const DECODE_LIMIT = 1_500; // ms after which a picture no longer holds up the keys

export interface MediaView {
  el: HTMLElement;
  ready: Promise<void>; // the picture is decoded: a frame from now shows it
  play(): void;
  destroy(): void;
}

export function createMedia(media: Media, title: string, thumbnail = false): MediaView {
  const view = make(media, title, thumbnail);
  view.el.dataset.alKind = media.kind;
  return view;
}

function make(media: Media, title: string, thumbnail: boolean): MediaView {
  switch (media.kind) {
    case "image":
      if (!media.bytes || !IMAGES.has(media.mime ?? "")) {
        return still(
          sentence(`This picture (${media.mime || "of unknown kind"}) cannot be shown.`),
        );
      }
      return image(media, media.bytes, title, thumbnail);
    case "audio":
      if (!media.bytes || !AUDIO.test(media.mime ?? "")) {
        return still(sentence(`This sound (${media.mime || "of unknown kind"}) cannot be played.`));
      }
      return audio(media, media.bytes, title);
    case "row":
      return still(row(media.rows ?? []));
    case "text":
      return still(text(media));
    default:
      return still(sentence(media.text || "This item cannot be shown."));
  }
}

function still(el: HTMLElement): MediaView {
  return { el, ready: Promise.resolve(), play: () => undefined, destroy: fadeEdge(el).stop };
}

function sentence(words: string): HTMLElement {
  return h("p.al-media.al-media-error", { dir: "auto" }, words);
}

function text(media: Media): HTMLElement {
  const body = h("div.al-text", { dir: "auto" });
  body.textContent = media.text ?? "";
  const rest = media.truncated
    ? h("p.al-small.al-muted", {}, `… ${count(media.truncated)} more characters`)
    : null;
  // What scrolls can be reached by keyboard.
  const tabIndex = (media.text ?? "").length > LONG ? 0 : -1;
  return h("div.al-media.al-media-text", { tabIndex }, body, rest);
}

function row(rows: [string, string][]): HTMLElement {
  const lines = rows.map(([name, value]) =>
    h(
      "tr",
      { aria: { role: "row" } },
      h(
        "th",
        { scope: "row", dir: "auto", title: name, aria: { role: "rowheader" } },
        ...breakable(name),
      ),
      h("td", { dir: "auto", aria: { role: "cell" } }, value === "" ? "–" : value),
    ),
  );
  // The roles again: as a grid of boxes it would be no table to those who listen.
  return h(
    "div.al-media.al-media-row",
    { tabIndex: rows.length > TALL ? 0 : -1 },
    h("table.al-row", { aria: { role: "table" } }, h("tbody", {}, ...lines)),
  );
}

/** A column name that may break after "_" as it does at a space, and nowhere else. */
function breakable(name: string): (Node | string)[] {
  const parts = name.split(/(?<=_)(?=[^_])/);
  return parts.flatMap((part, i) => (i === 0 ? [part] : [h("wbr"), part]));
}

function addressOf(bytes: Uint8Array, mime: string): string {
  if (bytes.length <= INLINE) return `data:${mime};base64,${toBase64(bytes)}`;
  return URL.createObjectURL(new Blob([bytes as BlobPart], { type: mime }));
}

function image(media: Media, bytes: Uint8Array, title: string, thumbnail: boolean): MediaView {
  const url = addressOf(bytes, media.mime ?? "");
  const img = h("img.al-image", { alt: thumbnail ? "" : title, draggable: false });
  const el = h("div.al-media.al-media-image", {}, img);
  const fit = () => {
    const [width, height] = [media.width || img.naturalWidth, media.height || img.naturalHeight];
    if (!width || !height || !el.clientWidth || !el.clientHeight) return;
    const scale = Math.min(el.clientWidth / width, el.clientHeight / height);
    const small = width <= PIXEL_ART && height <= PIXEL_ART;
    const whole = small && scale >= WHOLE ? Math.floor(scale) : scale;
    img.classList.toggle("al-pixels", small && scale >= WHOLE);
    img.style.width = `${width * whole}px`;
    img.style.height = `${height * whole}px`;
  };
  const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(fit);
  observer?.observe(el);
  img.onload = fit;
  img.onerror = () => el.replaceChildren(sentence("This picture is damaged and cannot be shown."));
  img.src = url;
  const decoded = typeof img.decode === "function" ? img.decode().catch(() => undefined) : null;
  const late = new Promise<void>((done) => setTimeout(done, DECODE_LIMIT));
  return {
    el,
    ready: decoded ? Promise.race([decoded, late]) : Promise.resolve(),
    play: () => undefined,
    destroy() {
      observer?.disconnect();
      img.onload = null;
      img.onerror = null;
      img.removeAttribute("src");
      if (url.startsWith("blob:")) URL.revokeObjectURL(url);
    },
  };
}

function audio(media: Media, bytes: Uint8Array, title: string): MediaView {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: media.mime ?? "" }));
  const player = h("audio", { controls: true, preload: "auto", aria: { label: title } });
  player.src = url;
  const el = h("div.al-media.al-media-audio", {}, player);
  player.onerror = () =>
    el.replaceChildren(sentence("This sound is damaged and cannot be played."));
  return {
    el,
    ready: Promise.resolve(),
    play() {
      if (player.paused) void player.play().catch(() => undefined);
      else player.pause();
    },
    destroy() {
      player.onerror = null;
      player.pause();
      player.removeAttribute("src");
      URL.revokeObjectURL(url);
    },
  };
}
