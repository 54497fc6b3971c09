"""What a hand does on a map in the page, and how long the map takes; the same for any library."""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import _page, _record
from benchmarks._map_points import Points, radius_of

__all__ = ["PROBE", "Library", "Stage", "shown"]

PROBE = Path(__file__).with_name("_map_probe.js").read_text()
LARGEST = """() => {
  const all = [...document.querySelectorAll(".jp-OutputArea-output canvas")];
  const area = (canvas) => canvas.clientWidth * canvas.clientHeight;
  const map = all.sort((a, b) => area(b) - area(a))[0];
  map.scrollIntoView({ block: "nearest" });
  const { x, y, width, height } = map.getBoundingClientRect();
  return { x, y, width, height };
}"""
STILL = 1.5  # seconds without another picture: it is finished
STEP = 6  # pixels that the hand moves at a time


@dataclass(frozen=True)
class Library:
    """How one library is driven."""

    name: str
    module: str  # of the kernel side
    kernel: str | None  # name of the kernelspec, None: ours
    modifier: str | None = None  # key that makes a drag a lasso


def shown(library: Library, lab: _page.Lab, path: Path, seconds: float) -> Any:
    """Open a notebook and show the map; return the context of it, see :class:`Stage`."""
    cells = [
        f"import sys, warnings; warnings.filterwarnings('ignore'); sys.path.insert(0, "
        f"{str(_page.ROOT)!r})\nfrom benchmarks.{library.module} import Side\n"
        f"from benchmarks._map_points import memory\nimport time\nside = Side({str(path)!r})\n"
        "made = memory()",
        "asked = time.time(); display(side.show())",
    ]
    return _Opened(library, lab, cells, seconds)


class _Opened:
    def __init__(self, library: Library, lab: _page.Lab, cells: list[str], seconds: float) -> None:
        self._library, self._seconds = library, seconds
        self._book = lab.notebook(cells, library.kernel, PROBE)

    def __enter__(self) -> Stage:
        return Stage(self._library, self._book.__enter__(), self._seconds)

    def __exit__(self, *error: Any) -> None:
        self._book.__exit__(*error)


class Stage:
    """One map in one page."""

    def __init__(self, library: Library, book: Any, seconds: float) -> None:
        self.library, self.book, self.page = library, book, book.page
        self.page.evaluate("mapProbe.clear(true)")
        book.run_next()
        book.execute("side", 600)  # the first cell is done
        self.page.wait_for_timeout(1_000)
        self.page.evaluate("mapProbe.clear(true)")
        book.run_next()
        self.first = self._pictures("asked", seconds)

    def _pictures(self, began: str | float, seconds: float = 60) -> dict[str, Any]:
        """Wait until the picture stands; return when it came, ms after `began`."""
        still = 1e3 * STILL
        check = (
            "mapProbe.pictures.length > 0 && mapProbe.pictures.at(-1).seen !== null && "
            f"performance.timeOrigin + performance.now() - mapProbe.pictures.at(-1).at > {still}"
        )
        if not _page.wait(self.page, check, seconds):
            text = self.page.locator(".jp-OutputArea-output").last.inner_text()[:300]
            raise TimeoutError(f"{self.library.name}: no finished map after {seconds} s: {text}")
        start = self.book.python(began) if isinstance(began, str) else began
        probe = self.page.evaluate(
            "({pictures: mapProbe.pictures, bytes: mapProbe.bytes, tasks: mapProbe.tasks})"
        )
        pictures = probe["pictures"]
        seen = [round(picture["seen"] - 1e3 * start, 1) for picture in pictures]
        # before another canvas joins, such as a background under the points
        alone = list(itertools.takewhile(lambda p: p["canvas"] == pictures[0]["canvas"], pictures))
        return {
            "first_ms": seen[0],
            "points_ms": seen[len(alone) - 1],
            "complete_ms": seen[-1],
            "pictures": len(seen),
            "bytes": probe["bytes"],
            "longest_task_ms": max(probe["tasks"], default=0),
        }

    def box(self) -> dict[str, float]:
        """Return where the map is in the page: the largest canvas of the output."""
        return dict(self.page.evaluate(LARGEST))

    def memory(self) -> dict[str, float]:
        """Return what the kernel holds, MB more than before the map's object was made."""
        before, made, now = self.book.python("[side.before, made, memory()]")
        return {"made_mb": round(made - before, 1), "shown_mb": round(now - before, 1)}

    # -- the hand --------------------------------------------------------------------------

    def pan(self, seconds: float) -> dict[str, Any]:
        """Drag around for so long; return the redraws and the time between them."""
        x, y = self._middle()
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        self.page.evaluate("mapProbe.clear(false)")
        ends, k = time.monotonic() + seconds, 0
        while time.monotonic() < ends:
            k += 1
            angle = STEP * k / 60
            mouse.move(x + 60 * math.sin(angle), y + 40 * (1 - math.cos(angle)))
            time.sleep(0.004)
        found = self._redraws()
        mouse.up()
        self.page.wait_for_timeout(1_500)
        return found

    def zoom(self, seconds: float) -> dict[str, Any]:
        """Turn the wheel in and out for so long."""
        x, y = self._middle()
        self.page.mouse.move(x, y)
        self.page.evaluate("mapProbe.clear(false)")
        ends, k = time.monotonic() + seconds, 0
        while time.monotonic() < ends:
            k += 1
            self.page.mouse.wheel(0, -60 if k % 40 < 20 else 60)
            time.sleep(0.016)
        found = self._redraws()
        self.page.wait_for_timeout(1_500)
        return found

    def _redraws(self) -> dict[str, Any]:
        frames = self.page.evaluate("mapProbe.frames")
        between = [b - a for a, b in itertools.pairwise(frames)]
        return {"redraws": len(frames), "frame_ms": _record.spread(between)}

    def hover(self, times: int) -> dict[str, Any]:
        """Point at places around the middle; return ms from the move to the answer on screen."""
        x, y = self._middle()
        taken: list[float | None] = []
        for k in range(times):
            angle = 2.4 * k  # never near the last place
            reach = 20 + 60 * k / times
            self.page.evaluate("mapProbe.hover = {moved: null, answered: null, seen: null}")
            self.page.mouse.move(x + reach * math.cos(angle), y + reach * math.sin(angle))
            _page.wait(self.page, "mapProbe.hover.seen !== null", 2)
            noted = self.page.evaluate("mapProbe.hover")
            known = noted["moved"] is not None and noted["seen"] is not None
            taken.append(noted["seen"] - noted["moved"] if known else None)
            self.page.wait_for_timeout(150)
        self.page.evaluate("mapProbe.hover = null")
        return _record.spread(taken)

    def lasso(self, points: Points, times: int, share: float) -> dict[str, Any]:
        """Draw around this share of the points; return ms from the button to the indices."""
        self.book.execute("side.lasso()")
        self.page.wait_for_timeout(500)
        pixels, n = 40.0, len(points.xy)
        taken: list[float | None] = []
        found = 0
        for k in range(times + 1):
            at, found = self._lasso_once(pixels)
            if k == 0:  # how large the map is drawn, and warm
                if found == 0:
                    return {"n": 0, "missing": times + 1}
                pixels *= radius_of(points.xy, share) / radius_of(points.xy, found / n)
            else:
                taken.append(at)
            self.book.execute("side.forget()")
            self.page.wait_for_timeout(1_200 if n < 500_000 else 2_500)
        return _record.spread(taken) | {"share": round(found / n, 3)}

    def _lasso_once(self, radius: float) -> tuple[float | None, int]:
        x, y = self._middle()
        keyboard, mouse, steps = self.page.keyboard, self.page.mouse, 24
        self.page.evaluate("mapProbe.clear(false)")
        if self.library.modifier:
            keyboard.down(self.library.modifier)
        mouse.move(x + radius, y)
        mouse.down()
        for k in range(1, steps + 1):
            angle = 2 * math.pi * k / steps
            mouse.move(x + radius * math.cos(angle), y + radius * math.sin(angle))
        self.page.wait_for_timeout(300)
        mouse.up()
        up = self.page.evaluate("mapProbe.up")
        if self.library.modifier:
            keyboard.up(self.library.modifier)
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            at, count = self.book.python("side.selected")
            if count:
                return 1e3 * at - up, count
            time.sleep(0.25)
        return None, 0

    def recolour(self, times: int) -> dict[str, Any]:
        """New scores of every point; return ms from Python to the finished picture, and bytes."""
        found: list[dict[str, Any]] = []
        for k in range(1, times + 1):
            self.book.execute("side.quiet()", 300)
            self.page.wait_for_timeout(400)
            self.page.evaluate("mapProbe.clear(true)")
            began = float(self.book.execute(f"print(side.recolour({k}))", 300))
            picture = self._pictures(began)
            columns = self.book.python("side.columns") or None
            found.append(picture | {"column_bytes": columns})
        names = ("complete_ms", "bytes", "longest_task_ms", "column_bytes")
        return {name: _record.spread([one[name] for one in found]) for name in names}

    def _middle(self) -> tuple[float, float]:
        box = self.box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
