from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.session.asking.asked import Asked
from jupyter_al.session.asking.queue import SampleQueue
from jupyter_al.session.trust.audit import AuditSlice


def fill(
    queue: SampleQueue,
    audit: AuditSlice,
    picks: list[int] | None,
    asked: int = 0,
    audited: int = 0,
    length: int = 20,
) -> list[int]:
    queue.fill(
        None if picks is None else [Asked(i, "margin") for i in picks],
        audit=audit,
        taken=np.zeros(1000, dtype=bool),
        asked=asked,
        audited=audited,
        length=length,
        round_=0,
        version=0,
    )
    return queue.items()


def test_reserve_is_uniform_and_seeded() -> None:
    usable = np.ones(1000, dtype=bool)
    usable[:100] = False
    audit = AuditSlice(usable, 0.15, 7)
    assert audit.probability == 0.15
    assert 120 <= audit.size <= 150  # of the 150 drawn, those that can be asked
    assert not audit.reserved[:100].any()
    assert audit.order.tolist() == AuditSlice(usable, 0.15, 7).order.tolist()
    counts = np.zeros(50)
    for seed in range(400):
        counts[AuditSlice(np.ones(50, dtype=bool), 0.2, seed).order] += 1
    assert counts.min() > 40  # expectation 80 each, sd 8
    assert counts.max() < 120


@pytest.mark.parametrize("share", [0.0, 0.05, 0.15, 0.5])
def test_share_of_the_questions(share: float) -> None:
    audit = AuditSlice(np.ones(1000, dtype=bool), share, 0)
    audited = 0
    taken = np.zeros(1000, dtype=bool)
    queue = SampleQueue()
    free = [i for i in range(1000) if not audit.reserved[i]]
    for asked in range(200):
        queue.fill(
            [Asked(i, "margin") for i in free if not taken[i]][:30],
            audit=audit,
            taken=taken,
            asked=asked,
            audited=audited,
            length=10,
            round_=0,
            version=0,
        )
        sample = queue.samples[0]
        taken[sample.item] = True
        audited += sample.slice == "audit"
    assert audited == pytest.approx(200 * share, abs=1)


def test_chosen_by_hand_stays_first_through_a_new_ranking() -> None:
    audit = AuditSlice(np.ones(1000, dtype=bool), 0.15, 0)
    queue = SampleQueue()
    free = [i for i in range(1000) if not audit.reserved[i]]
    fill(queue, audit, free[:30])
    queue.put_first(Asked(free[500], "chosen"))
    assert fill(queue, audit, free[100:130])[0] == free[500]
    queue.drop([free[500]])
    assert free[500] not in fill(queue, audit, free[100:130])


def test_spare_picks_fill_up_without_a_new_ranking() -> None:
    audit = AuditSlice(np.ones(1000, dtype=bool), 0, 0)
    queue = SampleQueue()
    fill(queue, audit, list(range(30)), length=10)
    queue.drop([0, 1, 2])
    assert fill(queue, audit, None, asked=3, length=10) == list(range(3, 13))
    assert queue.spare == 17


def test_only_the_reserve_is_left() -> None:
    audit = AuditSlice(np.ones(20, dtype=bool), 0.5, 0)
    queue = SampleQueue()
    queue.fill(
        [],
        audit=audit,
        taken=np.zeros(20, dtype=bool),
        asked=10,
        audited=0,
        length=30,
        round_=0,
        version=0,
    )
    assert sorted(queue.items()) == sorted(audit.order.tolist())
