"""What every milestone of a term has come to: `contracts.judge` over arrays."""

import numpy as np

from contracts.columns.block import LATER, NO_FACT
from contracts.columns.criteria import evaluate
from contracts.columns.days import Mask, Whole
from contracts.columns.exceptions import Fired, choose, fired, keep, paid_by, switched, verdicts
from contracts.columns.look import Found, Looks, Spots
from contracts.columns.partial import by_loss, survived
from contracts.columns.plans import Milestones
from contracts.columns.verdicts import Places, Verdicts, by_truth, undecided, why
from contracts.columns.why import code
from contracts.fact import Kind
from contracts.reason import Status
from contracts.terms import MilestoneRebate, PerformanceAnnuity, Scheduled


def judge_term(term: Scheduled, plan: Milestones, count: int) -> Verdicts:
    """Every milestone of a term in order, a failure acting on those after it as agreed."""
    given = judge(term, plan)
    if isinstance(term, MilestoneRebate) or not count:
        return given
    failed = np.zeros(count, np.bool_)
    for begins in range(0, len(given), count):
        part = given.some(slice(begins, begins + count))
        if failed.any():
            _after_failure(term, failed, part)
        short = part.is_any(Status.PRO_RATA) & (part.past < part.whole)
        failing = short | part.is_any(Status.NOT_MET, Status.TERMINATED)
        failed = (failed | failing) & (part.status != code(Status.MET))
    return given


def _after_failure(term: Scheduled, failed: Mask, given: Verdicts) -> None:
    rule = "" if isinstance(term, MilestoneRebate) else term.on_failure
    if rule == "stop_permanently":
        stopped = failed & ~given.is_any(Status.TERMINATED)
        given.put(stopped, Status.TERMINATED, why("stopped_earlier"), NO_FACT)
        return
    if rule == "suspend_until_restored":
        _unpaid(given, failed & given.is_any(Status.EXCUSED, Status.PRO_RATA), "suspended")
    lost = why("lost_in_period") | why("loss_seen")
    otherwise = why("suspended") | why("carried_forward")
    late = failed & ((given.reason & lost) != 0) & ((given.reason & otherwise) == 0)
    given.reason[late] &= ~lost
    _unpaid(given, late, "lost_earlier")


def _unpaid(given: Verdicts, at: Mask, told: str) -> None:
    given.status[at] = code(Status.NOT_MET)
    given.reason[at] |= why(told)
    given.part(at, 0, 1)


def judge(term: Scheduled, plan: Milestones) -> Verdicts:
    """What each milestone has come to by itself."""
    looks, on = plan.looks, plan.looks.block.asked.on
    over, fact = _ended_by_death(term, looks)
    waiting = on <= plan.settled
    free = ~waiting
    free[over] = False
    ripe = np.flatnonzero(free)
    if 2 * len(ripe) > len(looks):
        # Most are ripe: looking at all of them is cheaper than picking them out.
        given = _ripe(term, plan, free)
    else:
        given = undecided(len(looks))
        carried = None if plan.carried is None else plan.carried[ripe]
        rest = Milestones(looks.some(ripe), plan.settled[ripe], plan.deadline[ripe], carried)
        given.set(ripe, _ripe(term, rest, np.ones(len(ripe), np.bool_)))
    if waiting.any():
        closed = waiting & (on < looks.opens)
        given.put(closed, Status.AWAITING, why("not_open"), NO_FACT)
        given.put(waiting & ~closed, Status.AWAITING, why("window_running"), NO_FACT)
    given.put(over, Status.TERMINATED, why("ended_by_death"), fact)
    return given


def _ended_by_death(term: Scheduled, looks: Looks) -> tuple[Places, Whole]:
    """A death before the milestone's own period ends the term; it is not a missing value."""
    none = np.zeros(0, np.intp)
    if looks.spots is None or term.exceptions.death.later == "same":
        return none, none
    if not len(looks.block.facts(Kind.EVENT, "death")):
        return none, none
    death = looks.block.first_event("death")
    at = _of_some(looks.spots, death.found)
    looks = looks.some(at)
    treatment = looks.treatment
    over = (death.day[treatment] <= looks.previous) & (looks.previous != looks.infused)
    return at[over], death.fact[treatment[over]]


def _ripe(term: Scheduled, plan: Milestones, ripe: Mask) -> Verdicts:
    """The milestones whose evidence is in; the others are left half done."""
    looks = plan.looks
    found = evaluate(term.met_when, looks)
    aside = _laid_elsewhere(looks)
    if len(aside):
        found.put(aside, evaluate(term.met_when, looks.some(aside)))
    given = by_criterion(term, looks, found)
    # Only another therapy outranks what the criterion says.
    open_ = ripe if switched(term.exceptions, looks.block) else ripe & (found.truth < 0)
    some = np.flatnonzero(open_)
    some = some[looks.block.eventful[looks.some(some).treatment]]
    if len(some):
        excepted = _excepted(term, looks.some(some), found.some(some))
        applies = excepted.status != 0
        given.set(some[applies], excepted.some(applies))
    absent = np.flatnonzero((given.status == 0) & ripe)
    if len(absent):
        _by_absence(term, plan, absent, found, given)
    return given


def _of_some(spots: Spots, treatments: Mask) -> Places:
    """The looks at some treatments of the block, of all milestones of a term."""
    at = np.flatnonzero(treatments[spots.who])
    return (np.arange(len(spots.windows.offsets))[:, None] * len(spots.who) + at).ravel()


def _laid_elsewhere(looks: Looks) -> Places:
    """The looks whose facts are laid out from another day of infusion than the one known."""
    none = np.zeros(0, np.intp)
    if looks.spots is None:
        return none
    windows, block = looks.spots.windows, looks.block
    laid = (c.infused for (_, found), c in block.asked.table.clusters.items() if found == windows)
    infused = next(laid, None)
    if infused is None:
        return none
    moved = infused[block.first : block.last] != block.infused.day
    return _of_some(looks.spots, moved) if moved.any() else none


def by_criterion(term: Scheduled, looks: Looks, found: Found) -> Verdicts:
    """What the criterion says where it decides."""
    given = by_truth(found.truth, found.fact)
    if isinstance(term, PerformanceAnnuity) and term.partial_period == "pro_rata":
        by_loss(term, looks, found, np.flatnonzero(found.truth == 0), given)
    return given


def _excepted(term: Scheduled, looks: Looks, found: Found) -> Verdicts:
    """What the exceptions say; evidence outranks them, but for a therapy that came before it."""
    applying = fired(term.exceptions, looks)
    known = found.truth >= 0

    def counts(one: Fired) -> Mask:
        if one.name != "competing_therapy" or not known.any():
            return ~known
        before: Mask = one.day <= np.where(found.dated, found.day, looks.closes)
        return ~known | before

    keep(applying, counts)
    choose(applying, term.exceptions)

    def shares(one: Fired) -> tuple[Whole, Whole]:
        past, whole = paid_by(one)
        partly = one.there & (one.status == code(Status.PRO_RATA))
        if partly.any():
            past[partly], whole[partly] = survived(term, looks.some(partly), one.day[partly])
        return past, whole

    return verdicts(applying, len(looks), shares)


def _by_absence(
    term: Scheduled, plan: Milestones, at: Places, found: Found, given: Verdicts
) -> None:
    """What a missing assessment means once its grace has passed."""
    missing, on = term.exceptions.missing_assessment, plan.looks.block.asked.on
    bad = found.bad[at] != NO_FACT
    given.put(at[bad], Status.HOLD, why("unreadable"), found.bad[at[bad]])
    at = at[~bad]
    early = on <= plan.deadline[at]
    given.put(at[early], Status.AWAITING, why("overdue"), NO_FACT)
    at = at[~early]
    if plan.carried is not None and len(at):
        at = _carried(term, plan, at, given)
    given.put(at, missing.then, why("missing_final"), found.fact[at])


def _carried(term: Scheduled, plan: Milestones, at: Places, given: Verdicts) -> Places:
    """Decide by a value carried forward where there is one; the milestones left over."""
    earliest = np.full(len(plan.looks), LATER) if plan.carried is None else plan.carried
    some = at[earliest[at] < plan.looks.opens[at]]
    looks = plan.looks.some(some).but(carry_from=earliest[some], seen_from=earliest[some])
    found = evaluate(term.met_when, looks)
    known = found.truth >= 0
    carried = by_criterion(term, looks.some(known), found.some(known))
    carried.reason |= why("carried_forward")
    given.set(some[known], carried)
    return np.setdiff1d(at, some[known], assume_unique=True)
