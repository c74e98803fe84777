"""Figures: the same drawing each time, told in words, readable without colour or script."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from reports.charts import heat_table, survival_svg
from reports.figures import Curve, CurvePoint, HeatCell, RiskCell, SurvivalChart, TimeUnit, ticks
from reports.language import Wording
from reports.svg import polyline
from tests.reports.builders import both
from tests.reports.drawings import grouped_chart, heat, single_chart

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn() -> ET.Element:
    return ET.fromstring(survival_svg(single_chart(), "da"))  # noqa: S314  our own text


def test_the_same_figure_is_the_same_bytes():
    assert survival_svg(grouped_chart(), "en") == survival_svg(grouped_chart(), "en")


def test_the_name_is_the_first_child_and_tells_the_numbers(drawn):
    assert drawn[0].tag == f"{SVG}title"
    told = drawn[0].text.replace("\u00a0", " ")
    assert re.search(r"12 måneder: \d\d,\d % \(\d\d,\d–\d\d,\d\), 4\d i risiko", told)


def test_no_figure_carries_inline_style_or_script(drawn):
    assert all("style" not in one.attrib and not one.tag.endswith("script") for one in drawn.iter())
    assert not [name for one in drawn.iter() for name in one.attrib if name.startswith("on")]


def test_every_step_can_be_pointed_at_without_a_script(drawn):
    targets = [one for one in drawn.iter(f"{SVG}g") if "data-point" in one.attrib]
    assert len(targets) > 10
    assert all(one[0].tag == f"{SVG}title" for one in targets)
    assert all(0 <= float(one.get("data-survival")) <= 1 for one in targets)


def test_groups_differ_by_dash_as_well_as_by_colour():
    lines = re.findall(
        r'stroke="(#\w+)" stroke-width="1.8" stroke-dasharray="([^"]+)"',
        survival_svg(grouped_chart(), "da"),
    )
    assert {("#0072B2", "none"), ("#D55E00", "7 3")} <= set(lines)


def test_the_curve_turns_grey_where_few_are_at_risk(drawn):
    grey = [one for one in drawn.iter(f"{SVG}path") if "few" in one.get("class", "").split()]
    assert [one.get("stroke") for one in grey] == ["#6b6b6b"]
    assert "færre end 10 i risiko" in "".join(drawn.itertext())


def test_a_published_point_has_an_interval_only_where_its_source_prints_one():
    chart = single_chart()
    bare = replace(chart.references[0].points[0], lower=None, upper=None)
    without = replace(chart, references=(replace(chart.references[0], points=(bare,)),))
    assert "73 % (60–82)" in survival_svg(chart, "da").replace("\u00a0", " ")
    assert "73 % (" not in survival_svg(without, "da").replace("\u00a0", " ")


def test_the_table_at_risk_stands_under_its_marks(drawn):
    marks = [one.get("x") for one in drawn.iter(f"{SVG}text") if one.text == "12"]
    row = next(one for one in drawn.iter(f"{SVG}g") if len(one) and one[0].text == "I risiko")
    assert marks[0] in [one.get("x") for one in row]


def hidden_chart() -> SurvivalChart:
    points = (
        CurvePoint(0, 1.0, None, None, 40, until=60),
        CurvePoint(200, 0.6, 0.4, 0.8, 20),
    )
    return replace(single_chart(), curves=(Curve(both("a", "a"), points, (500,)),))


def test_a_stretch_that_may_not_be_shown_is_hatched_behind_all_else_and_named_in_the_legend():
    drawn = survival_svg(hidden_chart(), "da")
    told = "Kurven vises ikke her: den ville fortælle om færre end 5 patienter"
    assert drawn.count(told) == 2
    assert drawn.rindex(told) < drawn.index('class="axis"') < drawn.rindex('class="series')


def test_nothing_hidden_leaves_no_row_in_the_legend():
    assert "Kurven vises ikke her" not in survival_svg(single_chart(), "da")


def test_published_studies_are_told_apart_by_the_form_of_their_marks():
    one = single_chart().references[0]
    chart = replace(single_chart(), references=(one, replace(one, label=both("b", "b"))))
    marks = re.findall(r'class="published" fill="#ffffff"', survival_svg(chart, "da"))
    shapes = re.findall(
        r'<path d="M[^"]*" class="published" fill="#ffffff"', survival_svg(chart, "da")
    )
    assert len(marks) == len(shapes)
    assert {shape.count("L") for shape in shapes} == {3}
    assert len(set(shapes)) == len(shapes)


def test_a_mark_at_which_no_number_may_be_told_has_a_dash():
    cell = RiskCell(0, 40, 0, 0)
    curve = replace(hidden_chart().curves[0], table=(cell,))
    assert ">–<" in survival_svg(replace(hidden_chart(), curves=(curve,)), "da")


def test_a_name_with_markup_stays_text():
    evil = both("<script>alert(1)</script>", '"><script>')
    chart = replace(single_chart(), y_label=evil, title=evil)
    assert "<script" not in survival_svg(chart, "da") + survival_svg(chart, "en")


def test_nobody_followed_gives_an_empty_figure():
    empty = SurvivalChart("figure-1", both("a", "b"), both("a", "b"), TimeUnit.DAYS, 30, ())
    assert survival_svg(empty, "da").startswith("<svg")


def test_a_curve_says_nothing_after_the_last_day_followed():
    short = Curve(Wording("a", "a"), (CurvePoint(0, 1.0, None, None, 20),), censored_days=(100,))
    assert short.standing(100) is not None
    assert short.standing(101) is None


def test_a_curve_without_a_point_for_day_zero_starts_at_one_hundred_percent():
    late = Curve(both("a", "a"), (CurvePoint(40, 0.5, None, None, 20),), censored_days=(90,))
    chart = replace(single_chart(), curves=(late,), references=())
    assert 'd="M92 30L' in survival_svg(chart, "da")


@pytest.mark.parametrize(
    ("horizon", "unit", "days"),
    [
        (731, TimeUnit.MONTHS, (0, 91, 183, 274, 365, 457, 548, 639, 730)),
        (1827, TimeUnit.YEARS, (0, 365, 730, 1096, 1461, 1826)),
        (28, TimeUnit.DAYS, (0, 7, 14, 21, 28)),
    ],
)
def test_marks_stand_at_whole_units(horizon, unit, days):
    assert ticks(horizon, unit) == days


def test_a_level_line_is_drawn_by_its_ends():
    assert polyline([(0, 1), (1, 1), (2, 1), (2, 3)]) == "M0 1L2 1L2 3"


def test_a_heat_table_says_its_numbers_and_hides_small_ones():
    page = heat_table(heat(), "Tabel 1", "da").replace("\u00a0", " ")
    assert "<b>94 %</b> <small>90/96</small>" in page
    assert "vises ikke" in page
    assert "style=" not in page


def test_completeness_has_five_tints():
    shares = (0.2, 0.5, 0.7, 0.85, 0.95)
    assert [HeatCell(10, 5, share).level for share in shares] == [0, 1, 2, 3, 4]
