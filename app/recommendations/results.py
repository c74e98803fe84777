"""Every endpoint of the plan at each of its landmarks, as a table: released, or why not."""

from app.evidence.curves import Reading, after
from app.recommendations.inputs import Inputs
from app.recommendations.rule import LANGUAGES, Curves
from reports.chart_words import told_share
from reports.council import ResultTable
from reports.language import Wording

HIDDEN = Wording("vises ikke", "not shown")
NOT_COMPUTED = Wording("ikke beregnet", "not computed")
NOBODY = Wording("ingen fulgt så længe", "nobody followed so long")


def every_endpoint(inputs: Inputs, curves: Curves) -> ResultTable:
    """One row for each endpoint and landmark, the primary endpoint first."""
    rows = [
        (
            Wording(endpoint.label.da, endpoint.label.en),
            after(day),
            _cell(curves[endpoint.id] is not None, _reading(curves, endpoint.id, day)),
        )
        for endpoint, _ in inputs.analysed
        for day in inputs.plan.landmark_days
    ]
    return ResultTable(
        Wording("Alle planens endepunkter", "Every endpoint of the plan"),
        Wording(
            "Andel uden hændelsen på de planlagte tidspunkter. “Vises ikke”: det ville fortælle "
            "om færre end 5 patienter.",
            "Share free of the event at the planned times. “Not shown”: it would tell of fewer "
            "than 5 patients.",
        ),
        (Wording("Endepunkt", "Endpoint"), Wording("Tid", "Time"), Wording("Her", "Here")),
        tuple(rows),
    )


def _reading(curves: Curves, endpoint: str, day: int) -> Reading | None:
    curve = curves[endpoint]
    return next((one for one in curve.readings if one.day == day), None) if curve else None


def _cell(computed: bool, reading: Reading | None) -> Wording:  # noqa: FBT001 - told by its name
    if not computed or reading is None:
        return NOT_COMPUTED
    one = reading.landmark
    if one.estimate is None:
        return HIDDEN if reading.withheld else NOBODY
    danish, english = (told_share(one.estimate, (one.lower, one.upper), x) for x in LANGUAGES)
    return Wording(danish, english)
