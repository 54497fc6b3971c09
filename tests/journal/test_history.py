from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_al.journal import Event, History, history

from .conftest import Make


def _ids(events: list[Event] | None) -> list[str] | None:
    return None if events is None else [event.event_id for event in events]


def _label(history: History, item: str) -> str | None:
    event = history.label_of(item)
    return None if event is None else event.answer


def test_relabel_undo_brings_the_former_answer_back(make: Make) -> None:
    view = history([make(event_id="1", answer="cat"), make(event_id="2", answer="dog")])
    assert _label(view, "a") == "dog"
    view.add(make("undo", None, event_id="u", supersedes="2"))
    assert _label(view, "a") == "cat"
    assert view.changed == {"a"}
    view.add(make("undo", None, supersedes="1"))
    assert view.label_of("a") is None
    assert view.current == {}
    assert (view.undo_depth, view.redo_depth) == (0, 2)


def test_undo_redo_undo(make: Make) -> None:
    view = history([make(event_id="1"), make(event_id="2", item="b")])
    view.add(make("undo", None, event_id="u1", supersedes="2"))
    assert _ids(view.redo_target()) == ["u1"]
    view.add(make("redo", None, event_id="r1", supersedes="u1"))
    assert view.changed == {"b"}
    assert view.redo_target() is None
    assert _ids(view.undo_target()) == ["2"]
    view.add(make("undo", None, event_id="u2", supersedes="2"))
    assert set(view.current) == {("a", "ann")}
    assert _ids(view.redo_target()) == ["u2"]


def test_a_new_step_ends_redo(make: Make) -> None:
    view = history([make(event_id="1"), make("undo", None, supersedes="1"), make(item="b")])
    assert view.redo_target() is None
    assert view.redo_depth == 0


def test_bulk_is_one_step(make: Make) -> None:
    view = history([make(event_id="1")] + [make(item=i, bulk_id="B") for i in "abc"])
    assert view.undo_depth == 2
    assert [e.item_id for e in view.undo_target() or ()] == ["a", "b", "c"]
    view.add(make("undo", None, event_id="u", supersedes="B"))
    assert view.changed == {"a", "b", "c"}
    assert set(view.current) == {("a", "ann")}
    view.add(make("redo", None, supersedes="u"))
    assert view.changed == {"a", "b", "c"}
    assert len(view.current) == 3


def test_one_event_of_a_bulk_stands_for_all(make: Make) -> None:
    view = history([make(item=i, event_id=i, bulk_id="B") for i in "abc"])
    view.add(make("undo", None, supersedes="b"))
    assert view.current == {}


def test_a_bulk_id_used_again_after_its_undo_is_a_new_step(make: Make) -> None:
    view = history([make(event_id="1", bulk_id="B"), make("undo", None, supersedes="B")])
    view.add(make(item="b", event_id="2", bulk_id="B"))
    assert _ids(view.undo_target()) == ["2"]
    assert view.redo_depth == 0
    assert set(view.current) == {("b", "ann")}


def test_annotators(make: Make) -> None:
    view = history(
        [
            make(event_id="1", annotator="ann", answer="cat"),
            make(event_id="2", annotator="bob", answer="dog"),
            make("skip", event_id="3", annotator="cid"),
        ]
    )
    assert _label(view, "a") == "dog"  # a skip does not hide what another labelled
    assert _ids(view.undo_target("ann")) == ["1"]
    assert _ids(view.undo_target()) == ["3"]
    assert view.undo_target("zoe") is None
    view.add(make("undo", None, event_id="u", annotator="ann", supersedes="1"))
    assert set(view.current) == {("a", "bob"), ("a", "cid")}
    view.add(make(event_id="4", annotator="bob", item="b"))
    assert view.redo_target() is None
    assert _ids(view.redo_target("ann")) == ["u"]  # ann has done nothing new since
    view.add(make("redo", None, annotator="ann", supersedes="u"))
    assert view.current["a", "ann"].event_id == "1"
    assert _label(view, "a") == "dog"  # an older answer that comes back stays older


def test_skip_after_label_takes_the_own_label_away(make: Make) -> None:
    view = history([make(answer="cat"), make("skip")])
    latest = view.label_of("a")
    assert latest is not None
    assert latest.answer_kind == "skip"
    assert view.standing_labels() == []


def test_flags_stand_beside_answers(make: Make) -> None:
    view = history(
        [make(), make("flag", event_id="f1", note="blurred"), make("flag", event_id="f2")]
    )
    assert view.flags == {"a": ""}
    view.add(make("undo", None, supersedes="f2"))
    assert view.flags == {"a": "blurred"}
    assert view.changed == {"a"}
    view.add(make("undo", None, supersedes="f1"))
    assert view.flags == {}
    assert _label(view, "a") == "cat"


def test_classes_and_names_of_today(make: Make) -> None:
    before = make(answer="cat")
    add = make("class_add", None, answer="owl")
    rename = make("class_rename", None, event_id="r", answer="feline", note="cat")
    after = make(item="b", answer="cat")  # a class of that name made anew
    second = make("class_rename", None, answer="lion", note="feline")
    view = history([before, add, rename, after, second])
    assert view.changed == {"a", "b"}
    assert view.classes_added == ["owl"]
    assert view.renames == [("cat", "feline"), ("feline", "lion")]
    assert [view.name_of(e) for e in (before, after)] == ["lion", "cat"]
    view.add(make("undo", None, supersedes=second.event_id))
    assert view.changed == set()
    assert view.name_of(before) == "feline"
    view.add(make("undo", None, supersedes=add.event_id))
    assert view.classes_added == []


def test_what_makes_no_sense_changes_nothing(make: Make) -> None:
    view = history([make(event_id="1"), make(event_id="2", item="b")])
    view.add(make("undo", None, event_id="u", supersedes="1"))
    state = (dict(view.current), view.undo_depth, view.redo_depth)
    for kind, target in (("undo", "1"), ("undo", "?"), ("redo", "?"), ("redo", "1"), ("undo", "u")):
        assert view.add(make(kind, None, supersedes=target))
        assert view.changed == set()
    assert view.add(make(event_id="2", item="z")) is False
    assert (view.current, view.undo_depth, view.redo_depth) == state
    view.add(make("redo", None, supersedes="u"))
    view.add(make("redo", None, supersedes="u"))
    assert view.undo_depth == 2


# -- against the plainest model -----------------------------------------------------------

ITEMS, PEOPLE, NAMES = ("a", "b", "c"), ("ann", "bob"), ("cat", "dog")
item, person, name = (st.sampled_from(x) for x in (ITEMS, PEOPLE, NAMES))
one_step = st.one_of(
    st.tuples(st.sampled_from(["label", "skip", "unsure", "flag"]), item, person, name),
    st.tuples(st.sampled_from(["class_add", "class_rename"]), st.none(), person, name),
    st.tuples(st.just("bulk"), st.lists(item, min_size=1, max_size=3, unique=True), person, name),
)
moves = st.lists(
    st.one_of(one_step, st.sampled_from(["undo", "undo", "redo"])), min_size=1, max_size=40
)


class Writer:
    """Makes the events of a move."""

    def __init__(self) -> None:
        self.numbers = itertools.count()

    def event(self, kind: str, item: str | None, person: str, **columns: Any) -> Event:
        number = next(self.numbers)
        return Event(f"e{number}", item, person, float(number), kind, **columns)

    def step(self, move: tuple[str, Any, str, str]) -> list[Event]:
        kind, target, who, word = move
        if kind == "bulk":
            bulk = f"bulk{next(self.numbers)}"
            return [self.event("label", i, who, answer=word, bulk_id=bulk) for i in target]
        if kind in ("flag", "class_rename"):
            answer = "new" if kind == "class_rename" else None
            return [self.event(kind, target, who, answer=answer, note=word)]
        return [self.event(kind, target, who, answer=word)]


def meaning(steps: list[list[Event]]) -> dict[str, Any]:
    """What these standing steps, in order of writing, say: worked out from nothing."""
    current: dict[tuple[str, str], Event] = {}
    flags: dict[str, str] = {}
    events = [event for step in steps for event in step]
    for event in events:
        if event.answer_kind in ("label", "skip", "unsure"):
            current[str(event.item_id), event.annotator] = event
        if event.answer_kind == "flag":
            flags[str(event.item_id)] = str(event.note)
    shown: dict[str, Event | None] = {}
    for key in ITEMS:
        said = sorted((e for (i, _), e in current.items() if i == key), key=lambda e: e.answered_at)
        labels = [e for e in said if e.answer_kind == "label"]
        shown[key] = (labels or said or [None])[-1]
    return {
        "current": current,
        "flags": flags,
        "shown": shown,
        "added": [e.answer for e in events if e.answer_kind == "class_add"],
        "renames": [(e.note, e.answer) for e in events if e.answer_kind == "class_rename"],
    }


def said_by(view: History) -> dict[str, Any]:
    return {
        "current": view.current,
        "flags": view.flags,
        "shown": {key: view.label_of(key) for key in ITEMS},
        "added": view.classes_added,
        "renames": view.renames,
    }


def about(state: dict[str, Any], key: str) -> Any:
    return {k: e for k, e in state["current"].items() if k[0] == key}, state["flags"].get(key)


@settings(max_examples=150, deadline=None)
@given(moves)
def test_undo_and_redo_are_a_list_with_a_cursor(made: list[Any]) -> None:
    writer, view, log = Writer(), History(), list[Event]()
    steps: list[list[Event]] = []
    undos: list[Event] = []
    cursor = 0
    for move in made:
        before = meaning(steps[:cursor])
        if move == "undo":
            assert view.undo_target() == (steps[cursor - 1] if cursor else None)
            if not cursor:
                continue
            cursor -= 1
            key = steps[cursor][0].bulk_id or steps[cursor][0].event_id
            written = [writer.event("undo", None, "ann", supersedes=key)]
            undos.append(written[0])
        elif move == "redo":
            assert view.redo_target() == ([undos[-1]] if undos else None)
            if not undos:
                continue
            written = [writer.event("redo", None, "ann", supersedes=undos.pop().event_id)]
            cursor += 1
        else:
            written = writer.step(move)
            del steps[cursor:]
            undos.clear()
            steps.append(written)
            cursor += 1
        changed: set[str] = set()
        for event in written:
            assert view.add(event)
            changed |= view.changed
        log += written
        now = meaning(steps[:cursor])
        assert said_by(view) == now
        assert (view.undo_depth, view.redo_depth) == (cursor, len(steps) - cursor)
        assert changed >= {key for key in ITEMS if about(before, key) != about(now, key)}
    assert said_by(history(log)) == said_by(view)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(one_step, st.tuples(st.sampled_from(["undo", "redo"]), st.integers(0, 50))))
)
def test_steps_undone_in_any_order_mean_what_stands(made: list[Any]) -> None:
    """Several people, or several kernels on one file, undo what is not the latest step."""
    writer, view = Writer(), History()
    steps: list[list[Event]] = []
    undone_by: dict[int, Event] = {}
    for move in made:
        standing = [i for i in range(len(steps)) if i not in undone_by]
        if move[0] == "undo":
            if not standing:
                continue
            number = standing[move[1] % len(standing)]
            undo = writer.event("undo", None, "ann", supersedes=steps[number][-1].event_id)
            undone_by[number] = undo
            view.add(undo)
        elif move[0] == "redo":
            if not undone_by:
                continue
            number = sorted(undone_by)[move[1] % len(undone_by)]
            undo = undone_by.pop(number)
            view.add(writer.event("redo", None, "ann", supersedes=undo.event_id))
        else:
            steps.append(writer.step(move))
            view.replay(steps[-1])
        up = [step for i, step in enumerate(steps) if i not in undone_by]
        assert said_by(view) == meaning(up)
        assert view.undo_depth == len(up)
        for who in (None, *PEOPLE):
            theirs = [step for step in up if who in (None, step[0].annotator)]
            target = view.undo_target(who)
            assert (target in theirs) if theirs else target is None
