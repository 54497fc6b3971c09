"""The map of a session: at once, in the background, changed, cancelled, kept, placed on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import AlError, Cancelled, SessionError
from jupyter_al.projection import Projection, cache, pca
from jupyter_al.session.map import projector as module

X = np.random.default_rng(0).normal(size=(120, 5)) * [5, 4, 1, 1, 1]


class Fake:
    """In place of the process: says what it was asked for, ends when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.labels: list[Any] = []
        self.begun, self.go = threading.Event(), threading.Event()
        self.go.set()
        self.error: Exception | None = None

    def __call__(
        self,
        features: Any,
        name: str,
        seed: int,
        *,
        labels: Any,
        progress: Callable[[float | None, str], None],
        cancelled: Callable[[], bool],
    ) -> Projection:
        self.asked.append((name, seed))
        self.labels.append(labels)
        progress(0.5, f"{name}: embedding epoch 100 of 200")
        self.begun.set()
        while not self.go.wait(0.01):
            if cancelled():
                raise Cancelled("cancelled")
        if self.error is not None:
            raise self.error
        places = np.random.default_rng([len(name), seed]).uniform(-1, 1, (len(features), 2))
        rows = np.arange(len(features))
        return Projection(name, places.astype(np.float32), seed, 0.9, 100, 1.0, fitted_rows=rows)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    made = Fake()
    monkeypatch.setattr(module, "computed", made)
    monkeypatch.setattr(cache, "_memory", type(cache._memory)())
    return made


@pytest.fixture
def make() -> Iterator[Callable[..., al.Session]]:
    made: list[al.Session] = []

    def session(projection: Any = "umap", n: int = 120, **more: Any) -> al.Session:
        made.append(al.Session(al.Pool(X[:n]), ["a", "b"], projection=projection, **more))
        return made[-1]

    yield session
    for one in made:
        one.close()


def test_pca_is_there_at_once_and_umap_follows(fake: Fake, make: Any) -> None:
    session = make()
    assert session.projection is None
    fake.go.clear()
    heard: list[tuple[str, ...]] = []
    session.loop.updates.subscribe(lambda kinds, _: heard.append(kinds))
    session.loop.start()
    assert fake.begun.wait(30)
    session.loop.worker.finish("project")
    now = session.projection
    assert (now.name, now.title) == ("pca", "PCA")
    np.testing.assert_array_equal(now.coordinates, pca(X))
    assert 0.7 < now.trustworthiness <= 1
    assert session.loop.projector.progress == 0.5
    assert session.loop.projector.text == "umap: embedding epoch 100 of 200"
    before = heard.count(("projection",))
    fake.go.set()
    session.loop.projector.wait()
    assert session.projection.title == "UMAP"
    assert session.projection.trustworthiness == 0.9
    assert session.loop.projector.progress is None
    # places are sent again only when there are other ones
    assert heard.count(("projection",)) == before + 1


def test_another_projection_takes_the_place_of_the_one_on_its_way(fake: Fake, make: Any) -> None:
    session = make()
    fake.go.clear()
    session.project("umap")
    assert fake.begun.wait(30)
    fake.begun.clear()
    session.project("tsne", seed=4)
    assert fake.begun.wait(30)
    fake.go.set()
    session.loop.projector.wait()
    assert session.projection.name == "tsne"
    assert fake.asked == [("umap", 0), ("tsne", 4)]
    assert session.project("pca", wait=True).name == "pca"
    np.testing.assert_array_equal(session.projection.coordinates, pca(X))


def test_cancel_keeps_the_map_and_it_can_be_had_again(fake: Fake, make: Any) -> None:
    session = make()
    fake.go.clear()
    session.project("umap")
    assert fake.begun.wait(30)
    run = session.loop.projector._run
    session.loop.projector.stop()
    assert session.loop.projector.progress is None
    run.thread.join(30)
    assert session.projection.name == "pca"
    fake.go.set()
    assert session.project("umap", wait=True).name == "umap"
    assert len(fake.asked) == 2


@pytest.mark.parametrize("error", [AlError("The projection failed: sad."), OSError("no disk")])
def test_a_failure_is_a_sentence_and_the_map_stays(fake: Fake, make: Any, error: Exception) -> None:
    session = make()
    fake.error = error
    with pytest.raises(SessionError, match=r"sad|no disk"):
        session.project("umap", wait=True)
    assert session.projection.name == "pca"
    assert "sad" in session.loop.projector.text or "no disk" in session.loop.projector.text
    fake.error = None
    assert session.project("umap", wait=True).name == "umap"
    assert session.loop.projector.text == ""


def test_the_same_seed_is_another_sessions_map_without_work(fake: Fake, make: Any) -> None:
    first = make().project("umap", wait=True)
    second = make().project("umap", wait=True)
    assert second is first
    assert len(fake.asked) == 1
    assert make(seed=1).project("umap", wait=True).seed == 1
    assert make(n=100).project("umap", wait=True).coordinates.shape == (100, 2)
    assert len(fake.asked) == 3


def test_it_lies_beside_the_store_and_comes_back(fake: Fake, make: Any, tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db")
    first = session.project("umap", wait=True)
    session.close()
    [file] = (tmp_path / "a.db.maps").glob("*.npz")
    cache._memory.clear()
    again = make(store=tmp_path / "a.db")
    found = again.project("umap", wait=True)
    np.testing.assert_array_equal(found.coordinates, first.coordinates)
    assert len(fake.asked) == 1
    again.close()
    file.write_bytes(b"damaged")
    cache._memory.clear()
    third = make(store=tmp_path / "a.db").project("umap", wait=True)
    assert len(fake.asked) == 2
    np.testing.assert_array_equal(third.coordinates, first.coordinates)
    assert file.read_bytes() != b"damaged"


def test_labels_of_the_moment_take_part(fake: Fake, make: Any) -> None:
    session = make(audit=0)
    with pytest.raises(SessionError, match="label some items first"):
        session.project("umap-labels")
    session.annotate([3, 7, 9], ["a", "b", "b"])
    session.skip(11)
    session.project("umap-labels", wait=True)
    expected = np.full(120, -1)
    expected[[3, 7, 9]] = [0, 1, 1]
    np.testing.assert_array_equal(fake.labels[0], expected)
    session.project("umap-labels", wait=True)
    assert len(fake.asked) == 1  # the same labels
    session.annotate(4, "a")
    session.project("umap-labels", wait=True)
    assert len(fake.asked) == 2
    session.project("umap", wait=True)
    assert fake.labels[2] is None


def test_coordinates_of_ones_own(fake: Fake, make: Any) -> None:
    places = 3 * np.stack([np.cos(np.arange(120)), np.sin(np.arange(120))], 1)
    session = make(places)
    session.loop.start()
    session.loop.worker.finish("project")
    assert session.projection.title == "your coordinates"
    assert session.projection.trustworthiness is not None
    assert fake.asked == []
    np.testing.assert_allclose(session.place(X[:4]), session.projection.coordinates[:4], atol=1e-5)
    session.project(places[::-1])
    np.testing.assert_allclose(session.place(X[0]), session.projection.coordinates[:1], atol=1e-5)
    for wrong in (places[:5], "umpa", [["a"]]):
        with pytest.raises(SessionError, match=r"shape|did you mean|numbers"):
            session.project(wrong)
    with pytest.raises(SessionError, match="shape"):
        make(places[:5])
    with pytest.raises(SessionError, match="did you mean 'umap'"):
        make("umpa")


def test_new_points_are_placed_and_the_map_stays(fake: Fake, make: Any) -> None:
    session = make()
    with pytest.raises(SessionError, match="no map yet"):
        session.place(X[:2])
    for name in ("pca", "umap"):
        now = session.project(name, wait=True)
        new = np.vstack([X[5], X[6] + 1e-9, np.full(5, np.nan)])
        found = session.place(new)
        np.testing.assert_allclose(found[:2], now.coordinates[5:7], atol=1e-4)
        assert np.isnan(found[2]).all()
        assert session.projection is now
    with pytest.raises(SessionError, match="5 features, one of 'features' 3"):
        session.place(np.zeros((2, 3)))
    with pytest.raises(SessionError, match="rows of numbers"):
        session.place([["a"] * 5])


@pytest.mark.parametrize("n", [1, 2, 3, 49])
def test_a_small_pool_has_pca_and_nothing_to_say(fake: Fake, make: Any, n: int) -> None:
    session = make(n=n)
    session.loop.start()
    session.loop.worker.finish("project")
    assert session.projection.name == "pca"
    assert session.loop.projector.text == ""
    assert fake.asked == []
    with pytest.raises(SessionError, match="at least 50"):
        session.project("umap")


def test_a_pool_without_a_usable_row(fake: Fake) -> None:
    with pytest.warns(al.errors.PoolWarning):
        pool = al.Pool(np.full((60, 3), np.nan))
    session = al.Session(pool, ["a", "b"])
    assert session.project("pca", wait=True).placed == 0
    assert np.isnan(session.projection.coordinates).all()
    assert np.isnan(session.place(np.zeros((2, 3)))).all()
    session.close()


def test_closing_stops_what_is_computed(fake: Fake, make: Any) -> None:
    session = make()
    fake.go.clear()
    session.project("umap")
    assert fake.begun.wait(30)
    run = session.loop.projector._run
    session.close()
    run.thread.join(30)
    assert not run.thread.is_alive()
