"""What the guide tells a reader to type runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[1] / "docs" / "guide.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(), re.M | re.S)


def test_the_guide_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {"__name__": "guide"}
    for number, block in enumerate(BLOCKS, 1):
        exec(compile(block, f"guide, block {number}", "exec"), known)  # our own text
    said = capsys.readouterr().out
    assert "ralif" in said.lower()
    assert "audited labels" in said
    assert (tmp_path / "labels.csv").read_text().count("\n") > 60
