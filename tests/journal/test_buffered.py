from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from jupyter_al.errors import StoreError
from jupyter_al.journal import BufferedJournal, Event, MemoryJournal, open_journal

from .conftest import POOL, Make


class Moody(MemoryJournal):
    """Refuses while `full`; takes the first `lines` events of an append into account."""

    full = False

    def append(self, events: Sequence[Event]) -> list[bool]:
        if self.full:
            raise StoreError("The disk is full: make room.", code="full")
        return super().append(events)

    def set_meta(self, key: str, value: str) -> None:
        if self.full:
            raise StoreError("The disk is full: make room.", code="full")
        super().set_meta(key, value)


def test_nothing_is_lost_and_order_is_kept(make: Make) -> None:
    store = Moody()
    journal = BufferedJournal(store)
    a, b, c, d = (make(event_id=name) for name in "abcd")
    assert journal.append([a]) == {"a"}
    assert journal.trouble is None
    store.full = True
    assert journal.append([b]) == set()
    assert journal.append([c]) == set()
    assert (journal.trouble, journal.trouble_code) == ("The disk is full: make room.", "full")
    assert journal.unsaved == (b, c)
    assert journal.events() == [a, b, c]
    assert journal.retry() == set()
    assert journal.unsaved == (b, c)
    store.full = False
    assert journal.append([d]) == {"b", "c", "d"}
    assert (journal.trouble, journal.trouble_code, journal.unsaved) == (None, None, ())
    assert store.events() == [a, b, c, d]


def test_retry_writes_and_names_what_is_safe_now(make: Make) -> None:
    store = Moody()
    journal = BufferedJournal(store)
    store.full = True
    journal.append([make(event_id="a"), make(event_id="b")])
    store.full = False
    assert journal.retry() == {"a", "b"}
    assert journal.retry() == set()
    assert journal.trouble is None


def test_duplicates_are_known_saved_or_not(make: Make) -> None:
    store = Moody()
    journal = BufferedJournal(store)
    a, b = make(event_id="a"), make(event_id="b")
    journal.append([a])
    assert journal.append([a]) == {"a"}  # sent again after a lost acknowledgement
    store.full = True
    journal.append([b])
    assert journal.append([make(event_id="b", answer="dog"), a]) == set()
    assert [e.event_id for e in journal.events()] == ["a", "b"]
    store.full = False
    assert journal.retry() == {"a", "b"}
    assert store.events() == [a, b]


def test_meta_waits_too(make: Make) -> None:
    store = Moody()
    journal = BufferedJournal(store)
    journal.set_meta("curve", "1")
    store.full = True
    journal.set_meta("curve", "2")
    assert journal.trouble_code == "full"
    assert (journal.meta("curve"), store.meta("curve")) == ("2", "1")
    store.full = False
    journal.append([make()])
    assert (store.meta("curve"), journal.trouble) == ("2", None)


def test_close_does_not_drop_what_is_unsaved(make: Make) -> None:
    store = Moody()
    journal = BufferedJournal(store)
    store.full = True
    journal.append([make(event_id="a")])
    with pytest.raises(
        StoreError, match=r"1 events are not saved yet\. The disk is full"
    ) as caught:
        journal.close()
    assert caught.value.code == "full"
    assert [e.event_id for e in journal.unsaved] == ["a"]
    store.full = False
    journal.close()
    assert [e.event_id for e in store.events()] == ["a"]


def test_on_a_real_file_that_goes_away_and_comes_back(tmp_path: Path, make: Make) -> None:
    store = tmp_path / "labels.db"
    journal = BufferedJournal(open_journal(store, **POOL))
    journal.append([make(event_id="a")])
    store.rename(tmp_path / "aside.db")
    assert journal.append([make(event_id="b")]) == set()
    assert journal.trouble_code == "missing"
    assert "session.export" in str(journal.trouble)
    (tmp_path / "aside.db").rename(store)
    assert journal.append([make(event_id="c")]) == {"b", "c"}
    journal.close()
    again = open_journal(store, **POOL)
    assert [e.event_id for e in again.events()] == ["a", "b", "c"]
    again.close()
