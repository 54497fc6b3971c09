"""The warm process: one for many maps, cancelled at once, gone with its kernel."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import jupyter_al
from jupyter_al.errors import AlError, Cancelled
from jupyter_al.projection import computing, process
from jupyter_al.projection.computing import computed
from jupyter_al.projection.kinds import KINDS, Kind
from jupyter_al.projection.process import WarmProcess

METHODS = ("slow", "patient", "noisy", "failing", "lacking", "crashing", "nowhere")


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    deadline = time.monotonic() + 10
    while left := list(tmp_path.glob("jupyter-al-*")):  # nothing is left behind, ever
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


@pytest.fixture
def warm(monkeypatch):
    """A warm process whose methods are those in `slow_projection`."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    for name in METHODS:
        monkeypatch.setitem(KINDS, name, Kind(name, name, "", "", 1000))
    monkeypatch.setattr(computing, "why_not", lambda *_: None)
    made = WarmProcess("slow_projection")
    yield made
    made.close()


def _values(n=60):
    return np.random.default_rng(0).standard_normal((n, 4))


def _map(warm, method, **more):
    return computed(_values(), method, process=warm, **more)


def test_one_process_computes_one_map_after_the_other(warm):
    told = []
    found = _map(warm, "noisy", progress=lambda *words: told.append(words))
    pid = warm.pid
    assert pid not in (None, os.getpid())
    assert told == [(0.5, "half")]  # and not what the library printed
    assert found.coordinates[0].tolist() == [-1, -1]
    assert found.coordinates[-1].tolist() == [1, 1]
    _map(warm, "noisy")
    assert warm.pid == pid


def test_an_error_is_a_sentence_and_the_process_goes_on(warm):
    with pytest.raises(AlError, match=r"failed: ValueError: the rows are too sad\."):
        _map(warm, "failing")
    pid = warm.pid
    with pytest.raises(AlError, match="needs the Python package 'umap', which is not installed"):
        _map(warm, "lacking")
    with pytest.raises(AlError, match="places that are not numbers"):
        _map(warm, "nowhere")
    _map(warm, "noisy")
    assert warm.pid == pid


def test_a_crash_is_told_with_its_last_words_and_the_next_map_has_a_new_process(warm):
    with pytest.raises(AlError, match=r"unexpectedly \(exit code 7\): out of luck\."):
        _map(warm, "crashing")
    assert warm.pid is None
    assert _map(warm, "noisy").placed == 60


def _cancel_when(words):
    stop = threading.Event()

    def progress(fraction, text):
        if text == words:
            stop.set()

    return {"progress": progress, "cancelled": stop.is_set}


def test_a_method_that_looks_up_is_cancelled_and_stays_warm(warm):
    with pytest.raises(Cancelled):
        _map(warm, "patient", **_cancel_when("epoch"))
    pid = warm.pid
    assert _map(warm, "noisy").placed == 60
    assert warm.pid == pid


def test_one_that_does_not_is_ended_when_another_map_is_wanted(warm, monkeypatch):
    monkeypatch.setattr(process, "_HURRY", 0.1)
    with pytest.raises(Cancelled):
        _map(warm, "slow", **_cancel_when("waiting"))
    pid = warm.pid
    assert _map(warm, "noisy").placed == 60
    assert warm.pid != pid


def test_one_that_does_not_is_ended_after_a_while(warm, monkeypatch):
    monkeypatch.setattr(process, "_GRACE", 0.1)
    with pytest.raises(Cancelled):
        _map(warm, "slow", **_cancel_when("waiting"))
    deadline = time.monotonic() + 20
    while warm.pid is not None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_cancelled_before_it_starts(warm):
    with pytest.raises(Cancelled):
        _map(warm, "slow", cancelled=lambda: True)


def test_a_second_session_waits_for_its_turn_and_can_give_up(warm):
    begun, stop = threading.Event(), threading.Event()

    def first():
        with pytest.raises(Cancelled):
            _map(warm, "patient", progress=lambda *_: begun.set(), cancelled=stop.is_set)

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(60)
    with pytest.raises(Cancelled):
        _map(warm, "noisy", **_cancel_when("waiting for another map"))
    stop.set()
    thread.join()
    assert _map(warm, "noisy").placed == 60


def test_a_full_disk_is_a_sentence(warm, monkeypatch):
    def full(*arguments, **keywords):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np.lib.format, "write_array_header_2_0", full)
    with pytest.raises(AlError, match="No space left"):
        _map(warm, "noisy")


def test_a_python_that_cannot_be_started_is_a_sentence(warm, monkeypatch):
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(AlError, match="needs a Python"):
        _map(warm, "noisy")
    monkeypatch.setattr(sys, "executable", "no-such-python")
    with pytest.raises(AlError, match="could not be computed"):
        _map(warm, "noisy")


def _start(folder, code):
    roots = [str(Path(__file__).parent), str(Path(jupyter_al.__file__).parents[1])]
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(roots)},
    )


def test_the_worker_ends_and_cleans_up_when_its_parent_is_gone(tmp_path):
    folder = tmp_path / "jupyter-al-orphan"
    folder.mkdir()
    np.save(folder / "input.npy", np.eye(8, dtype=np.float32))
    job = {
        "id": 1,
        "input": str(folder / "input.npy"),
        "output": str(folder / "output.npz"),
        "method": "slow",
        "seed": 0,
        "sample": 50,
    }
    code = "import runpy, sys; runpy.run_module('slow_projection', run_name='__main__')"
    with _start(folder, code) as worker:
        worker.stdin.write(json.dumps(job).encode() + b"\n")
        worker.stdin.flush()
        said = json.loads(worker.stdout.readline())
        assert said == {"id": 1, "text": "waiting", "fraction": 0.25}
        worker.stdin.close()  # all that is left of a parent that was killed
        assert worker.wait(timeout=60) == 1
    assert not folder.exists()


def test_the_worker_ends_when_nobody_wants_a_map_any_more(tmp_path):
    folder = tmp_path / "jupyter-al-idle"
    folder.mkdir()
    code = "import sys; from jupyter_al.projection._worker import main; main(sys.argv[1], idle=0.1)"
    with _start(folder, code) as worker:
        assert worker.wait(timeout=60) == 0
    assert not folder.exists()
