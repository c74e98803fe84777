"""How much of what was due has been seen, and why the rest is missing."""

from fractions import Fraction

from analytics.completeness import CompletenessRow, DueItem, Lag, completeness


def due(*, visit: str = "12m", day: int = 365, item: str = "response", **rest) -> DueItem:
    return DueItem(day=day, visit=visit, item=item, **rest)


def test_each_visit_and_item_has_its_count_reasons_and_lag() -> None:
    (row,) = completeness(
        [
            due(present=True, lag_days=2),
            due(present=True, lag_days=4),
            due(present=True),
            due(present=False, reason="moved"),
            due(present=False, reason="dead"),
            due(present=False),
        ]
    )
    assert row == CompletenessRow(
        "12m", "response", 6, 3, (("dead", 1), ("moved", 1)), 1, Lag(2.5, 3.0, 3.5)
    )


def test_the_dead_and_those_it_does_not_concern_do_not_count_against_the_share() -> None:
    rows = [due(present=True), due(present=False), *[due(present=False, reason="dead")] * 8]
    assert completeness(rows)[0].share == Fraction(1, 2)


def test_when_nothing_could_be_recorded_there_is_no_share() -> None:
    assert completeness([due(present=False, reason="not_applicable")])[0].share is None


def test_rows_come_in_the_order_of_the_visits_and_then_of_the_items() -> None:
    items = [
        due(visit="12m", day=365, item="mrd", present=True),
        due(visit="3m", day=91, item="response", present=True),
        due(visit="3m", day=91, item="mrd", present=True),
    ]
    assert [(r.visit, r.item) for r in completeness(items)] == [
        ("3m", "mrd"),
        ("3m", "response"),
        ("12m", "mrd"),
    ]


def test_one_entry_has_its_own_lag_as_all_quartiles() -> None:
    assert completeness([due(present=True, lag_days=7)])[0].lag == Lag(7, 7, 7)


def test_without_entry_dates_there_is_no_lag() -> None:
    assert completeness([due(present=True)])[0].lag is None
