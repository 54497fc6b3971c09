// Numbers as they are read: grouped, short, without a leading zero where none is needed.

const GROUP = "\u202f"; // narrow no-break space: "18 212" never wraps

/** 18212 -> "18 212"; four digits stay together. */
export function count(n: number): string {
  const digits = String(Math.round(n));
  return digits.length <= 4 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, GROUP);
}

/** 0.482 -> ".48"; 1 -> "1.0". */
export function probability(p: number): string {
  return p >= 0.995 ? "1.0" : p.toFixed(2).slice(1);
}

/** 0.214 -> "0.2 s"; 95 -> "1.6 min". */
export function duration(seconds: number): string {
  if (seconds < 0.1) return `${seconds.toFixed(2)} s`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${(seconds / 60).toFixed(1)} min`;
}

/** A score as it is compared: three digits, a real minus, nothing of what is nearly nothing. */
export function score(value: number): string {
  if (!Number.isFinite(value)) return "unknown";
  const size = Math.abs(value);
  if (size < 0.001) return "≈ 0";
  const rounded = Number(size.toPrecision(3));
  const digits =
    rounded < 10_000 ? String(rounded) : rounded < 1e9 ? count(rounded) : size.toExponential(1);
  return value < 0 ? `−${digits}` : digits;
}

/** "1 answer", "3 answers". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Text cut to a length that fits a line or an announcement. */
export function shorten(text: string, length = 60): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length <= length ? flat : `${flat.slice(0, length - 1)}…`;
}
