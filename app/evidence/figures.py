"""A shown curve as a figure: the same drawing on the page, in the report and as a file."""

from dataclasses import dataclass

from app.evidence.curves import FEW_AT_RISK, ShownCurve
from app.evidence.published import PublishedPoint, references
from app.web.drawings import Drawing
from reports.charts import survival_svg
from reports.figures import Curve, SurvivalChart, TimeUnit
from reports.language import Language, Wording


@dataclass(frozen=True, slots=True)
class Captions:
    """What a figure is called, what its axis shows, and whose curve it is."""

    identifier: str
    title: Wording
    share: Wording
    label: Wording


def survival_chart(
    curve: ShownCurve, captions: Captions, published: tuple[PublishedPoint, ...]
) -> SurvivalChart:
    """The figure of one curve with what was published beside it."""
    drawn = Curve(captions.label, curve.points, curve.censored_days, curve.table)
    return SurvivalChart(
        identifier=captions.identifier,
        title=captions.title,
        y_label=captions.share,
        unit=TimeUnit.MONTHS,
        horizon=curve.horizon,
        curves=(drawn,) if curve.points else (),
        references=references(tuple(p for p in published if p.day <= curve.horizon)),
        few_at_risk=FEW_AT_RISK,
    )


def drawing(chart: SurvivalChart, lang: Language) -> Drawing:
    """The figure drawn, for a page."""
    return Drawing(survival_svg(chart, lang))
