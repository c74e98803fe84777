"""The canonical sentence of each term: what is paid, when, and what happens otherwise."""

from collections.abc import Iterator
from typing import assert_never

from contracts.reason import Language
from contracts.terms import (
    Basket,
    BudgetCap,
    Conduct,
    Conversion,
    Currency,
    DataObligation,
    DisputeHold,
    Excepted,
    Guaranteed,
    Indexation,
    Judged,
    LimitationTermination,
    MilestoneRebate,
    PatientCap,
    PayerOfRecord,
    PerformanceAnnuity,
    RepeatDose,
    ResultInstalments,
    RoundingNetting,
    SwitchRefund,
    Term,
    Totals,
    Upfront,
    Vat,
    VolumeTiers,
    WarrantyRefund,
)
from contracts.wording.criteria import Outcomes
from contracts.wording.exceptions import exceptions
from contracts.wording.terms import conduct, conversion, paying, population, refunds, totals

__all__ = ["sentence"]


def sentence(term: Term, language: Language, outcomes: Outcomes | None = None) -> str:
    """The canonical sentences of a term; equal terms read alike, and a changed one does not.

    `outcomes` gives the agreement's own names for what is measured.
    """
    said = list(_sentences(term, language, outcomes))
    # The point of "kr." also ends the sentence.
    return " ".join(said).replace("kr..", "kr.")


def _sentences(term: Term, language: Language, outcomes: Outcomes | None) -> Iterator[str]:
    if isinstance(term, Judged):
        yield from _judged(term, language, outcomes)
        if isinstance(term, Excepted):
            yield from exceptions(term, language)
    elif isinstance(term, Guaranteed):
        yield from population.guaranteed(term, language, outcomes)
    elif isinstance(term, Totals):
        yield from _totals(term, language)
    elif isinstance(term, Conversion):
        yield from _conversion(term, language)
    else:
        yield from _conduct(term, language, outcomes)


def _judged(term: Judged, language: Language, outcomes: Outcomes | None) -> Iterator[str]:
    match term:
        case Upfront():
            yield from paying.upfront(term, language)
        case RepeatDose():
            yield from paying.repeat_dose(term, language)
        case ResultInstalments() | PerformanceAnnuity() | MilestoneRebate():
            yield from paying.scheduled(term, language, outcomes)
        case WarrantyRefund():
            yield from refunds.warranty(term, language, outcomes)
        case SwitchRefund():
            yield from refunds.switch(term, language, outcomes)
        case _:
            assert_never(term)


def _totals(term: Totals, language: Language) -> Iterator[str]:
    match term:
        case PatientCap():
            yield from totals.patient_cap(term, language)
        case VolumeTiers():
            yield from totals.volume_tiers(term, language)
        case BudgetCap():
            yield from totals.budget_cap(term, language)
        case Basket():
            yield from totals.basket(term, language)
        case _:
            assert_never(term)


def _conversion(term: Conversion, language: Language) -> Iterator[str]:
    match term:
        case Indexation():
            yield from conversion.indexation(term, language)
        case Currency():
            yield from conversion.currency(term, language)
        case Vat():
            yield from conversion.vat(term, language)
        case RoundingNetting():
            yield from conversion.rounding_netting(term, language)
        case _:
            assert_never(term)


def _conduct(term: Conduct, language: Language, outcomes: Outcomes | None) -> Iterator[str]:
    match term:
        case PayerOfRecord():
            yield from conduct.payer_of_record(term, language)
        case DataObligation():
            yield from conduct.data_obligation(term, language, outcomes)
        case DisputeHold():
            yield from conduct.dispute_hold(term, language)
        case LimitationTermination():
            yield from conduct.limitation_termination(term, language)
        case _:
            assert_never(term)
