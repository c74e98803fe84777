"""What is paid at infusion and at milestones, and what a milestone missed gives back."""

from collections.abc import Iterator

from contracts.reason import Language
from contracts.terms import (
    MilestoneRebate,
    Milestones,
    PerformanceAnnuity,
    RepeatDose,
    Scheduled,
    Upfront,
    pays_at_anchor,
)
from contracts.wording.criteria import Outcomes, criterion_sentence
from contracts.wording.criteria import say as say_criterion
from contracts.wording.formats import listed, money, period, share
from contracts.wording.labels import capital
from contracts.wording.terms.shared import price_words, say

_WORDS = {
    "later_dose": (
        "Af {price} koster en senere dosis {share}.",
        "Of {price} a later dose costs {share}.",
    ),
    "out_of_specification": (
        "Af {price} koster et produkt uden for specifikation {share}.",
        "Of {price} a product out of specification costs {share}.",
    ),
    "never_infused": (
        "Af {price} koster et produkt, der ikke infunderes, {share}.",
        "Of {price} a product that is not infused costs {share}.",
    ),
    "lowest": ("Gælder flere, gælder den laveste.", "If several apply, the lowest counts."),
    "upfront": (
        "{share} af {price} betales ved infusionen. Infunderes patienten ikke, betales {fee}.",
        "{share} of {price} is paid at infusion. If the patient is not infused, {fee} is paid.",
    ),
    "result_instalments": (
        "{price} betales i rater på {shares}: {marks}. En rate betales, hvis {criterion}.",
        "{price} is paid in instalments of {shares}: {marks}. One is paid if {criterion}.",
    ),
    "result_instalments_one": (
        "{shares} af {price} betales {marks}, hvis {criterion}.",
        "{shares} of {price} is paid {marks} if {criterion}.",
    ),
    "performance_annuity": (
        "{price} betales i rater på {shares}: {marks}. Raterne betales, så længe {criterion}.",
        "{price} is paid in instalments of {shares}: {marks}. Each is paid while {criterion}.",
    ),
    "performance_annuity_one": (
        "{shares} af {price} betales {marks}, hvis {criterion}.",
        "{shares} of {price} is paid {marks} if {criterion}.",
    ),
    "milestone_rebate": (
        "Leverandøren betaler {shares} af {price} tilbage: {marks}, dog intet, når {criterion}.",
        "The supplier pays back {shares} of {price}: {marks}, but nothing when {criterion}.",
    ),
    "milestone_rebate_one": (
        "Leverandøren betaler {shares} af {price} tilbage {marks}, medmindre {criterion}.",
        "The supplier pays back {shares} of {price} {marks} unless {criterion}.",
    ),
    "at_infusion": ("ved infusionen", "at infusion"),
    "repeated": (
        "{count} gange efter infusionen, hver gang {period} senere",
        "{count} times after infusion, {period} apart",
    ),
    "equal_shares": ("{count} × {share}", "{count} × {share}"),
    "window": (
        "Vinduet er fra {before} før til {after} efter hver milepæl, begge dage inklusive",
        "The window is from {before} before to {after} after each milestone, both days included",
    ),
    "report_by": (", indberettet senest {period} efter", ", reported at most {period} after"),
    "select": (
        "Af flere målinger gælder den {rule}; ved lighed den senest registrerede.",
        "Of several measurements the {rule} counts; of equals the last recorded.",
    ),
    "closest": ("nærmeste", "closest"),
    "first": ("første", "first"),
    "last": ("sidste", "last"),
    "stop_permanently": (
        "Efter en mislykket milepæl betales intet mere.",
        "After a failed milestone nothing more is paid.",
    ),
    "suspend_until_restored": (
        "Efter en mislykket milepæl hviler betalingen, til en milepæl igen er opfyldt.",
        "After a failed milestone payment rests until a milestone is met again.",
    ),
    "this_instalment_only": (
        "En mislykket milepæl rammer kun sin egen rate.",
        "A failed milestone affects its own instalment only.",
    ),
    "pro_rata": (
        "Den påbegyndte periode betales forholdsmæssigt i hele {unit}.",
        "The period begun is paid in proportion by whole {unit}.",
    ),
    "days": ("dage", "days"),
    "months": ("måneder", "months"),
    "cap": (
        "Højst {amount} pr. kalenderår; resten betales tilbage.",
        "At most {amount} per calendar year; the rest is paid back.",
    ),
}


def _say(code: str, language: Language, **values: str) -> str:
    return say(_WORDS, code, language, **values)


def upfront(term: Upfront, language: Language) -> Iterator[str]:
    """What is paid at infusion, and what if there is none."""
    fee, paid = share(term.not_infused, language), share(term.share, language)
    price = price_words(term.price, language)
    yield _say("upfront", language, share=paid, price=price, fee=fee)


def repeat_dose(term: RepeatDose, language: Language) -> Iterator[str]:
    """What a later dose, a product out of specification and one never given cost."""
    costs = (
        ("later_dose", term.second_dose),
        ("out_of_specification", term.out_of_specification),
        ("never_infused", term.not_infused),
    )
    price = price_words(term.price, language)
    for code, part in costs:
        if part is not None:
            yield _say(code, language, price=price, share=share(part, language))
    if term.second_dose is not None and term.out_of_specification is not None:
        yield _say("lowest", language)


def scheduled(term: Scheduled, language: Language, outcomes: Outcomes | None) -> Iterator[str]:
    """What is paid or given back at milestones."""
    at_anchor = [_say("at_infusion", language)] if pays_at_anchor(term) else []
    text = _say(
        term.type if len(term.shares) > 1 else f"{term.type}_one",
        language,
        price=price_words(term.price, language),
        shares=_shares(term, language),
        marks=listed([*at_anchor, *mark_words(term.milestone, language)], language),
        criterion=criterion_sentence(term.met_when, language, outcomes),
    )
    yield capital(text)
    yield window_words(term.milestone, language)
    yield _say("select", language, rule=_say(term.select.rule, language))
    if not isinstance(term, MilestoneRebate):
        yield _say(term.on_failure, language)
    if isinstance(term, PerformanceAnnuity) and term.partial_period == "pro_rata":
        yield _say("pro_rata", language, unit=_say(term.pro_rata_by, language))
    if term.cap is not None:
        amount = money(term.cap.amount.minor, term.cap.amount.currency, language)
        yield _say("cap", language, amount=amount)


def _shares(term: Scheduled, language: Language) -> str:
    if len(term.shares) > 1 and len(set(term.shares)) == 1:
        each, count = share(term.shares[0], language), str(len(term.shares))
        return _say("equal_shares", language, count=count, share=each)
    return listed([share(part, language) for part in term.shares], language)


def mark_words(plan: Milestones, language: Language) -> list[str]:
    """When a term looks, one phrase for each milestone or for all."""
    if plan.every is not None and plan.count != 1:
        every, count = period(plan.every, language), str(plan.count)
        return [_say("repeated", language, period=every, count=count)]
    return [
        say_criterion("offset", language, period=period(offset, language))
        for offset in plan.offsets
    ]


def window_words(plan: Milestones, language: Language) -> str:
    """The days around each milestone at which evidence counts, and by when it is reported."""
    around = plan.window
    before, after = period(around.before, language), period(around.after, language)
    text = _say("window", language, before=before, after=after)
    if plan.report_by is not None:
        by = period(plan.report_by, language)
        text += _say("report_by", language, period=by)
    return f"{text}."
