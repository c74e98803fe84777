"""The council's report as a pure function of the plan, the snapshot and what stands beside them."""

import math
from importlib.metadata import version

from analytics.events import event_table
from analytics.survival import cross_check, kaplan_meier
from app.evidence.attendance import completeness_report, overall
from app.evidence.cohorts import Followed
from app.evidence.curves import Asked, ShownCurve, national_times, show
from app.evidence.endpoints import watched, wording
from app.evidence.figures import Captions, survival_chart
from app.evidence.published import PublishedPoint, published_points
from app.recommendations.answers import decision
from app.recommendations.counted import coverage, events, flow, safety
from app.recommendations.inputs import Inputs
from app.recommendations.plan import PlanEndpoint
from app.recommendations.results import every_endpoint
from app.recommendations.rule import LANGUAGES, Curves, Part, overall_verdict, parts
from app.recommendations.told import GLOSSARY, deviations, limits, source
from reports.council import (
    CouncilReport,
    CrossCheck,
    Figure,
    Provenance,
    Reproduction,
)
from reports.language import Wording, format_number
from reports.tables import json_bytes

TITLE = Wording(
    "Evidensrapport til Medicinrådet", "Evidence report to the Danish Medicines Council"
)
ALL_TREATED = Wording("Alle afdelinger", "All departments")
FREE = Wording("Andel uden hændelsen", "Share free of the event")
SMALLEST_DIFFERENCE = 1e-15
"""Differences are told as the power of ten above them, since their digits vary by machine."""


def build(inputs: Inputs) -> CouncilReport:
    """The finished report; equal inputs give equal reports."""
    endpoint = inputs.analysed[0][0]
    published = beside(inputs, endpoint)
    curves = shown_curves(inputs)
    curve = primary_curve(inputs, curves)
    threshold = inputs.plan.suppression_threshold
    complete = complete_share(inputs)
    shown = [(one, curves[one.id]) for one, _ in inputs.analysed[1:]]
    further = [(one, found) for one, found in shown if found is not None]
    return CouncilReport(
        title=TITLE,
        product=inputs.names.product,
        indication=inputs.names.indication,
        synthetic=inputs.names.synthetic,
        decision=decision(inputs, curves, curve, complete),
        provenance=_provenance(inputs),
        deviations=deviations(inputs),
        source=source(inputs),
        coverage=coverage(inputs),
        flow=flow(inputs),
        completeness=completeness_report(inputs.known, inputs.due, threshold),
        follow_up=curve.follow_up,
        primary=_figure(1, endpoint, curve, published),
        landmarks=tuple(one.landmark for one in curve.readings if not one.withheld),
        median=curve.median,
        further=tuple(
            _figure(number, one[0], one[1], beside(inputs, one[0]))
            for number, one in enumerate(further, start=2)
        ),
        events=events(inputs, curve),
        safety=safety(inputs),
        limits=limits(inputs, curve),
        glossary=GLOSSARY,
        reproduction=_reproduction(inputs),
        tables=(every_endpoint(inputs, curves),),
    )


def summary(inputs: Inputs) -> bytes:
    """What the list of recommendations shows of this data cut, as JSON; numbers as released."""
    curves = shown_curves(inputs)
    curve = primary_curve(inputs, curves)
    found = parts(inputs, curves)
    treated = len(inputs.known.infused)
    role = inputs.plan.comparator.role if inputs.plan.comparator else ""
    return json_bytes(
        {
            "treated": treated if treated >= inputs.plan.suppression_threshold else None,
            "role": role,
            "verdict": overall_verdict(found).value if found else "",
            "rule_day": next((p.criterion.day for p in found if _primary(inputs, p)), None),
            "patients": curve.patients,
            "events": curve.events,
            "follow_up": curve.follow_up.median,
            "complete": complete_share(inputs),
            "readings": list(curve.readings),
            "cut_on": inputs.cut_on,
        }
    )


def beside(inputs: Inputs, endpoint: PlanEndpoint) -> tuple[PublishedPoint, ...]:
    """The published numbers for an endpoint: the plan's comparator first, then the catalogue's."""
    known = watched(inputs.plan.product, inputs.plan.indication).endpoint(endpoint.id)
    sets = [inputs.plan.comparator.set] if inputs.plan.comparator else []
    sets += [name for name in (known.published if known else ()) if name not in sets]
    return published_points(tuple(sets), known.published_as if known else endpoint.id)


def shown_curves(inputs: Inputs) -> dict[str, ShownCurve | None]:
    """The curve of each endpoint as released, the primary endpoint decided before the others.

    None for a further endpoint with competing events, which Kaplan-Meier is not right for.
    """
    found: dict[str, ShownCurve | None] = {}
    before: list[Followed] = []
    for endpoint, followed in inputs.analysed:
        if endpoint.competing and not endpoint.primary:
            found[endpoint.id] = None
            continue
        published = beside(inputs, endpoint)
        asked = Asked(inputs.plan.landmark_days, published, inputs.plan.horizon_days)
        threshold = inputs.plan.suppression_threshold
        allowed = national_times(followed, asked, threshold, before)
        found[endpoint.id] = show(event_table(followed.cohort), asked, allowed)
        before.append(followed)
    return found


def primary_curve(inputs: Inputs, curves: Curves) -> ShownCurve:
    """The released curve of the endpoint that the question is answered by; it is always there."""
    return next(
        one for name, one in curves.items() if one is not None and name == inputs.plan.primary.id
    )


def _primary(inputs: Inputs, part: Part) -> bool:
    return part.criterion.endpoint == inputs.plan.primary.id


def complete_share(inputs: Inputs) -> float | None:
    """The share of what was due that is entered, in whole percents; not told of a handful."""
    share = overall(inputs.due)
    few = len(inputs.due) < inputs.plan.suppression_threshold
    return None if share is None or few else round(share, 2)


def _provenance(inputs: Inputs) -> Provenance:
    return Provenance(
        cut_on=inputs.cut_on,
        known_at=inputs.known_at,
        dataset_sha256=inputs.snapshot_sha256,
        code_version=inputs.code_version,
        plan_sha256=inputs.frozen.sha256,
        plan_frozen_at=inputs.frozen.frozen_at,
        cross_check=_cross_check(inputs),
    )


def _cross_check(inputs: Inputs) -> CrossCheck | None:
    cohort = inputs.primary.cohort
    curve = kaplan_meier(cohort)
    difference = cross_check(cohort, curve)
    if difference is None:
        return None
    power = math.ceil(math.log10(max(difference, SMALLEST_DIFFERENCE)) - 1e-9)
    return CrossCheck(f"lifelines {version('lifelines')}", 3 * len(curve.time), 10.0**power)


def _figure(
    number: int, endpoint: PlanEndpoint, curve: ShownCurve, published: tuple[PublishedPoint, ...]
) -> Figure:
    label = wording(endpoint.label)
    captions = Captions(f"figure-{number}-{endpoint.id}", label, FREE, ALL_TREATED)
    return Figure(survival_chart(curve, captions, published), _caption(label, curve))


def _caption(label: Wording, curve: ShownCurve) -> Wording:
    if not curve.points:
        return Wording(
            f"{label.da}: kurven vises ikke, fordi den ville fortælle om færre end 5 patienter.",
            f"{label.en}: the curve is not shown, as it would tell of fewer than 5 patients.",
        )
    n = curve.patients
    danish, english = ("" if n is None else f", n = {format_number(n, x)}" for x in LANGUAGES)
    return Wording(
        f"{label.da} fra infusionen (Kaplan-Meier{danish}) med 95 %-bånd. "
        "Grå mærker er publicerede tal med de intervaller, kilderne angiver. Kurven er tegnet "
        "i trin, hvorimellem ingen eller mindst fem havde hændelsen; hvor et trin varer længere "
        "end en uge, vises kurven ikke mellem dets ender. Gråt: under 10 i risiko.",
        f"{label.en} from the infusion (Kaplan-Meier{english}) with 95% band. "
        "Grey marks are published numbers with the intervals the sources print. The curve is drawn "
        "in steps between which none, or at least five, had the event; where such a step takes "
        "longer than a week, the curve is not shown between its ends. Grey: under 10 at risk.",
    )


def _moment(inputs: Inputs) -> str:
    """Which knowledge: the data cut, or the instant where none was taken."""
    if inputs.cut is not None:
        return f"--cut {inputs.cut}"
    return f"--known-at {inputs.known_at.isoformat()}"


def _reproduction(inputs: Inputs) -> Reproduction:
    name = inputs.plan.analysis_plan
    day = inputs.cut_on.isoformat()
    return Reproduction(
        f"effekt report council {name} --as-of {day} {_moment(inputs)}",
        (
            (f"{name}-{inputs.plan.version}.yaml", inputs.frozen.sha256),
            (f"facts-{day}.csv", inputs.snapshot_sha256),
        ),
    )
