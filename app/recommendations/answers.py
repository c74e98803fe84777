"""What page one of the report says: the answer so far, and what is not known."""

from collections.abc import Iterator

from app.evidence.curves import Reading, ShownCurve
from app.recommendations.inputs import Inputs
from app.recommendations.rule import LANGUAGES, Curves, answer, parts
from contracts.dates import add_months
from reports.chart_words import told_share
from reports.council import DecisionBox
from reports.council_words import published
from reports.language import Language, Wording, format_percent


def decision(
    inputs: Inputs, curves: Curves, curve: ShownCurve, complete: float | None
) -> DecisionBox:
    """The decision box: question, answer so far, what is not known, and the next decision.

    The answer is the plan's own rule, part by part, where it says which numbers decide.
    """
    plan = inputs.plan
    found = parts(inputs, curves)
    return DecisionBox(
        Wording(plan.question.da, plan.question.en),
        answer(inputs, found) if found else _answer(inputs, curve),
        tuple(_unknown(inputs, curve, complete)),
        add_months(inputs.versions[0].frozen_at.date(), plan.next_decision.plus_months),
    )


def headline(curve: ShownCurve) -> Reading | None:
    """The landmark that answers: the last one shown beside a published number, else the last shown.

    A published number without one of ours is no answer, nor is a landmark nobody was followed to.
    """
    told = [one for one in curve.readings if one.landmark.estimate is not None]
    beside = [one for one in told if one.landmark.published is not None]
    return (beside or told)[-1] if told else None


def _answer(inputs: Inputs, curve: ShownCurve) -> Wording:
    label, reading, bound = inputs.plan.primary.label, headline(curve), _later_bound(curve)
    if reading is None and bound is None:
        few = inputs.plan.suppression_threshold
        return Wording(
            f"{label.da}: endnu intet tidspunkt kan vises uden at fortælle om færre end {few} "
            "patienter.",
            f"{label.en}: no time can be shown yet without telling of fewer than {few} patients.",
        )
    danish, english = (_told(inputs, reading, bound, lang) for lang in LANGUAGES)
    return Wording(f"{label.da} {danish}", f"{label.en} {english}")


def _later_bound(curve: ShownCurve) -> Reading | None:
    """The last landmark of which only a least share can be told, after the headline."""
    first = headline(curve)
    after = 0 if first is None else first.day
    bounds = [one for one in curve.readings if one.at_least is not None and one.day > after]
    return bounds[-1] if bounds else None


def _told(inputs: Inputs, reading: Reading | None, bound: Reading | None, lang: Language) -> str:
    parts = []
    if reading is not None:
        word = "efter" if lang == "da" else "at"
        time = reading.landmark.label.text(lang)
        parts.append(f"{word} {time}: {_seen(reading, lang)}{_beside(inputs, reading, lang)}")
    if bound is not None:
        least = format_percent(bound.at_least or 0.0, lang, 0)
        time = bound.landmark.label.text(lang)
        parts.append(
            f"efter {time}: mindst {least} (færre end 5 hændelser)."
            if lang == "da"
            else f"at {time}: at least {least} (fewer than 5 events)."
        )
    return " ".join(part if not place else part.capitalize() for place, part in enumerate(parts))


def _seen(reading: Reading, lang: Language) -> str:
    one = reading.landmark
    share = 0.0 if one.estimate is None else one.estimate
    return told_share(share, (one.lower, one.upper), lang)


def _beside(inputs: Inputs, reading: Reading, lang: Language) -> str:
    theirs = reading.landmark.published
    if theirs is None:
        return "."
    told = f"{published(theirs, lang)} ({theirs.source})"
    illustration = inputs.plan.comparator and inputs.plan.comparator.role == "illustration"
    if lang == "da":
        against = f", mod publiceret {told}."
        judged = {True: " Det ligger inden for vores interval.", False: " Det ligger uden for."}
        warning = " Kun en afprøvning af sammenstillingen: sammenlign ikke." if illustration else ""
    else:
        against = f", against a published {told}."
        judged = {True: " It lies inside our interval.", False: " It lies outside our interval."}
        warning = " Only a trial of the overlay: do not compare." if illustration else ""
    inside = "" if reading.inside is None or illustration else judged[reading.inside]
    return against + inside + warning


def _unknown(inputs: Inputs, curve: ShownCurve, complete: float | None) -> Iterator[Wording]:
    rule = inputs.plan.decision_rule
    yield Wording(
        f"Om planens regel er opfyldt, afgør rådet. Reglen: {rule.da}",
        f"Whether the plan's rule is met is for the council. The rule: {rule.en}",
    )
    yield from _not_reached(curve)
    yield from _not_shown(curve)
    gate = float(inputs.plan.completeness_gate)
    if complete is not None and complete < gate:
        words = [
            (format_percent(complete, one, 0), format_percent(gate, one, 0)) for one in LANGUAGES
        ]
        yield Wording(
            f"{words[0][0]} af de forfaldne værdier er indtastet; planen kræver {words[0][1]}.",
            f"{words[1][0]} of the values due are entered; the plan asks for {words[1][1]}.",
        )


def _not_reached(curve: ShownCurve) -> Iterator[Wording]:
    beyond = [
        one.landmark.label
        for one in curve.readings
        if one.landmark.estimate is None and not one.withheld
    ]
    if beyond:
        yield Wording(
            f"Effekten efter {', '.join(one.da for one in beyond)}: ingen er fulgt så længe.",
            f"The effect at {', '.join(one.en for one in beyond)}: nobody was followed so long.",
        )


def _not_shown(curve: ShownCurve) -> Iterator[Wording]:
    for one in curve.readings:
        if not one.withheld:
            continue
        time = one.landmark.label
        if one.at_least is None:
            yield Wording(
                f"Efter {time.da}: vises ikke, fordi det ville fortælle om færre end 5 patienter.",
                f"At {time.en}: not shown, because it would tell of fewer than 5 patients.",
            )
            continue
        least = [format_percent(one.at_least, lang, 0) for lang in LANGUAGES]
        yield Wording(
            f"Efter {time.da}: færre end 5 hændelser, så mindst {least[0]} er uden hændelsen; "
            "andelen selv vises ikke.",
            f"At {time.en}: fewer than 5 events, so at least {least[1]} are free of the event; "
            "the share itself is not shown.",
        )
    if curve.median_withheld:
        yield Wording(
            "Medianen vises ikke, fordi den ville fortælle om færre end 5 patienter.",
            "The median is not shown, as it would tell of fewer than 5 patients.",
        )
