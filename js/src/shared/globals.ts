// Short names for what the whole module calls again and again; build.mjs puts them in.
export const {
  abs: Math_abs,
  ceil: Math_ceil,
  floor: Math_floor,
  hypot: Math_hypot,
  max: Math_max,
  min: Math_min,
  round: Math_round,
} = Math;
export const { isFinite: Number_isFinite } = Number;
export const { entries: Object_entries, values: Object_values } = Object;
