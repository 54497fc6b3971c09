"""The map of a pool beside jupyter-scatter: to show it, move it, point, select and recolour it.

``python -m benchmarks map`` measures all and keeps the result; a run that was stopped goes on
where it was. ``python -m benchmarks.map --sizes 100000 --libraries jupyter_al`` measures a part of
it and prints; ``--afresh`` forgets what a stopped run measured.

The other library lives in an environment of its own: ``make map-env`` makes it, ``MAP_ENV`` names
another folder.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import _machine, _page, _record
from benchmarks._kept import Kept
from benchmarks._map_drive import Library, Stage, shown
from benchmarks._map_points import Points, make

TITLE = "The map, beside jupyter-scatter"
SIZES = (10_000, 100_000, 1_000_000)
OURS, SCATTER = "jupyter_al", "jupyter-scatter"
KERNEL = "map-peers"
LIBRARIES = {
    OURS: Library(OURS, "_map_ours", None, "Shift"),
    SCATTER: Library(SCATTER, "_map_scatter", KERNEL),
}
PART = _record.RESULTS / "map.part.jsonl"
FASTER = 3.0  # times as fast to the first map
REDRAWS = {100_000: 30, 1_000_000: 20}  # in a pan of 4 s
RECOLOURED, LASSO, TASK = 300.0, 300.0, 50.0  # ms
Found = dict[str, Any]

WEBGL = """() => {
  const gl = document.createElement("canvas").getContext("webgl2");
  const more = gl?.getExtension("WEBGL_debug_renderer_info");
  return gl ? gl.getParameter(more ? more.UNMASKED_RENDERER_WEBGL : gl.RENDERER) : "no WebGL2";
}"""
# the map of embedding-atlas is drawn with WebGPU and 16-bit shaders, and with nothing else
WEBGPU = """async () => {
  const adapter = await navigator.gpu?.requestAdapter();
  return !navigator.gpu ? "the browser has no WebGPU" : !adapter ? "WebGPU has no adapter here"
    : adapter.features.has("shader-f16") ? "" : "the WebGPU adapter lacks shader-f16";
}"""


def run(
    quick: bool, sizes: Sequence[int] = (), libraries: Sequence[str] = (), finish: bool = True
) -> _record.Outcome:
    """Measure maps of these sizes (default all) in these libraries (default all)."""
    settings: dict[str, Any] = {
        "sizes": tuple(sizes) or ((3_000,) if quick else SIZES),
        "shows": 1 if quick else 3,
        "pan_s": 1.0 if quick else 4.0,
        "zoom_s": 1.0 if quick else 3.0,
        "hovers": 4 if quick else 15,
        "lassos": 1 if quick else 3,
        "lasso_share": 1 / 3,
        "recolours": 2 if quick else 8,
        "first map": "from the call that shows it to the last new picture of the points before "
        "another canvas joins them, when the second frame after it begins; places and classes are "
        "in the kernel, nothing is computed on the way",
        "finished map": "to the last new picture of all: ours has then computed and drawn the "
        "background of what the model believes, which the other library does not have",
        "redraws": "frames in which the canvas was drawn, while a hand drags",
        "recoloured": "every score is another one; from Python to the finished picture",
    }  # fmt: skip
    outcome = _record.Outcome(TITLE, settings)
    kept = Kept(None if quick else PART)
    wanted = tuple(libraries) or tuple(LIBRARIES)
    with tempfile.TemporaryDirectory() as name:
        if SCATTER in wanted:
            settings["versions"] = _kernel(Path(name))
        with _page.lab() as lab:
            outcome.notes.append(_atlas(lab))
            settings["renderer"] = _asked(lab, WEBGL)
            for n in settings["sizes"]:
                path = make(lab.folder / f"points{n}.npz", n)
                for library in wanted:
                    found = kept.get(library, n)
                    if found is None:
                        found = _one(lab, LIBRARIES[library], path, settings)
                        kept.put(library, n, found=found)
                    outcome.details[f"{library} {n}"] = found
                path.unlink()
                _claims(outcome, n, settings)
    if kept.reused:
        outcome.notes.append(f"{kept.reused} parts are from an earlier, stopped run.")
    if finish:
        kept.forget()
    return outcome


def _kernel(folder: Path) -> dict[str, str]:
    """Write the kernelspec of the other environment for the server; return versions in it."""
    python = Path(os.environ.get("MAP_ENV") or _page.ROOT / ".venv-map") / "bin" / "python"
    if not python.exists():
        raise RuntimeError(f"{python} is missing: run `make map-env`, or set MAP_ENV.")
    spec = folder / "kernels" / KERNEL
    spec.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    names = {"argv": argv, "display_name": KERNEL, "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(names))
    paths = [str(folder), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(paths)  # the server that is started next
    code = (
        "import json; from importlib.metadata import version as v; "
        "print(json.dumps({n: v(n) for n in ('jupyter-scatter', 'anywidget', 'numpy', 'pandas')}))"
    )
    done = subprocess.run([str(python), "-c", code], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def _asked(lab: _page.Lab, question: str) -> str:
    """Ask the browser, on a page of the server: WebGPU is only for safe origins, as it is."""
    page = lab.browser.new_page()
    page.goto(f"{lab.host.url}/api")
    answer = str(page.evaluate(question))
    page.close()
    return answer


def _atlas(lab: _page.Lab) -> str:
    why = _asked(lab, WEBGPU)
    if why:
        return f"embedding-atlas draws with WebGPU only and shows no map here: {why}."
    return "embedding-atlas was not measured, though this browser has the WebGPU that it needs."


def _one(lab: _page.Lab, library: Library, path: Path, settings: dict[str, Any]) -> Found:
    """Show the map several times; do on the last one what a hand does."""
    shows: list[Found] = []
    for k in range(settings["shows"]):
        with shown(library, lab, path, 120) as stage:
            shows.append(stage.first)
            if k == settings["shows"] - 1:
                found = _hand(stage, path, settings)
    for what in ("first_ms", "points_ms", "complete_ms", "bytes", "longest_task_ms"):
        found[what] = _record.spread([one[what] for one in shows])
    return found


def _hand(stage: Stage, path: Path, settings: dict[str, Any]) -> Found:
    found: Found = {"memory": stage.memory(), "box": stage.box()}
    stage.book.execute("side.quiet()", 300)
    stage.page.wait_for_timeout(1_000)
    found["hover"] = stage.hover(settings["hovers"])
    found["recolour"] = stage.recolour(settings["recolours"])
    found["lasso"] = stage.lasso(
        Points.load(str(path)), settings["lassos"], settings["lasso_share"]
    )
    stage.book.execute("side.move()")
    found["pan"] = stage.pan(settings["pan_s"])
    found["zoom"] = stage.zoom(settings["zoom_s"])
    return found


def _claims(outcome: _record.Outcome, n: int, settings: dict[str, Any]) -> None:
    """Say what was found at one size: ours with its aims, then the other's."""
    found = {name: outcome.details.get(f"{name} {n}") for name in (OURS, SCATTER)}
    ours, other = found[OURS], found[SCATTER]
    if ours and other:
        for what, key in (("first map", "points_ms"), ("finished map", "complete_ms")):
            times = other[key]["p50"] / ours[key]["p50"]
            aim = FASTER if n >= 100_000 and what == "first map" else None
            outcome.claims.append(
                _record.Claim(f"{what}, times as fast as {SCATTER}, N = {n:,}",
                              _round(times), "", aim, least=True)
            )  # fmt: skip
    for name, one in found.items():
        if one is not None:
            outcome.claims += [
                _record.Claim(
                    (f"{claim.what}, N = {n:,}" if name == OURS else
                     f"{SCATTER}: {claim.what}, N = {n:,}"),
                    claim.value, claim.unit, claim.limit if name == OURS else None, claim.how,
                    claim.least,
                )
                for claim in _figures(one, n, settings)
                if name == OURS or claim.value is not None
            ]  # fmt: skip


def _figures(found: Found, n: int, settings: dict[str, Any]) -> list[_record.Claim]:
    """Say what was found of one library, with the aims of ours."""
    million = n == SIZES[-1]
    claim = _record.Claim
    hover, lasso, recolour = found["hover"], found["lasso"], found["recolour"]
    out = [
        claim("shown to the first map", found["points_ms"]["p50"],
              how=f"median of {settings['shows']}, first picture {found['first_ms']['p50']} ms, "
              f"finished {found['complete_ms']['p50']} ms"),
        claim("on the wire for it", _round(found["bytes"]["p50"] / n), "bytes a point"),
    ]  # fmt: skip
    for what in ("pan", "zoom"):
        frame = found[what]["frame_ms"]
        out.append(
            claim(f"redraws in {settings[what + '_s']:g} s of {what}", found[what]["redraws"], "",
                  REDRAWS.get(n) if what == "pan" else None,
                  f"a frame each {frame.get('p50')} ms, p95 {frame.get('p95')}", least=True)
        )  # fmt: skip
    complete, wire = recolour["complete_ms"], _round(recolour["bytes"]["p50"] / n)
    return [
        *out,
        claim("new scores in Python to the finished picture", complete["p50"],
              limit=RECOLOURED if million else None, how=_how(complete)),
        claim("on the wire for it", wire, "bytes a point", how="all columns and messages"),
        claim("largest column of it", _column(recolour, n), "bytes a point", 1.0),
        claim("longest task of the page in it", recolour["longest_task_ms"]["max"], limit=TASK,
              how="0: none above 50 ms"),
        claim("pointer to answer on the screen", hover.get("p50"), how=_how(hover)),
        claim("lasso of a third to the indices in Python", lasso.get("p50"),
              limit=LASSO if million else None,
              how=f"{_how(lasso)}, share {lasso.get('share')}"),
        claim("kernel memory once shown", found["memory"]["shown_mb"], "MB",
              how=f"beyond the imports; {found['memory']['made_mb']} MB before it was shown"),
    ]  # fmt: skip


def _column(recolour: Found, n: int) -> float | None:
    largest = recolour["column_bytes"].get("p50")
    return None if not largest else _round(largest / n)


def _how(value: Found) -> str:
    missing = f", {value['missing']} missing" if value["missing"] else ""
    return f"median of {value['n']}{missing}, p95 {value.get('p95')}"


def _round(value: float) -> float:
    return float(f"{value:.3g}")


def main() -> int:
    """Measure a part and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.map", description=__doc__)
    parser.add_argument("--sizes", default="", help="points, separated by commas")
    parser.add_argument("--libraries", default="", help=f"of {', '.join(LIBRARIES)}")
    parser.add_argument("--afresh", action="store_true", help="forget what a stopped run measured")
    parser.add_argument("--quick", action="store_true", help="few repeats, nothing kept")
    options = parser.parse_args()
    libraries = tuple(filter(None, options.libraries.split(",")))
    unknown = sorted(set(libraries) - set(LIBRARIES))
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(LIBRARIES)}")
    if options.afresh:
        PART.unlink(missing_ok=True)
    started = time.time()
    sizes = [int(n) for n in options.sizes.split(",") if n]
    outcome = run(options.quick, sizes, libraries, finish=False)
    result = {"title": outcome.title, "seconds": round(time.time() - started),
              "load_before": _machine.load(), "notes": outcome.notes,
              "claims": [vars(claim) | {"met": claim.met} for claim in outcome.claims]}  # fmt: skip
    print(_record.table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
