"""The page that a session writes about its labels: what it says, and what it never does."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import SessionError
from jupyter_al.session.answers.recorder import Answer

RNG = np.random.default_rng(0)
N = 900
Y = np.arange(N) % 3
X = RNG.normal(size=(N, 5)) + 1.2 * np.eye(5)[Y]
EVIL = '<script>window.bad=1</script><img src=x onerror="window.bad=2">'
CLASSES = [f"a {EVIL}", "b & b", "c"]
WITHOUT_END = {"meta", "img", "path", "line", "rect", "circle"}


class Reader(HTMLParser):
    """Reads a page as a browser does: its elements, its words, its tables."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.captions: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in WITHOUT_END:
            self.open.append(tag)
        if tag == "caption":
            self.captions.append("")
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.words.append(data)
        if "caption" in self.open:
            self.captions[-1] += data
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def row(self, name: str) -> list[str]:
        return next(row for row in self.rows if row and row[0] == name)


def make(**more: Any) -> al.Session:
    given = {"projection": "pca", "strategy": "margin", "annotator": "ada", **more}
    pool = al.Pool(X, items=given.pop("items", None))
    return al.Session(pool, given.pop("classes", CLASSES), **given)


def label(session: al.Session, n: int, *, who: str = "ada") -> None:
    for _ in range(0, n, 10):
        for item in session.query(10).indices.tolist():
            name = session.classes[Y[item]]
            answer = Answer("label", (item,), name, annotator=who, active_seconds=2.0)
            session.loop.answer([answer])


def written(session: al.Session, folder: Path, **more: Any) -> Reader:
    given = {"patience": 0, "overwrite": True, **more}
    path = session.report(folder / "report.html", **given)
    return Reader(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def known() -> al.Session:
    session = make(audit=0.4, items=[f"text {i} {EVIL}" for i in range(N)])
    label(session, 240)
    label(session, 60, who="grace")
    query = session.measure(20)
    session.annotate(query.indices, Y[query.indices])
    again = int(session.snapshot.labelled[0])
    session.annotate(again, int((Y[again] + 1) % 3))
    session.annotate(again, int(Y[again]), annotator="grace")
    session.evaluate(target=0.75)
    return session


@pytest.fixture(scope="module")
def page(known: al.Session, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return written(
        known,
        tmp_path_factory.mktemp("report"),
        examples=2,
        about="Made of <noise>.",
        patience=20.0,
    )


def test_it_says_what_was_labelled_how_and_by_whom(known: al.Session, page: Reader) -> None:
    labels = known.labels
    assert page.row("Pool")[1] == "900 texts"
    assert page.row("Labelled")[1] == f"{labels['item_id'].nunique()} items"
    for who, those in labels.groupby("annotator"):
        row = page.row(str(who))
        assert row[1] == str(len(those))
        assert row[5] == str(int(those["active_seconds"].notna().sum()))
    slices = labels["slice"].value_counts()
    for name in ("active", "audit", "test"):
        assert page.row(name)[1] == str(slices[name])
        assert page.row(name)[3] == ("yes" if name == "active" else "never")
    asked = labels["strategy"].value_counts()
    assert page.row("query strategy margin")[2] == str(asked["margin"])
    assert page.row("Seed")[1] == "0"
    assert page.row("Corrected")[1].startswith("1 label")
    assert page.row("Agreement")[1] == "0 of 1 items that two or more labelled"
    assert known.pool.fingerprint in page.text
    assert np.__version__ in page.row("Versions")[1]
    assert "Made of <noise>." in page.text


def test_it_says_how_good_the_model_is(known: al.Session, page: Reader) -> None:
    found = known.evaluate()
    interval = found.interval
    row = page.row("accuracy, now")
    assert row[1] == f"{interval.estimate:.2f}"
    assert row[2] == f"{interval.low:.2f} to {interval.high:.2f}"
    assert row[4:] == [str(interval.n), found.accuracy.method]
    for quality, share in zip(found.classes, found.skew.pool.intervals, strict=True):
        cells = page.row(quality.name)
        assert cells[4] == f"{share.estimate:.2f}"
        assert cells[6].startswith(f"{quality.recall.estimate:.2f} (")
        assert cells[8] == str(quality.recall.n)
    assert found.gain.sentence in page.text
    assert found.target is not None
    assert found.target.sentence in page.text
    assert found.reliability.sentence in page.text
    assert found.belief is not None
    assert found.belief.sentence in page.text
    for signal in found.stop.signals:
        assert page.row(signal.name)[2] == signal.sentence
    assert found.cost.sentence in page.text
    assert page.text.count("Learning curve") >= 2
    assert sum(tag == "svg" and a.get("role") == "img" for tag, a in page.elements) == 4


def test_every_table_has_a_caption_and_headers(page: Reader) -> None:
    tables = sum(tag == "table" for tag, _ in page.elements)
    assert len(page.captions) == tables > 8
    assert all(page.captions)
    heads = [a for tag, a in page.elements if tag == "th"]
    assert all(a.get("scope") in ("row", "col") for a in heads)
    assert all(a.get("aria-label") or a.get("aria-hidden") for t, a in page.elements if t == "svg")
    assert not page.open


def test_nothing_in_it_runs_or_comes_from_elsewhere(page: Reader) -> None:
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "iframe", "object", "embed", "link", "a", "form", "base"}
    for tag, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes), tag
        assert "style" not in attributes
        for name in ("src", "href", "srcset", "data"):
            assert (attributes.get(name) or "data:").startswith("data:")
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv")) or ""
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert page.text.count(EVIL) >= 5


def test_items_are_shown_only_when_asked(known: al.Session, tmp_path: Path) -> None:
    assert "text 1" not in written(known, tmp_path).text
    assert f"text {int(known.snapshot.labelled[0])} <script>" in (
        written(known, tmp_path, examples=20).text
    )
    with pytest.raises(SessionError, match="at most 20"):
        known.report(tmp_path / "b.html", examples=21)
    with pytest.raises(SessionError, match="whole number"):
        known.report(tmp_path / "b.html", examples=-1)


def test_pictures_lie_inside_the_page(tmp_path: Path) -> None:
    session = make(items=RNG.random((N, 4, 4)))
    label(session, 40)
    page = written(session, tmp_path, examples=1)
    pictures = [a for tag, a in page.elements if tag == "img"]
    assert len(pictures) == 3
    assert all(str(a["src"]).startswith("data:image/png;base64,") and a["alt"] for a in pictures)


def test_without_a_model_it_says_so(tmp_path: Path) -> None:
    page = written(make(), tmp_path)
    assert "There is no model yet" in page.text
    assert "not measured There is no model yet" in page.text
    assert page.row("Labelled")[1] == "0 items"
    assert "Annotators: none yet." in page.text


def test_without_an_audit_it_says_so(tmp_path: Path) -> None:
    session = make(audit=0)
    label(session, 30)
    page = written(session, tmp_path)
    assert "nothing to measure with" in page.text
    assert page.row("Audit")[1] == "none"


def test_early_it_lists_what_is_not_known_yet(tmp_path: Path) -> None:
    session = make()
    label(session, 20)
    page = written(session, tmp_path)
    unknown = page.text[page.text.index("Not known yet") :]
    for what in ("Accuracy now", "Gain over random", "Calibration", "How often two people agree"):
        assert what in unknown
    assert "not known yet" in page.row("accuracy, now")[1]
    assert "Learning curve" not in page.text
    assert "unknown (" in page.row("c")[6] + page.row("b & b")[6]
    assert "nan" not in page.text.lower().replace("annotator", "")


def test_a_test_set_is_what_the_curve_is_made_of(tmp_path: Path) -> None:
    session = make(test=(X[:200], Y[:200]), audit=0)
    label(session, 60)
    page = written(session, tmp_path)
    assert page.row("Test set")[1] == "handed in by the user"
    assert page.row("accuracy, now")[4] == "200"
    assert "copies of items in the pool" in page.text
    assert "this session, n = 200" in page.text


def test_two_hundred_classes_are_all_in_the_table(tmp_path: Path) -> None:
    names = [f"class number {code} with a long name" for code in range(200)]
    session = make(classes=names, audit=0.4)
    label(session, 60)
    page = written(session, tmp_path)
    assert page.row(names[199])
    assert "and 176 more classes in the table" in page.text
    assert (tmp_path / "report.html").stat().st_size < 300_000


def test_bulk_labels_are_told_apart(tmp_path: Path) -> None:
    session = make()
    label(session, 30)
    before = len(session.labels)
    one = [int(i) for i in np.flatnonzero(Y == 0)[:50]]
    for item in one:
        session.loop.answer([Answer("bulk", (item,), CLASSES[0])], chosen="chosen")
    page = written(session, tmp_path)
    bulk = int((session.labels["answer_kind"] == "bulk").sum())
    assert len(session.labels) > before
    assert f"Whether each of {bulk} labels in bulk is right" in page.text


def test_it_is_small_and_leaves_nothing_beside(known: al.Session, tmp_path: Path) -> None:
    path = known.report(tmp_path / "report.html")
    assert path == tmp_path / "report.html"
    assert path.stat().st_size < 60_000
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_file_that_is_there_is_kept(known: al.Session, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("mine")
    with pytest.raises(SessionError, match="overwrite=True"):
        known.report(path)
    assert path.read_text() == "mine"
    known.report(path, overwrite=True, patience=0)
    assert path.read_text() != "mine"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("report.pdf", "ends in .html"),
        ("missing/report.html", "no folder"),
        ("", "names no file"),
        (3, "not int"),
        (b"report.html", "not bytes"),
        (".", "names no file|is a folder"),
        ("a\x00.html", "names no file"),
    ],
)
def test_a_bad_path_is_refused_in_words(
    known: al.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: Any, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SessionError, match=words):
        known.report(path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_says_so(
    known: al.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(SessionError, match="No space left on device"):
        known.report(tmp_path / "report.html")
    assert not list(tmp_path.iterdir())


def test_a_title_is_a_text(known: al.Session, tmp_path: Path) -> None:
    number: Any = 3
    with pytest.raises(SessionError, match="'title' is a text"):
        known.report(tmp_path / "a.html", title=number)
    page = written(known, tmp_path, title="Pets & more")
    assert "Pets & more: the data's label" in page.text
    assert re.search(r"Pets & more", page.text)
