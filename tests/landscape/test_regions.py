from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.landscape import find_regions, make_grid
from jupyter_al.landscape.regions import FEWEST, TOO_LARGE, Regions


def found(xy: np.ndarray, most: int = 30) -> Regions:
    grid = make_grid(xy)
    assert grid is not None
    return find_regions(grid, most)


def test_groups_are_regions(three: tuple[np.ndarray, np.ndarray]) -> None:
    xy, group = three
    xy = np.concatenate([xy, [[np.nan, 0.0]]])
    keep = np.concatenate([group < 3, [True]])
    regions = found(xy[keep])
    assert regions.region_of[-1] == -1
    # the largest holds half of the points and is cut into pieces; no region mixes two groups
    assert regions.sizes.sum() == 600
    assert (np.diff(regions.sizes) <= 0).all()
    for k in range(len(regions)):
        assert len(np.unique(group[regions.region_of[:-1] == k])) == 1
    for group_ in (1, 2):
        assert len(np.unique(regions.region_of[:-1][group == group_])) == 1


def test_centres_lie_in_their_regions(three: tuple[np.ndarray, np.ndarray]) -> None:
    xy, _ = three
    regions = found(xy)
    for k in range(len(regions)):
        own = xy[regions.region_of == k]
        x0, y0, x1, y1 = regions.boxes[k]
        assert (own >= [x0, y0]).all()
        assert (own <= [x1, y1]).all()
        nearest = np.square(own - regions.centres[k]).sum(axis=1).min()
        assert nearest < 0.03**2


def test_a_ring_has_its_name_on_the_ring() -> None:
    angle = np.random.default_rng(0).uniform(0, 2 * np.pi, 3000)
    xy = np.stack([np.cos(angle), np.sin(angle)], 1)
    regions = found(xy)
    assert np.hypot(*regions.centres.T) == pytest.approx(1, abs=0.05)


def test_one_cloud_is_cut_into_pieces_of_about_an_eighth() -> None:
    regions = found(np.random.default_rng(0).normal(size=(4000, 2)))
    assert 6 <= len(regions) <= 12
    assert regions.sizes.max() < TOO_LARGE * 4000
    assert regions.sizes.sum() > 3900


def test_no_more_regions_than_asked_for() -> None:
    centres = np.stack(np.meshgrid(np.arange(7), np.arange(7)), -1).reshape(-1, 2)
    rng = np.random.default_rng(0)
    xy = np.repeat(centres, 50, axis=0) + rng.normal(0, 0.08, (49 * 50, 2))
    assert len(found(xy, most=100)) == 49
    assert len(found(xy, most=12)) <= 12


def test_noise_makes_no_hills() -> None:
    """On an even carpet hardly a hill stands out by chance."""
    regions = found(np.random.default_rng(1).uniform(-1, 1, (50_000, 2)))
    assert len(regions) <= 12


@pytest.mark.parametrize("n", [1, 2, FEWEST - 1])
def test_a_handful_of_points_is_no_region(n: int) -> None:
    assert len(found(np.random.default_rng(0).normal(size=(n, 2)))) == 0


def test_points_that_are_all_the_same_are_one_region() -> None:
    regions = found(np.zeros((100, 2)))
    assert regions.sizes.tolist() == [100]
    assert regions.centres[0] == pytest.approx([0, 0], abs=0.03)


def test_the_same_map_gives_the_same_regions() -> None:
    xy = np.random.default_rng(0).normal(size=(4000, 2))
    assert np.array_equal(found(xy).region_of, found(xy.copy()).region_of)
