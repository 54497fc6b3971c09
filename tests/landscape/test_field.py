from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.landscape import Field, field, field_of_codes, make_grid, surround
from jupyter_al.landscape.field import PER_CELL


def made(xy: np.ndarray, probabilities: np.ndarray, uncertainty: np.ndarray | None = None) -> Field:
    grid = make_grid(xy)
    assert grid is not None
    unsure = 1 - probabilities.max(axis=1) if uncertainty is None else uncertainty
    return field(surround(xy, grid), probabilities, unsure)


def cell_of(found: Field, x: float, y: float) -> tuple[int, int]:
    grid = found.grid
    return int((y - grid.y0) / grid.cell), int((x - grid.x0) / grid.cell)


def test_each_group_colours_its_own_ground(three: tuple[np.ndarray, np.ndarray]) -> None:
    xy, group = three
    found = made(xy, np.eye(3)[group])
    for k, place in enumerate([(-0.7, -0.7), (0.7, -0.6), (0.0, 0.7)]):
        at = cell_of(found, *place)
        assert found.codes[at] == k
        assert found.strength[at] > 0.9
    far = cell_of(found, 0.0, -0.1)
    assert found.strength[far] == found.near[far] == 0
    assert found.codes[far] == -1


def test_strength_is_the_lead_of_the_first_class() -> None:
    """p = .5, .3, .2 everywhere: (.5 - .3) / (.5 + .3) = .25 in the middle of the points."""
    xy = np.random.default_rng(0).uniform(-1, 1, (3000, 2))
    found = made(xy, np.tile([0.3, 0.5, 0.2], (3000, 1)))
    middle = cell_of(found, 0.0, 0.0)
    assert found.codes[middle] == 1
    assert found.strength[middle] == pytest.approx(0.25 * found.near[middle], rel=1e-4)
    assert found.near[middle] > 0.7
    assert found.uncertainty[middle] == pytest.approx(0.5, rel=1e-4)


def test_it_fades_where_neighbours_disagree() -> None:
    xy = np.random.default_rng(0).uniform(-1, 1, (4000, 2))
    found = made(xy, np.eye(2)[(xy[:, 0] > 0).astype(int)])
    border, inside = cell_of(found, 0.0, 0.3), cell_of(found, 0.6, 0.3)
    assert found.strength[border] < 0.5 * found.strength[inside]


def test_rows_without_a_prediction_do_not_speak(three: tuple[np.ndarray, np.ndarray]) -> None:
    xy, group = three
    probabilities = np.eye(3)[group]
    probabilities[group == 1] = np.nan
    found = made(xy, probabilities)
    silent, loud = cell_of(found, 0.7, -0.6), cell_of(found, -0.7, -0.7)
    assert found.codes[silent] == -1
    assert found.strength[silent] == 0
    assert found.strength[loud] > 0.9
    assert np.isfinite(found.uncertainty).all()


def test_a_large_map_is_sampled_by_cell_and_believes_the_same() -> None:
    rng = np.random.default_rng(0)
    xy = np.concatenate([rng.normal(0, 0.02, (30_000, 2)), rng.uniform(-1, 1, (2000, 2))])
    probabilities = np.eye(2)[(xy[:, 0] > 0).astype(int)]
    grid = make_grid(xy)
    assert grid is not None
    around = surround(xy, grid)
    per_cell = np.bincount(grid.cells[around.rows])
    assert per_cell.max() == PER_CELL
    assert (np.bincount(grid.cells) > 0).sum() == (per_cell > 0).sum()  # every cell is heard
    found = field(around, probabilities, np.zeros(len(xy)))
    assert found.codes[cell_of(found, 0.5, 0.5)] == 1
    assert found.codes[cell_of(found, -0.5, 0.5)] == 0
    again = surround(xy, grid)
    assert np.array_equal(around.rows, again.rows)  # the same seed draws the same sample


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_points(n: int) -> None:
    xy = np.linspace(-1, 1, n)[:, None] * [1.0, 1.0]
    found = made(xy, np.tile([0.1, 0.9], (n, 1)))
    assert set(found.codes.ravel().tolist()) == {-1, 1}
    assert found.strength.max() > 0.4


def test_one_class_and_two_hundred(three: tuple[np.ndarray, np.ndarray]) -> None:
    xy, group = three
    assert made(xy, np.ones((600, 1))).strength.max() > 0.9
    many = made(xy, np.eye(200)[group * 90])
    assert set(many.codes.ravel().tolist()) == {-1, 0, 90, 180}


def test_no_cell_at_the_border_is_coloured() -> None:
    """A field that reached its border would show it as a straight line."""
    xy = np.random.default_rng(0).normal(size=(60, 2))
    found = made(xy, np.ones((60, 1)))
    assert found.near[0].max() == found.near[:, -1].max() == 0


def test_of_two_classes_codes_and_doubt_say_all() -> None:
    rng = np.random.default_rng(0)
    xy = rng.uniform(-1, 1, (2000, 2))
    first = 1 / (1 + np.exp(-4 * xy[:, 0] + rng.normal(0, 0.3, 2000)))
    probabilities = np.stack([first, 1 - first], 1)
    unsure = 1 - abs(2 * first - 1)
    now = made(xy, probabilities, unsure)
    then = field_of_codes(surround(xy, now.grid), probabilities.argmax(1), unsure)
    assert (then.codes == now.codes).mean() > 0.999  # ties apart
    assert then.strength == pytest.approx(now.strength, abs=1e-4)
    assert then.uncertainty == pytest.approx(now.uncertainty, abs=1e-5)


def test_codes_that_are_unknown_do_not_speak_and_many_classes_fit(
    three: tuple[np.ndarray, np.ndarray],
) -> None:
    xy, group = three
    grid = make_grid(xy)
    assert grid is not None
    around = surround(xy, grid)
    sure = np.zeros(len(xy))
    found = field_of_codes(around, np.where(group == 1, -1, group + 7), sure)
    silent, loud = cell_of(found, 0.7, -0.6), cell_of(found, -0.7, -0.7)
    assert (found.codes[silent], found.strength[silent]) == (-1, 0)
    assert found.codes[loud] == 7
    assert found.strength[loud] > 0.9
    assert field_of_codes(around, np.full(len(xy), -1), sure).strength.max() == 0
    each = field_of_codes(around, np.arange(len(xy)), sure)  # more than a byte holds
    assert len(np.unique(each.codes[each.codes >= 0])) <= 255
    alone = field_of_codes(around, np.zeros(len(xy), int), np.full(len(xy), 0.5))
    assert alone.strength.max() == pytest.approx(0.5, abs=0.01)  # (.75 - .25) / 1
