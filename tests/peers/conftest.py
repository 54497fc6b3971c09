"""Peers are asked once a test run, in an environment of their own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks._peer_calls import Case
from jupyter_al.strategies.expected.error_reduction import ErrorReduction
from tests.peers.worlds import WORLDS, snapshot_of

ROOT = Path(__file__).parents[2]


class Peers:
    """The answers, by question; the reason why there is none fails the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, name: str) -> dict[str, Any]:
        path = self.folder / f"{name}.npz"
        if not path.exists():
            pytest.fail(self.reason(name), pytrace=False)
        with np.load(path) as file:
            return {key: file[key] for key in file.files}

    def reason(self, name: str) -> str:
        """Return the end of the traceback of a question without an answer."""
        return (self.folder / f"{name}.txt").read_text()[-1500:]


@pytest.fixture(scope="session")
def cases() -> dict[str, Case]:
    return {name: make() for name, make in WORLDS.items()}


@pytest.fixture(scope="session")
def peers(cases: dict[str, Case], tmp_path_factory: pytest.TempPathFactory) -> Peers:
    home = Path(os.environ.get("PEERS_ENV") or ROOT / ".venv-peers")
    python = home / "bin" / "python"
    if not python.exists():
        pytest.skip(f"no environment of the peers in {home}: `make peers-env` makes it")
    folder = tmp_path_factory.mktemp("peers")
    for name, case in cases.items():
        np.savez(folder / f"{name}.npz", **{k: v for k, v in vars(case).items() if k != "pool"})
    fit = ErrorReduction("zero-one").fit(snapshot_of(cases["few"]))
    constants = {"penalty": fit.ridge.penalty, "temperature": fit.temperature, "mean": fit.mean}
    np.savez(folder / "ridge.npz", **constants)
    done = subprocess.run(
        [str(python), str(Path(__file__).with_name("_side.py")), str(folder)],
        capture_output=True, text=True, check=False, timeout=900,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert (folder / "answers").exists(), done.stderr[-2000:]
    return Peers(folder / "answers")
