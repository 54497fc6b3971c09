from __future__ import annotations

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.session.map.landscape import LAYERS


def groups(n: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Three groups on a map of the user's own."""
    rng = np.random.default_rng(0)
    y = np.arange(n) % 3
    return np.array([[-1.0, -1.0], [1.0, -1.0], [0.0, 1.0]])[y] + rng.normal(0, 0.06, (n, 2)), y


@pytest.fixture
def session():
    xy, _ = groups()
    made = al.Session(al.Pool(xy), ["a", "b", "c"], projection=xy, audit=0)
    yield made
    made.close()


def test_regions_without_a_label_are_found(session: al.Session) -> None:
    _, y = groups()
    labelled = [0, 3, 1, 4]  # two of the first group, two of the second
    session.annotate(labelled, y[labelled])
    table = session.regions()
    assert sorted(table["name"]) == ["a", "b", "unlabelled"]
    assert table["size"].sum() == 120
    bare = table[table.labelled == 0].iloc[0]
    assert set(y[bare.indices]) == {2}
    assert bare.predicted in ("a", "b")
    assert np.isnan(bare.agreement)
    assert 0 <= bare.uncertainty <= 1
    session.selection = bare.indices
    assert len(session.selection) == bare["size"]
    first = table[table.name == "a"].iloc[0]
    assert (first.labelled, first.agreement, first.share) == (2, 1.0, 1.0)
    assert (first.x, first.y) == pytest.approx((-1, -1), abs=0.15)


def test_regions_before_any_model(session: al.Session) -> None:
    table = session.regions()
    assert set(table["name"]) == {"unlabelled"}
    assert table["predicted"].isna().all()
    assert table["uncertainty"].isna().all()


def test_regions_make_the_map_when_there_is_none() -> None:
    xy, _ = groups()
    with al.Session(al.Pool(xy), ["a"], projection="pca") as session:
        assert len(session.regions()) == 3


def test_regions_of_texts_have_words() -> None:
    xy, y = groups()
    words = ["match coach league", "shares bonds bank", "chip software orbit"]
    pool = al.Pool(xy, items=[f"the {words[k]} today" for k in y])
    with al.Session(pool, ["a"], projection=xy) as session:
        table = session.regions()
    assert sorted(table["name"]) == ["bank, bonds, shares", "chip, orbit, software",
                                     "coach, league, match"]  # fmt: skip


@pytest.mark.parametrize("n", [1, 2])
def test_tiny_pools_have_no_regions(n: int) -> None:
    with al.Session(al.Pool(np.eye(4)[:n]), ["a"], projection="pca") as session:
        table = session.regions()
    assert len(table) == 0
    assert "labelled" in table.columns


def test_a_map_of_nan_only() -> None:
    nowhere = np.full((20, 2), np.nan)
    with al.Session(al.Pool(np.eye(20)), ["a"], projection=nowhere) as session:
        assert len(session.regions()) == 0
        session.loop.landscape.want(LAYERS)
        session.loop.worker.finish("landscape")
        assert session.loop.landscape.field is None
        assert session.loop.landscape.contours is None


def test_the_field_follows_the_model(session: al.Session) -> None:
    _, y = groups()
    loop = session.loop
    loop.landscape.want(["field"])
    loop.worker.finish("landscape")
    assert loop.landscape.field is None  # no model yet
    session.annotate(range(30), y[:30])
    session.fit()
    loop.landscape.want(["field"])
    loop.worker.finish("landscape")
    field = loop.landscape.field
    assert field is not None
    assert set(np.unique(field.codes[field.strength > 0.2])) == {0, 1, 2}


def test_what_depends_on_the_places_is_made_once(session: al.Session) -> None:
    _, y = groups()
    ground = session.loop.landscape.ground
    assert ground is not None
    around = ground.around
    session.annotate(range(30), y[:30])
    session.fit()
    assert session.loop.landscape.ground is ground
    assert ground.around is around
    session.loop.projector.want(groups()[0][::-1].copy())
    assert session.loop.landscape.ground is not ground


def test_members_of_a_region_that_is_not_there(session: al.Session) -> None:
    landscape = session.loop.landscape
    assert len(landscape.members(0)) == 0  # nothing was divided yet
    landscape.named()
    assert len(landscape.members(0)) == 40
    assert len(landscape.members(99)) == 0
