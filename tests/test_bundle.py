"""The built module is small, asks nothing of other machines, and is in what is installed."""

from __future__ import annotations

import gzip
import re
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "jupyter_al" / "widget" / "static"
BUILT = [STATIC / "widget.js", STATIC / "widget.css"]
SOURCES = sorted(p for p in (ROOT / "js" / "src").rglob("*.ts") if ".test." not in p.name)
MOST, MOST_ZIPPED = 200_000, 70_000  # bytes; every instance carries them
NAMESPACES = {"http://www.w3.org/2000/svg"}  # a name, never fetched
FORBIDDEN = {
    "innerHTML": r"\binnerHTML\b",
    "outerHTML": r"\bouterHTML\b",
    "insertAdjacentHTML": r"\binsertAdjacentHTML\b",
    "srcdoc": r"\bsrcdoc\b",
    "eval": r"\beval\s*\(",
    "Function": r"\bnew\s+Function\b",
    "document.write": r"\bdocument\s*\.\s*write(ln)?\b",
    "timer with a string": r"\bset(Timeout|Interval)\s*\(\s*[\"'`]",
}


def test_module_is_built() -> None:
    assert [f.name for f in BUILT if not f.exists()] == [], "run 'make build'"


def test_size() -> None:
    files = [f.read_bytes() for f in BUILT]
    assert sum(map(len, files)) <= MOST
    assert sum(len(gzip.compress(f)) for f in files) <= MOST_ZIPPED


@pytest.mark.parametrize("file", BUILT, ids=lambda f: f.name)
def test_no_address_of_another_machine(file: Path) -> None:
    text = file.read_text()
    found = set(re.findall(r"(?:https?|wss?|ftp)://[^\s\"'`)\\]*", text)) - NAMESPACES
    found |= set(re.findall(r"[\"'`(]//[a-z0-9][^\s\"'`)]*", text))
    assert found == set()
    assert "@import" not in text
    assert "@font-face" not in text


@pytest.mark.parametrize("name", FORBIDDEN)
def test_text_is_never_run(name: str) -> None:
    pattern = re.compile(FORBIDDEN[name])
    assert len(SOURCES) > 50
    lines = [
        f"{path.relative_to(ROOT)}:{n}: {line.strip()}"
        for path in SOURCES
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line.split("// ")[0])
    ]
    assert lines == []
    assert not pattern.search(BUILT[0].read_text())


def test_one_module_without_imports() -> None:
    """A module from a blob has no place to import from."""
    text = BUILT[0].read_text()
    assert not re.search(r"(?:^|[;}\n])import[\s{*\"']", text)
    assert not re.search(r"\bimport\s*\(", text)
    assert "process.env" not in text
    assert "sourceMappingURL" not in text


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a build reads, so that no build touches the checkout."""
    copy = tmp_path_factory.mktemp("project") / "jupyter_al"
    ignored = shutil.ignore_patterns(
        ".*", "node_modules", "__pycache__", "tests", "benchmarks", "notebooks", "docs", "shots"
    )
    shutil.copytree(ROOT, copy, ignore=ignored)
    shutil.copy(ROOT / ".gitignore", copy)
    # what must stay out of a wheel and an sdist is there to be left out
    (copy / "js" / "node_modules" / "left").mkdir(parents=True)
    (copy / "js" / "node_modules" / "left" / "pad.js").write_text("export default 1;\n")
    return copy


@pytest.fixture(scope="module")
def build(project: Path) -> tuple[list[str], list[str]]:
    """The names in a wheel and in an sdist, made by the build back end itself."""
    from hatchling.builders.sdist import SdistBuilder
    from hatchling.builders.wheel import WheelBuilder

    wheel = next(WheelBuilder(str(project)).build(directory=str(project / "out")))
    sdist = next(SdistBuilder(str(project)).build(directory=str(project / "out")))
    with zipfile.ZipFile(wheel) as file:
        wheel_names = file.namelist()
    with tarfile.open(sdist) as file:
        sdist_names = [name.split("/", 1)[1] for name in file.getnames()]
    return wheel_names, sdist_names


MODULE = {f"jupyter_al/widget/static/{f.name}" for f in BUILT}


def test_wheel_holds_the_module_and_no_sources(build: tuple[list[str], list[str]]) -> None:
    names = build[0]
    wanted = {"jupyter_al/__init__.py", "jupyter_al/py.typed"} | MODULE
    assert wanted - set(names) == set()
    packages = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert packages == {"jupyter_al"}
    assert [n for n in names if n.endswith((".ts", ".mjs", ".map", ".db", ".pyc"))] == []
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_sdist_holds_sources_and_module(build: tuple[list[str], list[str]]) -> None:
    names = set(build[1])
    wanted = {p.relative_to(ROOT).as_posix() for p in SOURCES}
    wanted |= {"js/package.json", "js/package-lock.json", "js/build.mjs", "hatch_build.py"}
    wanted |= {"pyproject.toml", "README.md", "LICENSE"} | MODULE
    assert wanted - names == set()
    assert [n for n in names if "node_modules" in n or n.endswith((".db", ".pyc"))] == []
