"""Columns in many versions: what comes back, what is thinned out, how much it takes."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_al.numerics.belief_bytes import belief_bytes
from jupyter_al.numerics.version_log import VersionLog

MANY = 64 << 20


def columns(*codes: int) -> tuple[np.ndarray, np.ndarray]:
    array = np.array(codes, dtype=np.uint8)
    return array, 255 - array


@given(
    st.integers(0, 40).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(0, 3), min_size=n, max_size=n), min_size=1, max_size=30
        )
    ),
    st.integers(2, 12),
    st.randoms(),
)
def test_every_kept_version_comes_back_as_it_was(
    rows: list[list[int]], most: int, random: Random
) -> None:
    log = VersionLog(most, MANY)
    given = {}
    for version, row in enumerate(rows, 1):
        given[version] = columns(*row)
        gone = log.add(version, version, given[version])
        assert not set(gone) & set(log.versions)
    versions = log.versions
    assert len(versions) == min(most, len(rows))
    assert (versions[0], versions[-1]) == (1, len(rows))
    assert set(versions) <= set(given)
    assert versions == sorted(versions)
    random.shuffle(versions)
    for version in versions:
        for got, was in zip(log.read(version), given[version], strict=True):
            assert got.tolist() == was.tolist()
    for before, after in zip(sorted(versions), sorted(versions)[1:], strict=False):
        changed = int((given[before][0] != given[after][0]).sum())
        assert log.changed(after) == changed


def test_changes_are_counted_against_the_version_before() -> None:
    log = VersionLog(10, MANY)
    log.add(1, 1, columns(0, 0, 1, 1))
    log.add(4, 2, columns(0, 1, 1, 0))
    assert (log.changed(1), log.changed(4), log.changed(2)) == (None, 2, None)


def test_near_neighbours_go_first_and_the_ends_stay() -> None:
    log = VersionLog(4, MANY)
    for version, at in enumerate((10, 50, 52, 54, 200), 1):
        log.add(version, at, columns(version))
    assert log.versions == [1, 2, 4, 5]  # 3 stood between 50 and 54


def test_memory_is_bounded_in_bytes() -> None:
    rng = np.random.default_rng(0)
    n = 50_000
    log = VersionLog(200, 10 * 2 * n)  # room for ten versions that change everywhere
    for version in range(1, 31):
        log.add(version, version, tuple(rng.integers(0, 255, (2, n), dtype=np.uint8)))
    assert log.size <= 10 * 2 * n
    assert 2 <= len(log.versions) <= 10
    assert (log.versions[0], log.versions[-1]) == (1, 30)


def test_two_versions_stay_whatever_they_take() -> None:
    log = VersionLog(200, 1)
    for version in (1, 2, 3):
        log.add(version, version, columns(*range(100)))
    assert log.versions == [1, 3]


def test_what_changes_little_takes_little() -> None:
    rng = np.random.default_rng(0)
    n = 100_000
    codes = rng.integers(0, 10, n, dtype=np.uint8)
    log = VersionLog(200, MANY)
    log.add(1, 1, (codes, codes))
    whole = log.size
    for version in (2, 3, 4):
        codes = codes.copy()
        codes[version] += 1
        log.add(version, version, (codes, codes))
    assert log.size - whole < 3000  # three times two bit masks of 12.5 kB, nearly all zero


def test_a_wider_type_begins_anew() -> None:
    log = VersionLog(10, MANY)
    narrow, wide = np.array([1, 255], np.uint8), np.array([1, 300], np.uint16)
    log.add(1, 1, (narrow, narrow))
    log.add(2, 2, (wide, narrow))
    assert [c.dtype for c in log.read(1)] == [np.uint8, np.uint8]
    assert log.read(2)[0].tolist() == [1, 300]


def test_an_older_version_is_refused_and_an_unknown_one_not_found() -> None:
    log = VersionLog(10, MANY)
    log.add(3, 1, columns(1))
    with pytest.raises(ValueError, match="not newer"):
        log.add(3, 2, columns(1))
    with pytest.raises(KeyError):
        log.read(2)
    assert 3 in log
    assert 2 not in log


def test_belief_in_two_bytes() -> None:
    predicted = np.array([0, 2, -1, 1])
    doubt = np.array([0.0, 1.0, np.nan, 0.5], dtype=np.float32)
    codes, bytes_ = belief_bytes(predicted, doubt, 3)
    assert codes.dtype == np.uint8
    assert codes.tolist() == [0, 2, 255, 1]
    assert bytes_.tolist() == [0, 252, 255, 128]  # .5 * 63 = 31.5, rounded to 32


@pytest.mark.parametrize(("n_classes", "kind"), [(1, "u1"), (200, "u1"), (254, "u1"), (255, "<u2")])
def test_none_is_the_largest_value(n_classes: int, kind: str) -> None:
    codes, _ = belief_bytes(np.array([-1, n_classes - 1]), np.array([np.nan, 0.0]), n_classes)
    assert codes.dtype == np.dtype(kind)
    assert codes.tolist() == [np.iinfo(codes.dtype).max, n_classes - 1]


def test_no_rows() -> None:
    codes, doubt = belief_bytes(np.empty(0, int), np.empty(0), 2)
    log = VersionLog(5, MANY)
    log.add(1, 0, (codes, doubt))
    log.add(2, 0, (codes, doubt))
    assert [len(c) for c in log.read(1)] == [0, 0]
