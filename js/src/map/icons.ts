// Icons of the toolbar: 16 x 16, drawn with one line in the colour of the text.

const PATHS = {
  pan: "M8 2v12M2 8h12M6 4l2-2 2 2M6 12l2 2 2-2M4 6 2 8l2 2M12 6l2 2-2 2",
  lasso:
    "M8 2.5c3.3 0 6 1.8 6 4s-2.7 4-6 4-6-1.8-6-4 2.7-4 6-4ZM4.2 9.6c-1 .5-1.2 1.8-.3 2.3 1 .5 1.9-.4 1.6-1.4M5.2 11.9C5.5 13.3 4.6 14 3.5 14",
  box: "M3 3.5h10v9H3z",
  find: "M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM10 10l3.5 3.5",
  target: "M8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3",
  layers: "M8 2.5 14 6 8 9.5 2 6ZM2.5 9 8 12.5 13.5 9",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  reset: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  play: "m5.5 3.5 7 4.5-7 4.5Z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  fade: "M8 2.5a5.5 5.5 0 1 0 0 11ZM10 2.9v10.2M12 4.2v7.6",
  clear: "m4.5 4.5 7 7M11.5 4.5l-7 7",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
