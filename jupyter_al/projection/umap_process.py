"""A projection in a process of its own, with progress and cancel.

umap-learn compiles for 10 to 60 seconds in every new process and holds the interpreter lock
while it does; in the kernel that would stop the user's cells and the widget.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import AlError, Cancelled, nearest
from jupyter_al.pool.finite import finite_rows
from jupyter_al.projection._principal import principal_scores
from jupyter_al.projection._scaling import scaled
from jupyter_al.projection.pca import pca

__all__ = ["UmapProcess"]

METHODS = ("umap", "pca")
LANDMARKS = 10_000
# fewer rows have no neighbourhoods worth showing
_FEWEST = 5
# wider, sparse or larger pools go through their main components first
_WIDE = 512
_LARGE = 1 << 26
_COMPONENTS = 64
_ROWS_PER_WRITE = 8_192
_PATIENCE = 0.1  # seconds between two looks at whether to stop

Progress = Callable[[float | None, str], None]


class UmapProcess:
    """One projection of one pool (UMAP; McInnes, Healy and Melville, 2018).

    Parameters
    ----------
    features : (N, D) ndarray, memmap or SciPy CSR matrix
        Sparse, wide (D > 512) and very large pools are reduced to 64 principal components.
    seed : int
        The same seed gives the same coordinates on the same machine.
    method : {"umap", "pca"}
    landmarks : int
        UMAP is fitted on so many rows, drawn uniformly; the others are placed among them.
    """

    _worker = "jupyter_al.projection._umap_worker"

    def __init__(
        self, features: Any, *, seed: int = 0, method: str = "umap", landmarks: int = LANDMARKS
    ) -> None:
        if method not in METHODS:
            raise AlError(f"Unknown projection {method!r}{nearest(method, METHODS)}")
        self._features = features
        self._seed = int(seed)
        self._job = {"method": method, "seed": self._seed, "landmarks": max(50, int(landmarks))}
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Stop; may be called from any thread, also before `run`."""
        self._stop.set()

    def run(
        self, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
    ) -> npt.NDArray[np.float32]:
        """Compute the coordinates; blocks, so call it on a thread of its own.

        Parameters
        ----------
        progress : callable, optional
            Called with a fraction in [0, 1], or None where it is unknown, and a short text.
        cancelled : callable, optional
            Asked about ten times a second.

        Returns
        -------
        (N, 2) ndarray of float32
            Within [-1, 1]; NaN for rows that are not finite.

        Raises
        ------
        Cancelled
            After `cancel`, or when `cancelled` became true.
        AlError
            When it failed; the sentence says why.
        """

        def stopped() -> bool:
            return self._stop.is_set() or (cancelled is not None and cancelled())

        rows = np.flatnonzero(finite_rows(self._features))
        if len(rows) < _FEWEST:
            return pca(self._features, self._seed)
        try:
            with tempfile.TemporaryDirectory(
                prefix="jupyter-al-", ignore_cleanup_errors=True
            ) as folder:
                self._write(Path(folder, "input.npy"), rows, stopped)
                with self._process(folder) as process:
                    _follow(process, progress, stopped, Path(folder, "errors.txt"))
                places = np.load(Path(folder, "output.npy"))
        except OSError as error:
            raise AlError(f"The projection could not be computed: {error}.") from error
        result = np.full((self._features.shape[0], 2), np.nan, dtype=np.float32)
        result[rows] = scaled(places)
        return result

    def _write(self, path: Path, rows: npt.NDArray[np.int64], stopped: Callable[[], bool]) -> None:
        """Write the finite rows as float32; a full disk is then an error and not a crash."""
        features = self._features
        n, d = len(rows), features.shape[1]
        if hasattr(features, "indptr") or d > _WIDE or n * d > _LARGE:
            k = min(_COMPONENTS, d)
            features, d = principal_scores(features, k, self._seed, stopped), k
        with path.open("wb") as file:
            header = {"descr": "<f4", "fortran_order": False, "shape": (n, d)}
            np.lib.format.write_array_header_2_0(file, header)
            for start in range(0, n, _ROWS_PER_WRITE):
                if stopped():
                    raise Cancelled("The projection was cancelled.")
                part = features[rows[start : start + _ROWS_PER_WRITE]]
                file.write(np.ascontiguousarray(part, dtype="<f4").tobytes())

    @contextlib.contextmanager
    def _process(self, folder: str) -> Any:
        if not sys.executable:
            raise AlError("The projection needs a Python to start, and this host names none.")
        job = {
            **self._job,
            "folder": folder,
            "input": str(Path(folder, "input.npy")),
            "output": str(Path(folder, "output.npy")),
        }
        # The packages that this process sees, and none that lie in its working directory. An
        # OpenMP thread that waits must not keep a core busy.
        seen = [str(Path(__file__).parents[2]), *(path for path in sys.path if path)]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(dict.fromkeys(seen)),
            "OMP_WAIT_POLICY": "PASSIVE",
        }
        with Path(folder, "errors.txt").open("wb") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", self._worker, json.dumps(job)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=folder,
                env=environment,
                start_new_session=True,  # interrupting a cell must not interrupt the map
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def _follow(
    process: subprocess.Popen[bytes],
    progress: Progress | None,
    stopped: Callable[[], bool],
    errors: Path,
) -> None:
    """Pass on what the worker says until it is done."""
    lines: queue.Queue[bytes | None] = queue.Queue()

    def read() -> None:
        # closing the pipe while a line is awaited raises ValueError
        with contextlib.suppress(ValueError, OSError):
            for line in process.stdout or ():
                lines.put(line)
        lines.put(None)

    reader = threading.Thread(target=read, name="jupyter-al-projection", daemon=True)
    reader.start()
    while True:
        if stopped():
            raise Cancelled("The projection was cancelled.")
        try:
            line = lines.get(timeout=_PATIENCE)
        except queue.Empty:
            continue
        if line is None:
            last = errors.read_text("utf-8", "replace").strip().splitlines()[-1:]
            raise AlError(
                f"The projection ended unexpectedly (exit code {process.wait()})"
                f"{': ' + last[0] if last else ''}."
            )
        message = json.loads(line)
        if "error" in message:
            raise AlError(f"The projection failed: {message['error']}.")
        if "done" in message:
            return
        if progress is not None:
            progress(message["fraction"], message["text"])
