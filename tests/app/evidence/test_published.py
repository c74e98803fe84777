"""Published results beside our own: as printed, the promise first."""

from app.evidence.endpoints import watched
from app.evidence.published import at_landmark, published_points


def test_an_interval_stands_only_where_the_source_prints_one() -> None:
    points = {p.day: p for p in published_points(("eliana-b-all",), "rfs")}
    assert (points[730].share, points[730].lower) == (0.58, None)
    assert (points[1096].lower, points[1096].upper) == (0.37, 0.66)


def test_numbers_by_age_are_not_drawn_on_an_axis_from_infusion() -> None:
    assert published_points(("str1ve", "str1ve-eu"), "ventilation_free") == ()


def test_the_promise_goes_before_other_published_numbers() -> None:
    endpoint = watched("kymriah", "b-all").endpoints[0]
    points = published_points(endpoint.published, endpoint.published_as)
    assert at_landmark(points, 365).share == 0.64
    assert at_landmark(points, 730).name == "ELIANA, tisa-cel"


def test_overall_survival_is_followed_where_nothing_is_written() -> None:
    assert [one.id for one in watched("casgevy", "tdt").endpoints] == ["os"]
