"""Numbers of a simulation against sums done by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from jupyter_al.errors import SimulationError
from jupyter_al.simulate import Simulation
from jupyter_al.simulate.result import Failure, Run
from jupyter_al.simulate.statistics import area, labels_to, mean_of, paired


def made(curves: dict[str, list[list[float]]]) -> Simulation:
    """Return a simulation with accuracies at 10, 20, 30 labels for each seed."""
    runs = [
        Run(strategy, seed, [[10 * (i + 1), a] for i, a in enumerate(values)])
        for strategy, of_seeds in curves.items()
        for seed, values in enumerate(of_seeds)
    ]
    return Simulation(tuple(runs))


BASE = [[0.2, 0.4, 0.6]] * 5
FIVE = {
    "random": BASE,
    "good": [[0.2, 0.5 + 0.01 * s, 0.8] for s in range(5)],
    "bad": [[0.2, 0.3, 0.4 + 0.01 * s] for s in range(5)],
    "same": [[0.2, 0.4 + 0.02 * (s - 2), 0.6] for s in range(5)],
}


def test_area_is_the_mean_height() -> None:
    assert area([[10, 0.2], [20, 0.4], [40, 0.6]]) == pytest.approx((3 + 10) / 30)
    assert area([[10, 0.7]]) == 0.7
    assert area([[10, 0.5], [500, 0.5]]) == 0.5


def test_labels_to_a_target() -> None:
    points = [[10, 0.2], [20, 0.4], [30, 0.3]]
    assert labels_to(points, 0.4) == 20
    assert labels_to(points, 0.41) == math.inf


def test_t_interval_by_hand() -> None:
    # mean 3, standard deviation sqrt(2.5), t(4, .975) = 2.776445
    found = mean_of([1, 2, 3, 4, 5])
    half = 2.7764451052 * math.sqrt(2.5) / math.sqrt(5)
    assert (found.mean, found.n) == (3, 5)
    assert found.low == pytest.approx(3 - half)
    assert found.high == pytest.approx(3 + half)
    assert math.isnan(mean_of([1.0]).low)
    assert mean_of([2.0, 2.0]).low == 2.0


def test_pairs_are_counted() -> None:
    found = paired([1.0, 2.0, 3.0, 4.0], [0.0, 2.0, 4.0, 3.5])
    assert (found.wins, found.ties, found.losses) == (2, 1, 1)
    assert found.gain.mean == pytest.approx(0.125)


def test_table_with_enough_seeds_is_ranked() -> None:
    table = made(FIVE).table()
    assert table.index.tolist() == ["good", "random", "same", "bad"]
    assert table.loc["good", "rank"] == 1
    # (0.2 / 2 + 0.52 + 0.8 / 2) / 2 on average over the seeds
    assert table.loc["good", "area"] == pytest.approx(0.51)
    assert table.loc["good", "gain"] == pytest.approx(0.11)
    assert table.loc["good", ["wins", "ties", "losses"]].tolist() == [5, 0, 0]
    assert table.loc["same", ["wins", "ties", "losses"]].tolist() == [2, 1, 2]
    assert table.loc["random", ["wins", "ties", "losses"]].tolist() == [0, 5, 0]
    assert table.attrs["target"] == pytest.approx(0.6)
    assert table.loc["good", "labels_to_target"] == 30
    assert table.loc["good", "reached"] == 5
    assert table.loc["bad", "labels_to_target"] == math.inf
    assert table.loc["bad", "reached"] == 0
    assert made(FIVE).table(target=0.5).loc["good", "labels_to_target"] == 20


def test_ranking_says_what_is_known() -> None:
    said = made(FIVE).ranking()
    assert "Better than random: good." in said
    assert "Not told apart from random: same." in said
    assert "Worse than random: bad." in said


@pytest.mark.parametrize("n", [1, 4])
def test_too_few_seeds_are_not_ranked(n: int) -> None:
    found = made({name: values[:n] for name, values in FIVE.items()})
    table = found.table()
    assert "rank" not in table
    assert table.index.tolist() == list(FIVE)  # as given
    assert "too few to rank" in found.ranking()
    assert "Better" not in repr(found)
    assert found.ranking() in repr(found)
    assert table.attrs["ranking"] == found.ranking()


def test_incomplete_strategies_are_not_compared() -> None:
    whole = made(FIVE)
    runs = [r for r in whole.runs if (r.strategy, r.seed) != ("bad", 3)]
    found = Simulation(tuple(runs), (Failure("bad", 3, "It broke."),))
    assert found.left_out == ("bad",)
    assert "bad" not in found.table().index
    assert len(found.seeds) == 5
    assert len(found.frame.query("strategy == 'bad'")) == 12
    assert "not compared" in repr(found)


def test_without_random_nothing_is_compared() -> None:
    found = made({"good": FIVE["good"]})
    with pytest.raises(SimulationError, match="random failed"):
        found.table()
    assert "random failed" in repr(found)


@pytest.mark.parametrize(
    "bad",
    [{"target": 0}, {"target": 60}, {"target": True}, {"target": "high"}, {"target": math.nan},
     {"level": 95}, {"level": "0.9"}],
)  # fmt: skip
def test_bad_arguments_of_the_table(bad: dict[str, Any]) -> None:
    with pytest.raises(SimulationError, match=next(iter(bad))):
        made(FIVE).table(**bad)


@pytest.mark.parametrize("level", [0, 1, 95, math.nan, "0.9", None, True])
def test_a_level_is_checked_wherever_it_is_given(level: Any) -> None:
    found = made(FIVE)
    for ask in (found.ranking, found.plot, lambda level: found.table(level=level)):
        with pytest.raises(SimulationError, match="'level' lies between 0 and 1"):
            ask(level)
    assert made(FIVE).table(target=1).attrs["target"] == 1


def test_plot_draws_mean_and_interval_of_each() -> None:
    drawn = made(FIVE).plot()
    named = {trace.name: trace for trace in drawn.data}
    assert set(named) == {f"{s}{end}" for s in FIVE for end in ("", ", interval")}
    assert named["good"].x == (10, 20, 30)
    assert named["good"].y == pytest.approx((0.2, 0.52, 0.8))
    band = named["good, interval"].y
    half = 2.7764451052 * math.sqrt(0.00025) / math.sqrt(5)
    assert band[1] == pytest.approx(0.52 + half)
    assert band[4] == pytest.approx(0.52 - half)
    styles = {(t.line.color, t.line.dash) for t in drawn.data if t.showlegend is not False}
    assert len(styles) == 4
    single = made({name: values[:1] for name, values in FIVE.items()}).plot()
    assert len(single.data) == 4


def test_intervals_stay_within_what_an_accuracy_can_be() -> None:
    wild = made({"random": [[0.1, 0.9, 1.0], [0.9, 0.1, 1.0]]}).plot()
    assert all(0 <= y <= 1 for y in wild.data[0].y)


def test_plotly_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    with pytest.raises(SimulationError, match="pip install plotly"):
        made(FIVE).plot()
