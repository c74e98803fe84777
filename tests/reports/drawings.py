"""Charts and heat tables to print: made-up patients whose curves are counted here by hand."""

import math

from reports.figures import (
    Curve,
    CurvePoint,
    HeatCell,
    HeatTable,
    Reference,
    ReferencePoint,
    RiskCell,
    SurvivalChart,
    TimeUnit,
    ticks,
)
from reports.language import Wording
from tests.reports.builders import both

HORIZON = 731


def patients(count: int, hazard: float) -> list[tuple[int, bool]]:
    """Days and whether the event was seen, spread evenly: no chance involved."""
    spread = [((index * 0.618034) % 1, (index * 0.754878) % 1) for index in range(1, count + 1)]
    return sorted(
        (min(event, censored), event <= censored)
        for event, censored in (
            (round(-math.log(1 - u) / hazard), round(200 + 620 * v)) for u, v in spread
        )
    )


def shown(count: int) -> int | None:
    return None if 0 < count < 5 else count


def curve(label: Wording, records: list[tuple[int, bool]]) -> Curve:
    survival, variance, points = 1.0, 0.0, [CurvePoint(0, 1.0, None, None, len(records))]
    for day in sorted({day for day, _seen in records}):
        at_risk = sum(other >= day for other, _seen in records)
        events = sum(other == day and seen for other, seen in records)
        survival *= 1 - events / at_risk
        variance += events / (at_risk * max(at_risk - events, 1))
        low = high = None
        if 0 < survival < 1:
            spread = 1.96 * math.sqrt(variance) / math.log(survival)
            low, high = survival ** math.exp(-spread), survival ** math.exp(spread)
        points.append(CurvePoint(day, survival, low, high, shown(at_risk)))
    table = [
        RiskCell(
            day,
            shown(sum(other >= day for other, _seen in records)),
            shown(sum(other < day and not seen for other, seen in records)),
            shown(sum(other < day and seen for other, seen in records)),
        )
        for day in ticks(HORIZON, TimeUnit.MONTHS)
    ]
    censored = tuple(day for day, seen in records if not seen)
    return Curve(label, tuple(points), censored, tuple(table))


ELIANA = Reference(
    label=both("ELIANA, hændelsesfri overlevelse", "ELIANA, event-free survival"),
    source="Maude 2018",
    points=(ReferencePoint(183, 0.73, 0.60, 0.82), ReferencePoint(365, 0.50, 0.35, 0.64)),
)


def single_chart(count: int = 96) -> SurvivalChart:
    return SurvivalChart(
        identifier="figure-1",
        title=both("Hændelsesfri overlevelse", "Event-free survival"),
        y_label=both("Andel uden tilbagefald eller død", "Share free of relapse and death"),
        unit=TimeUnit.MONTHS,
        horizon=HORIZON,
        curves=(curve(both("Danske patienter", "Danish patients"), patients(count, 0.0011)),),
        references=(ELIANA,),
    )


def grouped_chart() -> SurvivalChart:
    return SurvivalChart(
        identifier="figure-2",
        title=both("Samlet overlevelse efter alder", "Overall survival by age"),
        y_label=both("Andel i live", "Share alive"),
        unit=TimeUnit.MONTHS,
        horizon=HORIZON,
        curves=(
            curve(both("Under 18 år", "Under 18 years"), patients(61, 0.0005)),
            curve(both("18 år og derover", "18 years and over"), patients(35, 0.0012)),
        ),
    )


def cell(expected: int, seen: int) -> HeatCell:
    if 0 < seen < 5:
        return HeatCell(expected, None, None)
    return HeatCell(expected, seen, seen / expected if expected else None)


def heat() -> HeatTable:
    items = (
        both("Respons", "Response"),
        both("MRD", "MRD"),
        both("B-celle-aplasi", "B-cell aplasia"),
        both("CRS-grad", "CRS grade"),
        both("Livskvalitet", "Quality of life"),
    )
    seen = {
        "1": (96, (96, 90, 88, 96, 61)),
        "3": (90, (88, 80, 81, 88, 52)),
        "6": (78, (75, 60, 66, 0, 40)),
        "12": (55, (52, 33, 41, 0, 22)),
        "24": (19, (17, 8, 4, 0, 3)),
    }
    rows = tuple(
        (
            both(f"Måned {month}", f"Month {month}"),
            tuple(
                cell(0 if index == 3 and count == 0 else expected, count)
                for index, count in enumerate(counts)
            ),
        )
        for month, (expected, counts) in seen.items()
    )
    return HeatTable(items, rows)
