"""Coverage, bias and width of every number that the sessions showed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from benchmarks import _record
from benchmarks._trust import stops
from benchmarks._trust.long import LongCase
from benchmarks._trust.more_tables import alarms, leaders, targets
from benchmarks._trust.session import Case
from jupyter_al.evaluation.gain.gain import leaves_open

__all__ = ["claims", "coverage", "tables"]

Found = Sequence[tuple[Case, dict[str, Any]]]

KINDS = {
    "audit": 0.95,
    "LURE": 0.95,
    "audit, as many labels": 0.95,
    "earlier models": 0.95,
    "recall": 0.95,
    "precision": 0.95,
    "macro-F1": 0.95,
    "balanced accuracy": 0.95,
    "calibration error": 0.95,
    "class share": 0.95,
    "belief": 0.95,
    "random curve": 0.95,
    "random curve, twice as far": 0.95,
    "gain of accuracy": 0.90,
    "labels saved": 0.90,
    "labels saved, wide ranges too": 0.90,
    "gain of accuracy, long sessions": 0.90,
    "labels saved, long sessions": 0.90,
    "labels to a target": 0.90,
    "model handed in": 0.95,
    "difference from the leader": 0.95,
    "drift": 0.95,
}
NOT_SHOWN = ("for this moment, all looks", "labels saved, wide ranges too", "audit, as many")
WITHIN = 0.02
FEWEST = 20  # sessions from which a coverage says something
POPULATIONS = ("rest", "new", "true")
_EDGE = 1e-5  # what rounding to five digits may do


def tables(found: Found, longer: Found = (), given: Found = ()) -> dict[str, Any]:
    """Return what `benchmarks/results/trust.json` holds.

    Parameters
    ----------
    found, longer, given
        Ordinary sessions, long ones, and those with models handed in; each with its case.
    """
    everything = [*found, *longer, *given]
    rows = []
    for kind, nominal in KINDS.items():
        for population in POPULATIONS:
            rows += _rows(everything, kind, nominal, population)
    rows += _looks(found)
    return {
        "intervals": rows,
        "groups": [
            *_by(found, "audit", lambda case, one: one[1]),
            *_by(found, "LURE", lambda case, one: one[1]),
            *_by(found, "audit", lambda case, one: case.strategy),
            *_by(found, "audit", lambda case, one: f"{100 * case.noise:.0f} % wrong answers"),
            *_by(found, "audit", lambda case, one: case.name),
            *_by(given, "difference from the leader", lambda case, one: f"look: {one[1]}"),
            *_by(longer, "labels to a target", lambda case, one: case.name, 0.90),
        ],
        "LURE against an even audit": _widths(found),
        "labels saved": _saved([*found, *longer]),
        "targets": targets(longer),
        "leaders": leaders(given),
        "alarms": alarms(given),
        "stopping": stops.table(found),
        "bound": stops.bound(found),
        "pool as it is": _pool(found),
        "seconds": _record.spread(one["seconds"] for _, one in everything),
    }


def _rows(found: Found, kind: str, nominal: float, population: str) -> list[dict[str, Any]]:
    picked = [
        (number, at, case)
        for at, (case, one) in enumerate(found)
        for number in one["numbers"]
        if _is(number, kind)
        and number[6]
        and number[7].get(population) is not None
        # without a wrong answer what is said is what is true
        and (population != "true" or case.noise)
    ]
    if not picked:
        return []
    row = coverage([n for n, _, _ in picked], [at for _, at, _ in picked], population, nominal)
    return [{"interval": kind, "population": population, **row}]


def _is(number: Sequence[Any], kind: str) -> bool:
    """Whether a number is of a kind; ranges of labels saved that say too little are apart."""
    if number[0] != "labels saved" or kind not in ("labels saved", "labels saved, wide ranges too"):
        return bool(number[0] == kind)
    return kind != "labels saved" or not _open(number)


def _open(number: Sequence[Any]) -> bool:
    """Whether a range of labels saved says too little to be shown."""
    return leaves_open(-math.inf if number[3] is None else number[3], number[4])


def coverage(
    numbers: Sequence[Sequence[Any]], sessions: Sequence[int], population: str, nominal: float
) -> dict[str, Any]:
    """Return how often intervals hold the truth, and how well that is known.

    Parameters
    ----------
    numbers : sequence of (kind, look, estimate, low, high, n, shown, truths)
    sessions : sequence of int
        The session each is of: those of one session hold or miss together.
    population : str
        Which of the truths.
    nominal : float
        The level that the intervals state.
    """
    truth = np.array([n[7][population] for n in numbers])
    low, high = (np.array([n[at] for n in numbers], dtype=np.float64) for at in (3, 4))
    # what cannot be computed has no end
    low, high = np.nan_to_num(low, nan=-np.inf), np.nan_to_num(high, nan=np.inf)
    off = np.array([n[2] for n in numbers], dtype=np.float64) - truth
    held = (low - _EDGE <= truth) & (truth <= high + _EDGE)
    share, ends = _share(held, sessions)
    wide = (high - low)[np.isfinite(high - low)]
    return {
        "nominal": nominal,
        "intervals": len(numbers),
        "sessions": len(set(sessions)),
        "coverage": round(share, 4),
        "coverage_low": round(ends[0], 4),
        "coverage_high": round(ends[1], 4),
        "verdict": verdict(share, *ends, nominal)
        if len(set(sessions)) >= FEWEST
        else "too few to say",
        "too low": round(float((truth > high + _EDGE).mean()), 4),
        "too high": round(float((truth < low - _EDGE).mean()), 4),
        "bias": round(float(np.nanmean(off)), 4),
        "bias_error": round(_error(off, sessions), 4),
        "width": round(float(np.median(wide)), 4) if len(wide) else None,
        "labels": int(np.median([n[5] for n in numbers])),
    }  # fmt: skip


def verdict(share: float, low: float, high: float, nominal: float) -> str:
    """Say whether a coverage is as wanted: nominal, give or take 2 points."""
    least, most = nominal - WITHIN, nominal + WITHIN
    if least - 1e-9 <= share <= most + 1e-9:
        return "as wanted"
    if share < least:
        return "too narrow" if high < least else "as wanted, within chance"
    return "wider than needed" if low > most else "as wanted, within chance"


def _share(held: Any, sessions: Iterable[int]) -> tuple[float, tuple[float, float]]:
    """Return the share and its 95 % interval: Wilson with as many as the sessions are worth."""
    held, n = np.asarray(held, dtype=np.float64), len(held)
    share = float(held.mean())
    _, place = np.unique(np.asarray(list(sessions)), return_inverse=True)
    groups = np.bincount(place, weights=held - share)
    variance = float(np.square(groups).sum()) / n**2
    plain = share * (1 - share) / n
    worth = n * plain / variance if variance > 0 else float(len(groups))
    worth, z2 = min(worth, float(n)), 1.959964**2
    middle = (share + z2 / (2 * worth)) / (1 + z2 / worth)
    half = math.sqrt(z2 * (share * (1 - share) / worth + z2 / (4 * worth**2))) / (1 + z2 / worth)
    return share, (max(0.0, middle - half), min(1.0, middle + half))


def _error(off: Any, sessions: Iterable[int]) -> float:
    """Return the standard error of a mean over sessions of several numbers each."""
    _, place = np.unique(np.asarray(list(sessions)), return_inverse=True)
    centred = np.nan_to_num(off - np.nanmean(off))
    return float(np.sqrt(np.square(np.bincount(place, weights=centred)).sum()) / len(off))


def _looks(found: Found) -> list[dict[str, Any]]:
    """Return in how many sessions no interval of any look missed."""
    rows = []
    for kind, name in (("always", "anytime, all looks"), ("now", "for this moment, all looks")):
        for population in POPULATIONS:
            held, looks = [], []
            for case, one in found:
                shown = [r for r in one["rounds"] if r["enough"] and population in r["is"]]
                if not shown or (population == "true" and not case.noise):
                    continue
                ends = [(r[kind][1], r["is"][population], r[kind][2]) for r in shown]
                held.append(all(low - _EDGE <= is_ <= high + _EDGE for low, is_, high in ends))
                looks.append(len(shown))
            if held:
                share, sides = _share(np.array(held), range(len(held)))
                rows.append({
                    "interval": name, "population": population, "nominal": 0.95,
                    "intervals": sum(looks), "sessions": len(held), "coverage": round(share, 4),
                    "coverage_low": round(sides[0], 4), "coverage_high": round(sides[1], 4),
                    "verdict": verdict(share, *sides, 0.95), "labels": int(np.median(looks)),
                })  # fmt: skip
    return rows


def _by(found: Found, kind: str, of: Any, nominal: float = 0.95) -> list[dict[str, Any]]:
    groups: dict[str, tuple[list[Any], list[int]]] = {}
    for at, (case, one) in enumerate(found):
        for number in one["numbers"]:
            if number[0] == kind and number[6]:
                mine = groups.setdefault(of(case, number), ([], []))
                mine[0].append(number)
                mine[1].append(at)
    rows = []
    for name, (numbers, sessions) in groups.items():
        for where in ("new", "rest"):
            kept = [at for at, n in enumerate(numbers) if n[7].get(where) is not None]
            if kept:
                mine = ([numbers[at] for at in kept], [sessions[at] for at in kept])
                own = {"interval": kind, "group": name, "population": where}
                rows.append({**own, **coverage(*mine, where, nominal)})
    return rows


def _widths(found: Found) -> dict[str, Any]:
    """Compare LURE with an even audit of as many labels, in the same sessions."""
    pairs = []
    for _, one in found:
        at = {n[0]: n for n in one["numbers"] if n[1] == "measured"}
        if "LURE" in at and "audit, as many labels" in at:
            pairs.append((at["LURE"], at["audit, as many labels"]))
    if not pairs:
        return {}
    ratio = np.array([(a[4] - a[3]) / (b[4] - b[3]) for a, b in pairs])
    off = np.array([[n[2] - n[7]["rest"] for n in pair] for pair in pairs])
    return {
        "sessions": len(pairs),
        "width, of that of an even audit": _record.spread(ratio.tolist(), 3),
        "narrower in": round(float((ratio < 1).mean()), 3),
        "rms error": round(float(np.sqrt(np.mean(off[:, 0] ** 2))), 4),
        "rms error of an even audit": round(float(np.sqrt(np.mean(off[:, 1] ** 2))), 4),
    }


def _saved(found: Found) -> dict[str, Any]:
    """Return how often the labels saved are said, and why not, by the share of the audit."""
    out: dict[str, Any] = {}
    for case, one in found:
        for number in one["numbers"]:
            if number[0] != "why no labels saved":
                continue
            reason, truth = number[2], number[3]
            ranges = [
                n for n in one["numbers"] if n[0].startswith("labels saved") and n[1] == number[1]
            ]
            if any(_open(n) for n in ranges):
                reason = "the range is wide and reaches below 0"
            name = f"audit={case.audit}" + (", long" if isinstance(case, LongCase) else "")
            mine = out.setdefault(name, {"sessions": 0, "why": {}, "truth": []})
            mine["sessions"] += 1
            words = " ".join(w for w in reason.split() if not w.isdigit()) or "said"
            mine["why"][words] = mine["why"].get(words, 0) + 1
            mine["truth"].append(truth)
    for mine in out.values():
        mine["truth"] = _record.spread(mine["truth"], 3)
    return out


def _pool(found: Found) -> dict[str, Any]:
    """Return how much better models are on the whole pool than on what does not train them."""
    gaps = [one["rounds"][-1]["pool"] - one["rounds"][-1]["is"]["rest"] for _, one in found]
    return _record.spread(gaps, 4)


def claims(details: dict[str, Any]) -> list[_record.Claim]:
    """Return a claim for each interval: it holds the truth at least as often as wanted."""
    found = []
    for row in details["intervals"]:
        if row["population"] == "true" or row["interval"].startswith(NOT_SHOWN):
            continue
        least = round(100 * (row["nominal"] - WITHIN))
        value = round(100 * row["coverage"], 1)
        ends = f"{100 * row['coverage_low']:.1f} to {100 * row['coverage_high']:.1f}"
        how = f"{ends}; {row['intervals']} intervals of {row['sessions']} sessions"
        of = "new items" if row["population"] == "new" else "the rest of the pool"
        what = f"{row['interval']}, against {of}: intervals that hold the truth"
        aim = least if row["sessions"] >= FEWEST else None
        found.append(_record.Claim(what, value, "%", aim, how, least=True))
    return found
