"""What was seen beside what was published."""

import pytest

from analytics.compare import Comparison, against_published
from analytics.survival import Landmark

SEEN = Landmark(365, 50, 0.75, 0.05, 0.64, 0.83)


@pytest.mark.parametrize(
    ("published", "inside"), [(0.64, True), (0.7, True), (0.83, True), (0.5, False)]
)
def test_a_published_share_inside_the_interval_agrees(published, inside) -> None:
    assert against_published(SEEN, published) == Comparison(published, 0.75 - published, inside)


def test_where_the_interval_is_not_defined_nothing_is_said_about_it() -> None:
    seen = Landmark(365, 50, 1.0, 0.0, None, None)
    assert against_published(seen, 0.9) == Comparison(0.9, pytest.approx(0.1), None)


def test_beyond_the_follow_up_there_is_no_difference() -> None:
    assert against_published(Landmark(9, 0, None, None, None, None), 0.9).difference is None


def test_a_percentage_is_refused() -> None:
    with pytest.raises(ValueError, match="64"):
        against_published(SEEN, 64)
