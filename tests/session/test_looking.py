"""Neighbours, search, more like these, and a strategy restricted to a region."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import SessionError

Blobs = tuple[np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def blobs() -> Blobs:
    rng = np.random.default_rng(5)
    y = np.arange(300) % 3
    return rng.normal(size=(300, 6)) + 6 * np.eye(6)[y], y


@pytest.fixture
def session(blobs: Blobs) -> Iterator[al.Session]:
    texts = [f"a note on {['cats', 'dogs', 'foxes'][c]} no. {i}" for i, c in enumerate(blobs[1])]
    pool = al.Pool(blobs[0], items=texts, ids=[f"n{i}" for i in range(300)])
    made = al.Session(pool, ["a", "b", "c"], strategy="margin", projection="pca", audit=0.2)
    made.annotate(range(12), blobs[1][:12])
    yield made
    made.close()


def test_neighbours_are_exact(session: al.Session, blobs: Blobs) -> None:
    far = np.linalg.norm(blobs[0] - blobs[0][17], axis=1)
    assert session.neighbours(17, 8).tolist() == np.argsort(far)[1:9].tolist()
    assert session.neighbours(17, 0).tolist() == []
    assert len(session.neighbours(17, 10_000)) == 299
    with pytest.raises(SessionError, match="not in this pool"):
        session.neighbours(300)
    with pytest.raises(SessionError, match="whole number"):
        session.neighbours(3, -1)


def test_find_by_id_and_text(session: al.Session) -> None:
    assert session.find("N7")[0] == 7  # the id itself before n70 ... n79
    assert set(session.find("n7")) >= {7, 70, 79}
    assert session.find("note on  DOGS", 5).tolist() == [1, 4, 7, 10, 13]
    assert session.find("nowhere").tolist() == []
    assert session.find("  ").tolist() == []


def test_find_in_a_table() -> None:
    import pandas as pd

    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "what": ["red", "Green", None]})
    with al.Session(al.Pool.from_frame(frame), ["a", "b"], projection="pca") as session:
        assert session.find("green").tolist() == [1]


def test_the_strategy_asks_in_the_region_only(session: al.Session, blobs: Blobs) -> None:
    region = np.flatnonzero(blobs[1] == 2)
    session.ask_in(region)
    assert session.region is not None
    assert session.region.tolist() == region.tolist()
    query = session.query(20)
    slices = [t["slice"] for t in query.terms]
    active = [i for i, s in zip(query.indices, slices, strict=True) if s == "active"]
    assert active
    assert set(blobs[1][active]) == {2}
    audit = session.loop.trainer.audit
    # the audit goes on as it would have: the next of its own order, from the whole pool
    drawn = [i for i, s in zip(query.indices, slices, strict=True) if s == "audit"]
    taken = session.loop.recorder.labels.state > 0
    assert drawn == audit.draw(len(drawn), taken)
    assert len(drawn) >= 3
    session.ask_in(None)
    assert session.region is None
    assert set(blobs[1][session.query(60).indices]) == {0, 1, 2}


def test_the_card_says_that_it_asks_in_a_region(session: al.Session, blobs: Blobs) -> None:
    session.loop.start()
    session.loop.worker.finish()
    session.ask_in(np.flatnonzero(blobs[1] == 2))
    session.loop.worker.finish()
    queue = [s for s in session.loop.trainer.queue.samples if s.slice == "active"]
    assert set(blobs[1][[s.item for s in queue]]) == {2}
    assert queue[0].reasons[-1] == "in the region of 100 items that you chose"
    assert session.loop.trainer.text == "margin in 100 items"


def test_a_region_that_is_done_is_left(session: al.Session) -> None:
    open_ = np.flatnonzero(session.loop.trainer.open)[:2]
    session.ask_in(open_)
    session.annotate(open_[:1], ["a"])
    assert session.region is not None
    session.annotate(open_[1:], ["a"])
    assert session.region is None
    assert any("Everything in the region" in note for note in session.loop.notes)


def test_a_region_with_nothing_to_ask_is_refused(session: al.Session) -> None:
    with pytest.raises(SessionError, match="None of these 3 items"):
        session.ask_in([0, 1, 2])
    with pytest.raises(SessionError, match="at least one"):
        session.ask_in([])
    assert session.region is None


@pytest.mark.parametrize("seeds", [1, 20])
def test_more_like_these(session: al.Session, blobs: Blobs, seeds: int) -> None:
    open_ = session.loop.trainer.open
    foxes = np.flatnonzero(blobs[1] == 2)
    query = session.more_like(foxes[:seeds], 9)
    assert len(query) == 9
    assert open_[query.indices].all()  # neither labelled nor kept for the audit
    assert set(blobs[1][query.indices]) == {2}
    assert not set(foxes[:seeds]) & set(query.indices.tolist())
    again = session.more_like(
        foxes[:seeds], 9, confirmed=query.indices[:5], refused=query.indices[5:]
    )
    assert not set(query.indices.tolist()) & set(again.indices.tolist())


def test_more_like_begins_from_the_selection(session: al.Session) -> None:
    with pytest.raises(SessionError, match="Select an item"):
        session.more_like()
    session.selection = [2, 5]
    assert len(session.more_like(n=4)) == 4
