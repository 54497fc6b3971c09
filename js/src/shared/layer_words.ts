// What the kernel says of the layers of the map: bytes of a field, lines, regions.

/** What the model believes between the points: planes of one byte a cell, row 0 the lowest. */
export interface FieldPlanes {
  box: [number, number, number, number]; // x0, y0, x1, y1
  nx: number; // 0: no model or no map
  ny: number;
  classes: number[]; // the first plane holds places in this list
  buffer?: number; // class, strength, uncertainty, near
  b64?: string;
}

/** Lines of equal density as loose segments x, y, x, y (f32), one line after the other. */
export interface ContourLines {
  lines: number[]; // segments of each, from the outermost
  buffer?: number;
  b64?: string;
}

/** One region of the map. */
export interface RegionRow {
  index: number;
  name: string;
  size: number;
  labelled: number;
  label: number; // class of most labels, -1 without
  agreeing: number; // labels of that class
  predicted: number; // what the model says most often here, -1 without a model
  share: number | null; // of its items
  uncertainty: number | null; // mean
  centre: [number, number];
  box: [number, number, number, number];
  words: string[]; // its typical words, where items are texts
}
