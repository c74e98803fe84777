"""The canonical sentence of each term: what is paid, when, and what happens otherwise."""

from collections.abc import Iterator
from typing import assert_never

from contracts.reason import Language
from contracts.terms import (
    MilestoneRebate,
    PerformanceAnnuity,
    ResultInstalments,
    Term,
    Upfront,
    WarrantyRefund,
)
from contracts.wording.criteria import Outcomes
from contracts.wording.exceptions import exceptions
from contracts.wording.terms import paying, refunds

__all__ = ["sentence"]


def sentence(term: Term, language: Language, outcomes: Outcomes | None = None) -> str:
    """The canonical sentences of a term; equal terms read alike, and a changed one does not.

    `outcomes` gives the agreement's own names for what is measured.
    """
    return " ".join(_sentences(term, language, outcomes))


def _sentences(term: Term, language: Language, outcomes: Outcomes | None) -> Iterator[str]:
    match term:
        case Upfront():
            yield from paying.upfront(term, language)
        case ResultInstalments() | PerformanceAnnuity() | MilestoneRebate():
            yield from paying.scheduled(term, language, outcomes)
        case WarrantyRefund():
            yield from refunds.warranty(term, language, outcomes)
        case _:
            assert_never(term)
    yield from exceptions(term, language)
