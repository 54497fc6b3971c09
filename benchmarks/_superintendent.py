"""superintendent 0.6.0 in an environment of its own, in the same JupyterLab and browser.

``BENCH_SUPERINTENDENT`` names a folder where the environment is kept between runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import _page, _record

__all__ = ["PACKAGES", "kernel", "measure"]

# sqlmodel after 0.0.22 breaks its queue: "Datetime values must have timezone information"
PACKAGES = ("superintendent==0.6.0", "sqlmodel==0.0.22", "ipykernel", "scikit-learn")
NAME = "superintendent"

CELL = """
import warnings; warnings.filterwarnings("ignore")
import base64, os, struct, zlib, numpy as np, ipywidgets as W
from sklearn.linear_model import LogisticRegression
from superintendent import Superintendent

def picture(i):
    pixels = np.random.default_rng(i).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    raw = b"".join(b"\\0" + row.tobytes() for row in pixels)
    part = lambda kind, data: (struct.pack(">I", len(data)) + kind + data
                               + struct.pack(">I", zlib.crc32(kind + data)))
    png = (b"\\x89PNG\\r\\n\\x1a\\n" + part(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
           + part(b"IDAT", zlib.compress(raw)) + part(b"IEND", b""))
    return "data:image/png;base64," + base64.b64encode(png).decode()

class Labeller(W.VBox):
    def __init__(self):
        self.sample, self.item = W.HTML(), -1
        self.buttons = [W.Button(description=f"class {c}") for c in range(3)]
        for button in self.buttons:
            button.on_click(self._clicked)
        super().__init__([self.sample, W.HBox(self.buttons)])
    def on_submit(self, callback): self._submit = callback
    def on_undo(self, callback): pass
    def _clicked(self, button): self._submit(button.description)
    def display(self, x):
        self.item = int(round(x[0] * 1e5))
        self.sample.value = (f'<img class="si-sample" elementtiming="si" data-si="{self.item}" '
                             f'width="192" src="{picture(self.item)}">')

rng = np.random.default_rng(0)
X = rng.normal(size=({rows}, 64)); X[:, 0] = np.arange({rows}) / 1e5
if os.path.exists("si.db"): os.remove("si.db")
view = Superintendent(features=X, database_url="sqlite:///si.db", labelling_widget=Labeller(),
                      model=LogisticRegression(max_iter=200), acquisition_function="margin")
view
"""
# the click is noted where the browser got it; the sample is painted when the browser says so
# (Element Timing), as in _probe.js
PROBE = """
(() => {
  const probe = { last: null };
  window.siProbe = probe;
  const shown = () => document.querySelector(".si-sample")?.dataset.si;
  addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button || !button.closest(".jupyter-widgets")) return;
    const retrain = /Retrain/.test(button.textContent);
    const last = { down: event.timeStamp, item: shown(), retrain, next: null };
    probe.last = { ...last, painted: null, twoFrames: null };
  }, true);
  new MutationObserver(() => {
    const { last } = probe;
    if (!last || last.next !== null || shown() === undefined || shown() === last.item) return;
    last.next = shown();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      last.twoFrames = performance.now();
    }));
  }).observe(document, { subtree: true, childList: true, characterData: true });
  new PerformanceObserver((list) => {
    for (const { element, renderTime } of list.getEntries()) {
      const { last } = probe;
      if (last && last.painted === null && element?.dataset.si === last.next)
        last.painted = renderTime;
    }
  }).observe({ type: "element", buffered: true });
})();
"""


def kernel(folder: Path) -> str | None:
    """Set up environment and kernelspec for the server; return why not, or None."""
    kept = os.environ.get("BENCH_SUPERINTENDENT")
    home = Path(kept) if kept else Path(tempfile.gettempdir()) / "bench-superintendent-0.6.0"
    python = home / "bin" / "python"
    try:
        if not (home / ".ready").exists():
            _run(sys.executable, "-m", "venv", "--clear", str(home))
            _run(str(python), "-m", "pip", "install", "--quiet", *PACKAGES)
            (home / ".ready").touch()
        _run(str(python), "-c", "import superintendent")
    except (OSError, subprocess.SubprocessError) as error:
        detail = getattr(error, "stderr", "") or str(error)
        last = detail.strip().splitlines()[-1][:300] if detail.strip() else ""
        return f"superintendent 0.6.0 could not be set up: {last}"
    spec = folder / "kernels" / NAME
    spec.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": NAME, "language": "python"})
    )
    paths = [str(folder), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(paths)  # the server that is started next
    return None


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=900)


def measure(lab: _page.Lab, rows: int, presses: int, retrains: int) -> dict[str, Any]:
    """Click labels, then retrain; return milliseconds until the next sample was shown.

    After each retrain a label is clicked at once, on the sample that is still on the screen:
    ``wrong`` counts how many of these labels were stored on another sample.
    """
    with lab.notebook([CELL.replace("{rows}", str(rows))], NAME) as book:
        page = book.page
        page.evaluate(PROBE)
        book.run_all()
        page.wait_for_selector(".si-sample", timeout=120_000)
        button = page.get_by_role("button", name="class 1")
        clicks = [_click(page, button) for _ in range(presses)]
        for name in ("class 0", "class 2"):  # a model needs classes
            for _ in range(5):
                _click(page, page.get_by_role("button", name=name))
        again, wrong = [], 0
        for _ in range(retrains):
            before = set(map(tuple, book.python(_STORED)))
            page.get_by_role("button", name="Retrain").click()
            retrain = page.evaluate("siProbe.last")
            _click(page, button, seconds=60)  # while it trains
            page.wait_for_timeout(1_500)
            new = {item for item, _ in set(map(tuple, book.python(_STORED))) - before}
            wrong += int(retrain["item"]) not in new
            page.wait_for_timeout(500)
            again.append(_click(page, page.get_by_role("button", name="Retrain"), seconds=60))
        book.execute("view.queue.engine.dispose() if hasattr(view.queue, 'engine') else None")
    return {
        "rows": rows,
        "click": _record.spread(_page.millis(clicks, "painted")),
        "click, twoFrames": _record.spread(_page.millis(clicks, "twoFrames")),
        "retrain": _record.spread(_page.millis(again, "painted")),
        "labels_during_retrain": retrains,
        "labels_on_the_wrong_sample": wrong,
        "packages": list(PACKAGES),
    }


_STORED = (
    "[[int(round(x[0] * 1e5)), y] for x, y in zip(*view.queue.list_completed()[1:], strict=True)]"
)


def _click(page: Any, button: Any, seconds: float = 20) -> dict[str, Any]:
    page.evaluate("siProbe.last = null")
    started = time.monotonic()
    button.click()
    _page.wait(page, "siProbe.last?.painted && siProbe.last.twoFrames", seconds)
    time.sleep(max(0.0, 0.2 - (time.monotonic() - started)))
    return dict(page.evaluate("siProbe.last") or {"down": 0})
