from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.budget import missing_now, too_early

CLASSES = ("cat", "dog", "fox")


def rows_of(labels: np.ndarray, gap: float, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=(len(labels), 3))
    return np.asarray(gap * np.eye(3)[labels] + noise)


@pytest.mark.parametrize("size", [1, 2, 30, 500])
def test_it_never_switches_with_one_class_card_20b(size: int) -> None:
    labels = np.zeros(size, dtype=int)
    assert "one class" in too_early(rows_of(labels, 9.0), labels, CLASSES)
    snapshot = snapshot_of(labels, 9.0)
    assert "one class" in missing_now(snapshot)[0]


def test_the_conditions_of_rule_c_card_20b() -> None:
    def said(labels: list[int], gap: float = 9.0) -> str:
        codes = np.array(labels)
        return too_early(rows_of(codes, gap), codes, CLASSES)

    assert said([0, 1, 2, 0, 1]) == "there are only 5 labels for 3 classes"
    assert said([0, 1] * 10) == "fox has no label yet"
    assert said([0, 1, 2] * 6) == ""
    assert "right without seeing them" in said([0, 1, 2] * 20, gap=0.0)
    # guessing the common class is right in 28 of 30 rows, and that is not enough
    assert "right without seeing them" in said([0] * 28 + [1, 2], gap=0.0)


def test_doubts_that_do_not_tell_the_mistakes() -> None:
    # one in five labels is wrong, whatever the row: the doubts cannot know
    labels = np.arange(120) % 3
    rows = rows_of(labels, 30.0)
    wrong = np.arange(120) % 5 == 0
    noisy = np.where(wrong, (labels + 1) % 3, labels)
    assert "do not tell yet" in too_early(rows, noisy, CLASSES)
    assert too_early(rows, labels, CLASSES) == ""


def test_a_new_class_leads_back_to_typical_samples_card_20b() -> None:
    labels = np.arange(30) % 2
    rows = rows_of(labels, 9.0)
    assert too_early(rows, labels, CLASSES[:2]) == ""
    assert too_early(rows, labels, CLASSES) == "fox has no label yet"


def snapshot_of(labels: np.ndarray, gap: float, **more: object) -> Snapshot:
    codes = np.concatenate([labels, np.arange(30) % 3])
    return Snapshot(
        rows_of(codes, gap), labelled=np.arange(len(labels)), labels=labels, classes=CLASSES,
        head=(np.eye(3), np.zeros(3)), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_hard_task_ends_with_twenty_labels_a_class() -> None:
    for per_class, waits in ((19, True), (20, False)):
        now, _ = missing_now(snapshot_of(np.arange(3 * per_class) % 3, 0.0))
        assert bool(now) == waits


def test_the_switch_must_not_hang_on_the_last_labels() -> None:
    snapshot = snapshot_of(np.array([0, 1, 2] * 2), 9.0)
    assert missing_now(snapshot) == ("", "there are only 5 labels for 3 classes")
    assert missing_now(snapshot_of(np.array([0, 1, 2] * 6), 9.0)) == ("", "")


def test_broken_rows_do_not_count() -> None:
    labels = np.array([0, 1, 2] * 6)
    rows = rows_of(np.concatenate([labels, labels]), 9.0)
    rows[0] = np.nan
    snapshot = Snapshot(rows, labelled=np.arange(18), labels=labels, head=(np.eye(3), np.zeros(3)))
    assert missing_now(snapshot) == ("", "")
