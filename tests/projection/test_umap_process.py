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
import scipy.sparse as sp

import jupyter_al
from jupyter_al.errors import AlError, Cancelled
from jupyter_al.projection import UmapProcess, pca, umap_process


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.glob("jupyter-al-*")) == []  # nothing is left behind, ever


@pytest.fixture
def special(monkeypatch):
    """Make a process with one of the methods in `slow_projection`."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr(UmapProcess, "_worker", "slow_projection")
    names = ("slow", "noisy", "failing", "lacking", "crashing")
    monkeypatch.setattr(umap_process, "METHODS", names)
    return lambda method: UmapProcess(np.eye(8, dtype=np.float32), method=method)


def _values(n=40, d=6):
    return np.random.default_rng(0).standard_normal((n, d)) * np.arange(d, 0, -1)


def test_the_result_comes_back_from_the_other_process():
    values = _values()
    values[3] = np.nan
    told = []
    found = UmapProcess(values, method="pca").run(lambda *words: told.append(words))
    np.testing.assert_allclose(found, pca(values), atol=1e-4)
    assert np.isnan(found[3]).all()
    assert found.dtype == np.float32
    assert told == [(0.0, "PCA"), (1.0, "PCA")]


def test_sparse_and_large_pools_travel_as_their_main_components(monkeypatch):
    values = _values()
    expected = pca(values)
    found = UmapProcess(sp.csr_matrix(values), method="pca").run()
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=5e-3)
    monkeypatch.setattr(umap_process, "_LARGE", 10)
    found = UmapProcess(values, method="pca").run()
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=5e-3)


def test_what_libraries_print_does_not_disturb(special):
    told = []
    found = special("noisy").run(lambda *words: told.append(words))
    assert told == [(0.5, "half")]
    assert found[0].tolist() == [-1, -1]
    assert found[-1].tolist() == [1, 1]


@pytest.mark.parametrize("how", ["cancel", "cancelled"])
def test_cancel_stops_the_process_at_once(special, how):
    process = special("slow")
    reached = threading.Event()
    stop = threading.Event()

    def progress(fraction, text):
        assert (fraction, text) == (0.25, "waiting")
        reached.set()
        process.cancel() if how == "cancel" else stop.set()

    with pytest.raises(Cancelled):
        process.run(progress, stop.is_set)
    assert reached.is_set()


def test_cancelled_before_it_starts(special):
    process = special("slow")
    process.cancel()
    with pytest.raises(Cancelled):
        process.run()


def test_an_error_of_the_worker_is_a_sentence(special):
    with pytest.raises(AlError, match=r"failed: ValueError: the rows are too sad\."):
        special("failing").run()


def test_a_missing_package_is_named(special):
    with pytest.raises(AlError, match="needs the Python package 'umap', which is not installed"):
        special("lacking").run()


def test_a_crash_is_told_with_its_last_words(special):
    with pytest.raises(AlError, match=r"unexpectedly \(exit code 7\): out of luck\."):
        special("crashing").run()


def test_a_full_disk_is_a_sentence(monkeypatch):
    def full(*arguments, **keywords):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np.lib.format, "write_array_header_2_0", full)
    with pytest.raises(AlError, match="No space left"):
        UmapProcess(_values(), method="pca").run()


def test_a_python_that_cannot_be_started_is_a_sentence(monkeypatch):
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(AlError, match="needs a Python"):
        UmapProcess(_values(), method="pca").run()
    monkeypatch.setattr(sys, "executable", "no-such-python")
    with pytest.raises(AlError, match="could not be computed"):
        UmapProcess(_values(), method="pca").run()


def test_the_worker_ends_and_cleans_up_when_its_parent_is_gone(tmp_path):
    folder = tmp_path / "jupyter-al-orphan"
    folder.mkdir()
    np.save(folder / "input.npy", np.eye(8, dtype=np.float32))
    job = {
        "folder": str(folder),
        "input": str(folder / "input.npy"),
        "output": str(folder / "output.npy"),
        "method": "slow",
        "seed": 0,
        "landmarks": 50,
    }
    roots = [str(Path(__file__).parent), str(Path(jupyter_al.__file__).parents[1])]
    with subprocess.Popen(
        [sys.executable, "-m", "slow_projection", json.dumps(job)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(roots)},
    ) as worker:
        assert json.loads(worker.stdout.readline()) == {"text": "waiting", "fraction": 0.25}
        worker.stdin.close()  # all that is left of a parent that was killed
        assert worker.wait(timeout=60) == 1
    deadline = time.monotonic() + 10
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()


@pytest.mark.parametrize("values", [np.full((9, 3), np.nan), np.eye(3)])
def test_too_few_rows_need_no_process(values, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    np.testing.assert_array_equal(UmapProcess(values).run(), pca(values))


def test_an_unknown_method_names_the_nearest():
    with pytest.raises(AlError, match="'umap'"):
        UmapProcess(_values(), method="umpa")
