"""The figures of the report, by their numbers."""

from __future__ import annotations

import math
import re

import pytest

from jupyter_al.report.drawing.curve import Band, Point, curve, thinned
from jupyter_al.report.drawing.frame import Frame, steps
from jupyter_al.report.drawing.intervals import MOST, Row, intervals
from jupyter_al.report.drawing.reliability import reliability
from jupyter_al.report.markup import Markup, h, join

NAMES = ("this session", "random")


def numbers(drawn: str) -> list[float]:
    said = re.findall(r' (?:cx|cy|x|y|x1|x2|y1|y2)="([^"]*)"', drawn)
    return [float(number) for number in said]


def test_texts_are_escaped_and_markup_is_not() -> None:
    assert h("b", "<i>", title='"') == '<b title="&quot;">&lt;i&gt;</b>'
    assert join(Markup("<i>"), "<i>", None, ["&"]) == "<i>&lt;i&gt;&amp;"
    assert h("td", "a\x00b\ud800") == "<td>a b?</td>"
    assert h("line", x1=1.04, x2=2.0, stroke_width=None) == '<line x1="1" x2="2"/>'


@pytest.mark.parametrize(
    ("ends", "most", "expected"),
    [
        ((0, 1), 6, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        ((0.48, 1.0), 6, [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        ((0, 288), 6, [0, 50, 100, 150, 200, 250]),
        ((3, 3), 6, [3]),
        ((0, 1_000_000), 6, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
    ],
)
def test_round_numbers(ends: tuple[float, float], most: int, expected: list[float]) -> None:
    assert steps(*ends, most) == pytest.approx(expected)
    assert len(steps(*ends, most)) <= most


def test_a_frame_puts_numbers_where_they_belong() -> None:
    frame = Frame((0, 100), (0, 1))
    assert frame.x(0) < frame.x(50) < frame.x(100)
    assert frame.y(0) > frame.y(1)
    assert frame.x(50) == pytest.approx((frame.x(0) + frame.x(100)) / 2)
    assert Frame((5, 5), (0, 1)).x(5) == pytest.approx(frame.x(50))


def test_a_curve_of_no_one_and_two_points() -> None:
    assert curve([], None, None, NAMES) is None
    one = curve([Point(20, 0.8, 0.7, 0.9)], None, None, NAMES)
    assert one is not None
    assert one.count("<circle") == 2  # the point and its key
    assert "<path" not in one
    two = curve([Point(10, 0.6, 0.5, 0.7), Point(20, 0.8, 0.7, 0.9)], None, 0.95, NAMES)
    assert two is not None
    assert two.count("<path") == 2
    assert "target 0.95" in two
    assert "random" not in two


def test_random_labelling_is_dashed_and_has_squares() -> None:
    fitted = [Point(n, 0.7, 0.6, 0.8) for n in (10, 50)]
    band = Band(fitted, [(10, 0.7), (30, 0.75)])
    drawn = curve([Point(20, 0.8, 0.7, 0.9)], band, None, NAMES)
    assert drawn is not None
    assert 'class="line other"' in drawn
    assert drawn.count("<rect") == 3
    assert all(math.isfinite(number) for number in numbers(drawn))


def test_many_points_are_thinned_to_the_last() -> None:
    points = [Point(n, 0.5, 0.4, 0.6) for n in range(500)]
    few = thinned(points)
    assert 20 <= len(few) <= 60
    assert few[0] is points[0]
    assert few[-1] is points[-1]


def test_intervals_have_a_row_for_each_class() -> None:
    nan = math.nan
    rows = [Row("<b>", 0.2, 0.1, 0.4, 0.3), Row("x" * 60, nan, nan, nan)]
    drawn = intervals("Shares", "share", rows, [("here", "pool")], whole=False)
    assert drawn is not None
    assert "&lt;b&gt;" in drawn
    assert "x" * 16 + "…" in drawn
    assert drawn.count('class="interval here"') == 1
    assert drawn.count("<rect") == 1
    assert all(math.isfinite(number) for number in numbers(drawn))
    assert intervals("Shares", "share", [], [], whole=True) is None
    unknown = intervals("Shares", "share", [rows[1]], [], whole=False)
    assert unknown is not None
    many = intervals("Shares", "share", rows[:1] * 200, [], whole=True)
    assert many is not None
    assert many.count('class="interval here"') == MOST
    assert "and 176 more" in many


def test_reliability_draws_larger_dots_for_more_labels() -> None:
    drawn = reliability([(0.5, 0.4, 0.2, 0.6, 10), (0.9, 1.0, 0.8, 1.0, 90)], 100)
    assert drawn is not None
    sizes = [float(r) for r in re.findall(r' r="([^"]*)"', drawn)]
    assert sizes[-1] > sizes[-2]
    assert reliability([], 0) is None
