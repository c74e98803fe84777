"""Plans are read strictly, and every plan that comes with Effekt is usable."""

import pytest

from app.followup.plans import FOLDER, UnreadablePlan, plan_for, plans, read_plan

TEXT = (FOLDER / "haemophilia-b.yaml").read_text(encoding="utf-8")


def test_every_plan_that_comes_along_can_be_read():
    assert len(plans()) == len(list(FOLDER.glob("*.yaml")))


def test_the_plan_of_a_treatment_is_found_by_product_and_indication():
    assert plan_for("hemgenix", "haemophilia-b").plan == "haemophilia-b"
    assert plan_for("hemgenix", "sma") is None


def test_no_visit_asks_for_more_than_twelve_items():
    assert max(len(visit.items) for plan in plans() for visit in plan.visits) <= 12


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("code: W04", "code: W02"),
        ("items: [fix_activity, alt, prophylaxis]", "items: [blood_pressure]"),
        ('version: "1"', 'version: &a "1"'),
        ('version: "1"', 'version: "1"\nversion: "2"'),
        ('version: "1"', 'version: "1"\ncolour: red'),
        ('target_day: "14"', 'target_day: "two weeks"'),
    ],
)
def test_a_plan_that_says_something_else_is_refused_by_name(before, after):
    with pytest.raises(UnreadablePlan, match=r"mine\.yaml"):
        read_plan(TEXT.replace(before, after, 1), "mine.yaml")


def test_no_and_yes_stay_text():
    assert "no" in plan_for("zolgensma", "sma").items["sits_unsupported"].values
