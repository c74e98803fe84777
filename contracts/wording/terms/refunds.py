"""What the supplier gives back when the effect is lost."""

from collections.abc import Iterator
from fractions import Fraction

from contracts.reason import Language
from contracts.terms import SwitchRefund, WarrantyRefund
from contracts.wording.criteria import Outcomes, criterion_sentence
from contracts.wording.formats import money, period, share
from contracts.wording.labels import capital
from contracts.wording.terms.shared import price_words, say

_WORDS = {
    "switch_refund": (
        "Leverandøren betaler {share} af {price} tilbage, hvis {criterion} inden {until}.",
        "The supplier pays back {share} of {price} if {criterion} within {until}.",
    ),
    "switch_cost": (
        (
            "Hvis {criterion} inden {until}, betaler leverandøren den anden behandlings pris efter "
            "afgørelsen «{ruling}», højst {most} og højst det betalte af {price}."
        ),
        (
            "If {criterion} within {until}, the supplier pays the cost of the other therapy by the "
            "ruling “{ruling}”, at most {most} and at most what was paid of {price}."
        ),
    ),
    "max": (
        "Skal samme pris også betales tilbage af anden grund, gælder det største beløb.",
        "If the same price is to be paid back for another reason too, the larger amount counts.",
    ),
    "first": (
        "Skal samme pris også betales tilbage af anden grund, gælder det, der forfalder først.",
        "If the same price is to be paid back for another reason too, the one due first counts.",
    ),
    "sum": (
        "Skal samme pris også betales tilbage af anden grund, gælder begge, højst det betalte.",
        (
            "If the same price is to be paid back for another reason too, both count, at most what "
            "was paid."
        ),
    ),
    "warranty_refund": (
        "Leverandøren betaler en del af {price} tilbage, hvis {criterion} inden {until}: {table}.",
        "The supplier pays back a part of {price} if {criterion} within {until}: {table}.",
    ),
    "watch_from": (
        "Målinger tæller først fra {period} efter infusionen.",
        "Measurements count only from {period} after infusion.",
    ),
    "by_days": ("dag", "day"),
    "by_months": ("hel måned", "whole month"),
    "step": (
        "tilbagebetaling på {share} til og med {until}",
        "a refund of {share} up to and including {until}",
    ),
    "linear": (
        "tilbagebetaling, der falder jævnt pr. {unit} til nul ved {until}",
        "a refund that falls evenly by the {unit} to nothing at {until}",
    ),
}


def _say(code: str, language: Language, **values: str) -> str:
    return say(_WORDS, code, language, **values)


def warranty(term: WarrantyRefund, language: Language, outcomes: Outcomes | None) -> Iterator[str]:
    """How much a loss gives back, and from when it is watched for."""
    text = _say(
        "warranty_refund",
        language,
        price=price_words(term.price, language),
        criterion=criterion_sentence(term.failed_when, language, outcomes),
        until=period(term.until, language),
        table="; ".join(_table(term, language)),
    )
    yield capital(text)
    if term.watch_from is not None:
        yield _say("watch_from", language, period=period(term.watch_from, language))


def _table(term: WarrantyRefund, language: Language) -> Iterator[str]:
    for step in term.steps:
        until, part = period(step.until, language), share(step.share, language)
        yield _say("step", language, until=until, share=part)
    if term.linear is not None:
        unit, until = _say(f"by_{term.linear.by}", language), period(term.linear.until, language)
        yield _say("linear", language, unit=unit, until=until)


def switch(term: SwitchRefund, language: Language, outcomes: Outcomes | None) -> Iterator[str]:
    """What another therapy gives back, and how that stands beside other refunds."""
    values = {
        "criterion": criterion_sentence(term.failed_when, language, outcomes),
        "until": period(term.until, language),
        "price": price_words(term.price, language),
    }
    cost = term.actual_cost
    if cost is not None:
        most = money(cost.up_to.minor, cost.up_to.currency, language)
        yield _say("switch_cost", language, ruling=cost.ruling, most=most, **values)
    else:
        part = share(term.share or Fraction(0), language)
        yield _say("switch_refund", language, share=part, **values)
    yield _say(term.stacking, language)
