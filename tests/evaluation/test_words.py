"""One way to say a number, everywhere."""

import re
from pathlib import Path

from jupyter_al import evaluation
from jupyter_al.evaluation.showing import Line, as_html, as_text
from jupyter_al.evaluation.words import labels, percent, signed, too_wide, with_ends

FORM = re.compile(r"\d\.\d\d \(\d\.\d\d to \d\.\d\d\)")


def test_the_form():
    assert FORM.fullmatch(with_ends(0.874, 0.83, 0.9))
    assert with_ends(-0.001, 0, 1) == "0.00 (0.00 to 1.00)"
    assert signed(0.02, -0.04, 0.08) == "+0.02 (-0.04 to +0.08)"
    assert signed(-0.001, -0.2, 0) == "+0.00 (-0.20 to +0.00)"
    assert percent(0.4, 0.15, 0.551) == "40 % (15 to 55 %)"
    assert [labels(1), labels(2, "audited")] == ["1 label", "2 audited labels"]
    assert "±0.15" in too_wide(0.3, 0.7, 0.15, "25 labels")


def test_no_module_writes_an_interval_of_its_own():
    here = Path(evaluation.__file__).parent
    for path in here.rglob("*.py"):
        if path.name == "words.py":
            continue
        text = path.read_text()
        assert not re.search(r"low:\.2f\}.*high:\.2f\}", text), path
        assert "–{" not in text, path


def test_names_of_classes_are_text_and_nothing_else():
    lines = [Line("<b>x</b>", 'a "<script>alert(1)</script>"', "<i>"), Line("", "two\nlines")]
    page = as_html("<title>", lines)
    assert "<script" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<tr>") == 2
    assert "two lines" in as_text("t", lines)


def test_what_is_only_believed_is_grey():
    believed = as_html("t", [Line("belief", "0.9", believed=True)])
    measured = as_html("t", [Line("accuracy", "0.9")])
    assert "color-mix" in believed
    assert "color-mix" not in measured
