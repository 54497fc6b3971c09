// What one label for a region would mean, in words.

import { count, plural } from "../shared/format";
import type { BulkPlan } from "../shared/looks";

/** "14 held back: 9 far from the rest, 5 predicted otherwise; 12 kept for the audit left out". */
export function leftWords(plan: BulkPlan): string {
  const held = Object.entries(plan.held);
  const total = held.reduce((sum, [, n]) => sum + n, 0);
  const why = held.map(([words, n]) => `${count(n)} ${words}`).join(", ");
  const out: [number, string][] = [
    [plan.audit, "kept for the audit"],
    [plan.done, `labelled ${plan.answer} already`],
    [plan.aside, "skipped or unsure"],
    [plan.unusable, "not usable"],
  ];
  const left = out.flatMap(([n, words]) => (n > 0 ? [`${count(n)} ${words}`] : []));
  return [
    total > 0 ? `${count(total)} held back: ${why}` : "nothing held back",
    left.length > 0 ? `left out: ${left.join(", ")}` : "",
    plan.other > 0 ? `the other half has ${plural(plan.other, "item")}` : "",
  ]
    .filter((part) => part !== "")
    .join("; ");
}

/** What the checks prove, with so many wrong among them. */
export function proofWords(plan: BulkPlan, wrong: number): string {
  const bound = plan.bounds[Math.min(wrong, plan.bounds.length - 1)] ?? plan.accepted;
  if (wrong === 0)
    return `if none of these is wrong, at most ${count(bound)} of ${count(plan.accepted)} are (95 %)`;
  const more = wrong >= plan.bounds.length ? "more than " : "up to ";
  return `${count(wrong)} of ${count(plan.checks)} wrong: ${more}${count(bound)} of ${count(plan.accepted)} may be`;
}
