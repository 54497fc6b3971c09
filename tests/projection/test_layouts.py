"""What the projecting process does around a method, in place."""

import numpy as np
import pytest

from jupyter_al.projection import _layouts
from jupyter_al.projection._layouts import laid_out

RNG = np.random.default_rng(0)


def _job(sample=1000, seed=0):
    return {"seed": seed, "sample": sample}


def _identity(rows, labels, seed, report):
    report("laying out", 0.5)
    return rows[:, :2].copy()


def _run(features, labels=None, layout=_identity, **job):
    told = []
    places, chosen = laid_out(layout, features, labels, _job(**job), lambda *a: told.append(a))
    return places, chosen, told


def test_all_rows_are_laid_out_where_they_are_few():
    rows = RNG.standard_normal((80, 4)).astype(np.float32)
    places, chosen, told = _run(rows)
    np.testing.assert_array_equal(places, rows[:, :2])
    np.testing.assert_array_equal(chosen, np.arange(80))
    assert told == [("laying out", 0.5)]


def test_of_many_a_sample_is_laid_out_and_the_rest_placed_among_it():
    rows = RNG.standard_normal((400, 2)).astype(np.float32)
    places, chosen, told = _run(rows, sample=300)
    assert len(chosen) == 300
    np.testing.assert_array_equal(places[chosen], rows[chosen])
    rest = np.setdiff1d(np.arange(400), chosen)
    assert np.median(np.linalg.norm(places[rest] - rows[rest], axis=1)) < 0.15
    assert told[0] == ("laying out", 0.45)
    assert told[1] == ("placing the other items", 0.9)
    assert (_run(rows, sample=300)[1] == chosen).all()
    assert (_run(rows, sample=300, seed=1)[1] != chosen).any()


def test_equal_rows_lie_at_the_same_place_and_are_laid_out_once():
    rows = RNG.standard_normal((30, 3)).astype(np.float32)
    rows[4] = rows[20] = rows[2]
    rows[7], rows[8] = 0.0, -0.0
    seen = []

    def layout(distinct, labels, seed, report):
        seen.append(distinct)
        return RNG.standard_normal((len(distinct), 2))

    places, _, _ = _run(rows, layout=layout)
    assert len(seen[0]) == 27
    np.testing.assert_array_equal(seen[0][:4], rows[:4])  # in the order of the pool
    assert (places[[4, 20]] == places[2]).all()
    assert (places[7] == places[8]).all()
    assert len(np.unique(places, axis=0)) == 27


def test_a_label_of_any_of_equal_rows_counts_and_the_labelled_take_part():
    rows = RNG.standard_normal((200, 3)).astype(np.float32)
    rows[150] = rows[10]
    labels = np.full(200, -1)
    labels[150], labels[199] = 2, 1
    seen = []

    def layout(distinct, answers, seed, report):
        seen.append((distinct, answers))
        return distinct[:, :2]

    _, chosen, _ = _run(rows, labels, layout, sample=60)
    assert {150, 199} <= set(chosen.tolist())
    distinct, answers = seen[0]
    at = np.flatnonzero((distinct == rows[10]).all(axis=1))
    assert answers[at].tolist() == [2]
    assert sorted(answers[answers >= 0].tolist()) == [1, 2]


@pytest.mark.parametrize("distinct", [1, 2, 4])
def test_fewer_than_five_distinct_rows_have_their_pca(distinct):
    rows = np.repeat(np.arange(3.0 * distinct).reshape(distinct, 3), 20, axis=0).astype(np.float32)

    def never(*_):
        raise AssertionError("nothing to lay out")

    places, _, _ = _run(rows, layout=never)
    assert np.isfinite(places).all()
    assert len(np.unique(places, axis=0)) == distinct


def test_places_that_are_no_numbers_are_an_error():
    rows = RNG.standard_normal((30, 3)).astype(np.float32)
    with pytest.raises(ValueError, match="not numbers"):
        _run(rows, layout=lambda rows, *_: np.full((len(rows), 2), np.nan))


def test_tsne_says_how_far_it_is_and_gives_the_same_map_again(monkeypatch):
    monkeypatch.setattr(_layouts, "ITERATIONS", 300)
    centres = np.repeat(10 * np.eye(3, 5), 15, axis=0)
    rows = (centres + RNG.standard_normal((45, 5))).astype(np.float32)
    places, _, told = _run(rows, layout=_layouts.METHODS["tsne"])
    words = [text for text, *_ in told]
    assert words[0] == "t-SNE: neighbours"
    assert "t-SNE: iteration 100 of 300" in words
    np.testing.assert_array_equal(places, _run(rows, layout=_layouts.METHODS["tsne"])[0])
    groups = places.reshape(3, 15, 2)
    middles = groups.mean(axis=1)
    within = np.linalg.norm(groups - middles[:, None], axis=2).max()
    between = np.linalg.norm(middles[0] - middles[1])
    assert between > within


def test_tsne_can_be_cancelled_on_its_way(monkeypatch):
    from jupyter_al.errors import Cancelled

    def report(text, fraction=None):
        if "iteration" in text:
            raise Cancelled

    rows = RNG.standard_normal((40, 3)).astype(np.float32)
    with pytest.raises(Cancelled):
        laid_out(_layouts.METHODS["tsne"], rows, None, _job(), report)
