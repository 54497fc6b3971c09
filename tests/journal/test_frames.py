from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jupyter_al.errors import SessionError, StoreError
from jupyter_al.journal import Event, events_frame, export, history, labels_frame
from jupyter_al.journal import frames as frames_module

from .conftest import Make

ODD = ["=1+1", "+2", "-3", "@x", "köttur 🐈", 'say "hi", ok', "two\nlines", "lone\rreturn", " pad "]


def _all_fields() -> Event:
    return Event(
        "full", "a", "ann", 1_700_000_000.25, "label", "cat", shown_at=1_699_999_990.0,
        active_seconds=1.5, shown_options=("cat", "köttur"), strategy="margin", round=2,
        model_version=3, selection_probability=0.25, slice="audit",
    )  # fmt: skip


def test_labels_are_what_stands_under_the_name_of_today(make: Make) -> None:
    view = history(
        [
            make(event_id="1", answer="cat"),
            make(event_id="2", item="b", answer="dog"),
            make("skip", "c"),
            make("flag", "b", note="blurred"),
            make("class_rename", None, answer="feline", note="cat"),
            make(event_id="3", item="b", annotator="bob", answer="cow"),
            make(event_id="4", item="d", answer="cow"),
            make("undo", None, supersedes="4"),
        ]
    )
    frame = labels_frame(view)
    assert frame["item_id"].tolist() == ["a", "b", "b"]
    assert frame["label"].tolist() == ["feline", "dog", "cow"]
    assert frame["annotator"].tolist() == ["ann", "ann", "bob"]
    assert frame["flag"].isna().tolist() == [True, False, False]


def test_times_are_utc() -> None:
    frame = labels_frame(history([_all_fields()]))
    assert frame["answered_at"][0] == pd.Timestamp("2023-11-14T22:13:20.25Z")
    events = events_frame([_all_fields()])
    assert events["shown_at"][0] == pd.Timestamp("2023-11-14T22:13:10Z")
    assert json.loads(events["shown_options"][0]) == ["cat", "köttur"]


def test_columns_and_types_never_depend_on_the_rows(make: Make) -> None:
    bare, full = make("skip"), _all_fields()
    events = [events_frame(rows) for rows in ([], [bare], [full], [bare, full])]
    labels = [labels_frame(history(rows)) for rows in ([], [make(event_id="m")], [full])]
    for frames in (events, labels):
        types = [frame.dtypes.astype(str).to_dict() for frame in frames]
        assert all(t == types[0] for t in types)
    assert events[0].dtypes.astype(str)["round"] == "Int64"
    assert events[0].dtypes.astype(str)["answered_at"] == "datetime64[us, UTC]"
    assert list(labels[0].columns) == [
        "item_id", "label", "answer_kind", "annotator", "answered_at", "active_seconds",
        "strategy", "round", "model_version", "selection_probability", "slice", "flag", "event_id",
    ]  # fmt: skip


@pytest.fixture
def odd(make: Make) -> pd.DataFrame:
    return labels_frame(history([make(item=f"i{i}", answer=text) for i, text in enumerate(ODD)]))


def test_csv_keeps_every_text_as_it_is(odd: pd.DataFrame, tmp_path: Path) -> None:
    path = export(odd, tmp_path / "labels.csv")
    with path.open(encoding="utf-8", newline="") as file:
        assert [row["label"] for row in csv.DictReader(file)] == ODD
    back = pd.read_csv(path, keep_default_na=False)
    assert back["label"].tolist() == ODD
    assert list(back.columns) == list(odd.columns)


def test_jsonl(odd: pd.DataFrame, tmp_path: Path) -> None:
    path = export(odd, str(tmp_path / "labels.jsonl"))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    assert [line["label"] for line in lines] == ODD
    assert lines[0]["round"] is None
    assert pd.Timestamp(lines[0]["answered_at"]) == odd["answered_at"][0]
    assert "🐈" in path.read_text(encoding="utf-8")


def test_parquet_comes_back_with_the_same_types(tmp_path: Path, make: Make) -> None:
    pytest.importorskip("pyarrow")
    for number, rows in enumerate(([], [make(), _all_fields()])):
        frame = events_frame(rows)
        back = pd.read_parquet(export(frame, tmp_path / f"{number}.parquet"))
        pd.testing.assert_frame_equal(back, frame)


def test_other_suffixes_are_refused(odd: pd.DataFrame, tmp_path: Path) -> None:
    for name, word in (
        ("a.xlsx", r"\.csv, \.parquet, \.jsonl"),
        ("a.json", r"mean '\.jsonl'"),
        ("a", "end in"),
    ):
        with pytest.raises(SessionError, match=word):
            export(odd, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_parquet_without_pyarrow(
    odd: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SessionError, match=r"pip install pyarrow, or export to a \.csv"):
        export(odd, tmp_path / "a.parquet")


def test_a_failed_export_leaves_the_former_file(
    odd: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(odd, tmp_path / "a.csv")
    before = path.read_bytes()

    def full(frame: pd.DataFrame, part: Path) -> None:
        part.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(frames_module._WRITERS, ".csv", full)
    with pytest.raises(StoreError, match="make room") as caught:
        export(odd, path)
    assert caught.value.code == "full"
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_missing_folder(odd: Any, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="make the folder first"):
        export(odd, tmp_path / "none" / "a.csv")
