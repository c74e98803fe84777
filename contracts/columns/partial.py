"""Periods begun and not finished: when the effect was lost, and the share of the period paid."""

import numpy as np

from contracts.columns.block import NO_FACT
from contracts.columns.criteria import Days
from contracts.columns.days import Mask, Whole, completed_months
from contracts.columns.look import Found, Looks
from contracts.columns.verdicts import Places, Verdicts, why
from contracts.reason import Status
from contracts.terms import PerformanceAnnuity, Scheduled


def survived(term: Scheduled, looks: Looks, day: Whole) -> tuple[Whole, Whole]:
    """The share of each milestone's period that lies before a day, by whole days or months."""
    if term.pro_rata_by == "days":
        past, whole = day - looks.previous, looks.target - looks.previous
    else:
        rounding = looks.block.asked.rounding
        before, past, whole = (
            completed_months(looks.infused, until, rounding)
            for until in (looks.previous, day, looks.target)
        )
        past, whole = past - before, whole - before
    return np.clip(past, 0, whole), whole


def by_loss(
    term: PerformanceAnnuity, looks: Looks, found: Found, at: Places, given: Verdicts
) -> None:
    """What failed milestones are paid for the part of their period in which the effect lasted.

    An event has its own day: one after the period leaves it paid in full, and falls in the next.
    A visit only shows that the effect is gone, so the milestone it fails is never paid in full.
    """
    if not len(at):
        return
    looks, found = looks.some(at), found.some(at)
    on = np.where(found.dated, found.day, looks.previous)
    after = ~found.seen & (on >= looks.target)
    given.put(at[after], Status.MET, why("lost_after_period"), found.fact[after])
    within = ~found.seen & ~after
    _lost(given, at[within], "lost_in_period", found.fact[within])
    given.part(at[within], *survived(term, looks.some(within), on[within]))
    if found.seen.any():
        _by_visit(term, looks.some(found.seen), found.some(found.seen), at[found.seen], given)


def _lost(given: Verdicts, at: Places | Mask, told: str, fact: Whole) -> None:
    given.put(at, Status.PRO_RATA, why(told), fact)


def _by_visit(
    term: PerformanceAnnuity, looks: Looks, found: Found, at: Places, given: Verdicts
) -> None:
    """Count the loss from the first of the visits in a row, up to the failing one, that showed it.

    The day of infusion itself is left out: the effect had not begun.
    """
    until = np.where(found.dated, found.day, looks.previous)
    days = Days(term.met_when, looks, looks.previous + 1, until)
    first = days.first(0, after=days.last(1))
    earlier = first >= 0
    on, fact = until.copy(), found.fact
    on[earlier] = days.found.day[first[earlier]]
    shown = np.full(len(fact), NO_FACT)
    shown[earlier] = days.found.fact[first[earlier]]
    fact = np.where(shown == NO_FACT, fact, shown)
    _lost(given, at, "loss_seen", fact)
    given.part(at, *survived(term, looks, np.minimum(on, looks.target - 1)))
