"""The plan's decision rule, part by part: met, not met, or that it cannot be determined."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.evidence.curves import Reading, ShownCurve, after
from app.recommendations.inputs import Inputs
from app.recommendations.plan import Criterion
from reports.chart_words import told_share
from reports.council import Landmark
from reports.language import Language, Wording, format_percent

LANGUAGES: tuple[Language, Language] = ("da", "en")
Curves = Mapping[str, ShownCurve | None]
"""The released curve of each endpoint; None where the analysis is not computed."""


class Verdict(StrEnum):
    """Whether the rule is met; where it is not, on which side of what was promised we are."""

    MET = "met"
    UNDER = "under"
    OVER = "over"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the rule with what the released numbers say to it."""

    criterion: Criterion
    reading: Reading | None
    computed: bool
    verdict: Verdict


def parts(inputs: Inputs, curves: Curves) -> tuple[Part, ...]:
    """The parts of the plan's rule, in its order; empty where the rule is only in words."""
    return tuple(_part(one, curves[one.endpoint]) for one in inputs.plan.decision)


def overall_verdict(found: tuple[Part, ...]) -> Verdict:
    """The rule as a whole: every part must be met, and one that is not met decides."""
    verdicts = [one.verdict for one in found]
    for decisive in (Verdict.UNDER, Verdict.OVER, Verdict.UNDETERMINED):
        if decisive in verdicts:
            return decisive
    return Verdict.MET if verdicts else Verdict.UNDETERMINED


def answer(inputs: Inputs, found: tuple[Part, ...]) -> Wording:
    """Each part in words with its verdict, then the rule as a whole."""
    danish, english = (
        " ".join([*(_told(inputs, one, lang) for one in found), _whole(found, lang)])
        for lang in LANGUAGES
    )
    return Wording(danish, english)


def _part(one: Criterion, curve: ShownCurve | None) -> Part:
    if curve is None:
        return Part(one, None, computed=False, verdict=Verdict.UNDETERMINED)
    reading = next((r for r in curve.readings if r.day == one.day), None)
    verdict = Verdict.UNDETERMINED if reading is None else _verdict(one, reading.landmark)
    return Part(one, reading, computed=True, verdict=verdict)


def _verdict(one: Criterion, seen: Landmark) -> Verdict:
    if seen.lower is None or seen.upper is None:
        return Verdict.UNDETERMINED
    value = float(one.value)
    if one.compare == "lower_at_least":
        return Verdict.MET if seen.lower >= value else Verdict.UNDER
    if seen.upper < value:
        return Verdict.UNDER
    return Verdict.OVER if seen.lower > value else Verdict.MET


def _told(inputs: Inputs, part: Part, lang: Language) -> str:
    label = next(e.label for e in inputs.plan.endpoints if e.id == part.criterion.endpoint)
    name = f"{label.into(lang)} {'efter' if lang == 'da' else 'at'} "
    name += after(part.criterion.day).text(lang)
    value = format_percent(float(part.criterion.value), lang, 0)
    if part.criterion.compare == "contains":
        asks = {"da": f", at intervallet rummer {value}", "en": f"the interval to contain {value}"}
    else:
        asks = {
            "da": f" en nedre grænse på mindst {value}",
            "en": f"a lower limit of at least {value}",
        }
    seen = _seen(part, name, lang)
    asked = f"Reglen kræver{asks['da']}" if lang == "da" else f"The rule asks for {asks['en']}"
    return f"{seen} {asked}: {VERDICTS[part.verdict].text(lang)}."


VERDICTS = {
    Verdict.MET: Wording("opfyldt", "met"),
    Verdict.UNDER: Wording("ikke opfyldt", "not met"),
    Verdict.OVER: Wording("ikke opfyldt (over)", "not met (above)"),
    Verdict.UNDETERMINED: Wording("kan ikke afgøres", "cannot be determined"),
}


def _seen(part: Part, name: str, lang: Language) -> str:
    reading = part.reading
    if not part.computed or reading is None:
        return Wording(f"{name} er ikke beregnet.", f"{name} is not computed.").text(lang)
    one = reading.landmark
    if one.estimate is not None:
        return f"{name}: {told_share(one.estimate, (one.lower, one.upper), lang)}."
    return _hidden(reading, name, lang).text(lang)


def _hidden(reading: Reading, name: str, lang: Language) -> Wording:
    if not reading.withheld:
        return Wording(f"{name}: ingen er fulgt så længe.", f"{name}: nobody was followed so long.")
    if reading.at_least is None:
        return Wording(
            f"{name} kan ikke vises: det ville fortælle om færre end 5 patienter.",
            f"{name} cannot be shown: it would tell of fewer than 5 patients.",
        )
    least = format_percent(reading.at_least, lang, 0)
    return Wording(
        f"{name} kan ikke vises: færre end 5 hændelser, så mindst {least} er uden hændelsen.",
        f"{name} cannot be shown: fewer than 5 events, so at least {least} are free of it.",
    )


def _whole(found: tuple[Part, ...], lang: Language) -> str:
    verdict = VERDICTS[overall_verdict(found)].text(lang)
    return f"Planens regel samlet: {verdict}." if lang == "da" else f"The plan's rule: {verdict}."
