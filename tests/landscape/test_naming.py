from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.landscape import find_regions, make_grid, name_regions

CLASSES = ["cat", "dog", "fox"]


@pytest.fixture
def world(three: tuple[np.ndarray, np.ndarray]):
    xy, group = three
    grid = make_grid(xy)
    assert grid is not None
    regions = find_regions(grid)
    return regions, group


def region_of_group(regions, group: np.ndarray, k: int) -> int:
    return int(regions.region_of[group == k][0])


def test_majority_label_and_its_share(world) -> None:
    regions, group = world
    labels = np.full(600, -1)
    members = np.flatnonzero(group == 2)
    labels[members[:4]] = [1, 1, 1, 0]
    named = name_regions(regions, CLASSES, labels)[region_of_group(regions, group, 2)]
    assert (named.name, named.labelled, named.agreeing, named.size) == ("dog", 4, 3, 100)
    assert (named.predicted, named.words) == (-1, ())
    assert np.isnan(named.share)
    assert np.isnan(named.uncertainty)


def test_labels_that_disagree_are_no_name(world) -> None:
    regions, group = world
    labels = np.full(600, -1)
    members = np.flatnonzero(group == 2)
    labels[members[:5]] = [1, 1, 0, 2, 2]
    at = region_of_group(regions, group, 2)
    named = name_regions(regions, CLASSES, labels)[at]
    assert (named.name, named.label, named.agreeing) == ("mixed", 1, 2)
    words = [("oil",)] * len(regions)
    assert name_regions(regions, CLASSES, labels, words=words)[at].name == "oil"
    labels[members[3]] = 1
    assert name_regions(regions, CLASSES, labels)[at].name == "dog"


def test_without_labels_words_then_nothing(world) -> None:
    regions, _ = world
    words = [("oil", "price")] + [()] * (len(regions) - 1)
    named = name_regions(regions, CLASSES, np.full(600, -1), words=words)
    assert named[0].name == "oil, price"
    assert {region.name for region in named[1:]} == {"unlabelled"}
    assert all(region.label == -1 for region in named)


def test_what_the_model_says(world) -> None:
    regions, group = world
    predicted, unsure = np.zeros(600, dtype=int), np.full(600, 0.5)
    members = np.flatnonzero(group == 1)
    predicted[members[:150]] = 2
    predicted[members[190:]] = -1
    unsure[members[:100]], unsure[members[190:]] = 1.0, np.nan
    named = name_regions(regions, CLASSES, np.full(600, -1), predicted, unsure)
    region = named[region_of_group(regions, group, 1)]
    assert region.predicted == 2
    assert region.share == pytest.approx(150 / 190)
    assert region.uncertainty == pytest.approx((100 + 45) / 190)


def test_codes_of_classes_that_are_gone_are_left_out(world) -> None:
    regions, _ = world
    named = name_regions(regions, ["cat"], np.full(600, 2), np.full(600, 2))
    assert {(r.labelled, r.predicted, r.name) for r in named} == {(0, -1, "unlabelled")}


def test_no_regions() -> None:
    grid = make_grid(np.zeros((2, 2)))
    assert grid is not None
    assert name_regions(find_regions(grid), CLASSES, np.array([0, 1])) == []
