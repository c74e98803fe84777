"""What worked examples have to reach: the branches of every term, each under a mark of its own.

A mark is the term's id, what kind of branch it is, and which one: `annuity death no`.
"""

from collections.abc import Iterator
from typing import TypeAlias, assert_never

from contracts.agreement import Agreement
from contracts.checks.decisions import Exceptions, Lost
from contracts.coverage.leaves import leaf_marks, settled_by
from contracts.dates import Period
from contracts.price import reference
from contracts.reason import Status
from contracts.terms import (
    Basket,
    BudgetCap,
    Cap,
    Currency,
    DataObligation,
    DisputeHold,
    Excepted,
    Guaranteed,
    Indexation,
    LimitationTermination,
    ListPrice,
    MilestoneRebate,
    MilestoneTerm,
    PatientCap,
    PayerOfRecord,
    PerformanceAnnuity,
    PopulationResponse,
    PopulationSurvival,
    RepeatDose,
    ResultInstalments,
    RoundingNetting,
    Scheduled,
    SwitchRefund,
    Term,
    Upfront,
    Vat,
    VolumeTiers,
    WarrantyRefund,
    Watching,
    criterion_of,
)

Mark: TypeAlias = tuple[str, ...]
Refund: TypeAlias = MilestoneRebate | Watching


def marks(agreement: Agreement, term: Term) -> Iterator[Mark]:
    """Every branch of a term that its worked examples have to reach, in reading order."""
    for branch in _branches(agreement, term):
        yield (term.id, *branch)


def _branches(agreement: Agreement, term: Term) -> Iterator[Mark]:
    match term:
        case Upfront() | RepeatDose():
            yield from _given(term)
        case ResultInstalments() | PerformanceAnnuity() | MilestoneRebate():
            yield from _scheduled(agreement, term)
        case WarrantyRefund() | SwitchRefund():
            yield from _watching(agreement, term)
        case PopulationSurvival() | PopulationResponse():
            yield from _guaranteed(term)
        case PatientCap() | BudgetCap() | VolumeTiers() | Basket():
            yield from _totals(agreement, term)
        case Indexation() | Currency() | Vat() | RoundingNetting():
            yield from _conversion(term)
        case PayerOfRecord() | DataObligation() | DisputeHold() | LimitationTermination():
            yield from _conduct(agreement, term)
        case _:
            assert_never(term)


def _given(term: Upfront | RepeatDose) -> Iterator[Mark]:
    if isinstance(term, Upfront):
        yield ("status", Status.MET.value)
        yield ("not_infused",)
        yield from _excepted(term)
        return
    fields = ("second_dose", "out_of_specification", "not_infused")
    yield from ((name,) for name in fields if getattr(term, name) is not None)


def _guaranteed(term: Guaranteed) -> Iterator[Mark]:
    """Not read yet, met, not met; and what cannot be determined, unless everyone always counts."""
    found = [Status.AWAITING, Status.MET, Status.NOT_MET]
    everyone = isinstance(term, PopulationResponse) and term.denominator == "treated"
    if term.min_n > 1 or not everyone:
        found.append(Status.HOLD if term.not_evaluable == "defer" else Status.EXCUSED)
    yield from (("status", status.value) for status in found)


def _scheduled(agreement: Agreement, term: Scheduled) -> Iterator[Mark]:
    yield ("status", Status.AWAITING.value)
    yield ("status", Status.MET.value)
    pro_rata = isinstance(term, PerformanceAnnuity) and term.partial_period == "pro_rata"
    yield ("status", (Status.PRO_RATA if pro_rata else Status.NOT_MET).value)
    yield from dict.fromkeys(leaf_marks(term.met_when))
    yield from _excepted(term)
    yield from _missing(term)
    several = len(term.milestone.offsets) > 1
    if several and not isinstance(term, MilestoneRebate):
        yield ("after_failure", term.on_failure)
    if several and term.exceptions.death.later == "TERMINATED":
        yield ("death", "later")
    yield from _cap(agreement, term)


def _watching(agreement: Agreement, term: Watching) -> Iterator[Mark]:
    for status in (Status.AWAITING, Status.MET, Status.NOT_MET):
        yield ("status", status.value)
    yield from dict.fromkeys(leaf_marks(term.failed_when))
    yield from _excepted(term)
    yield from _missing(term)
    if isinstance(term, WarrantyRefund):
        yield from (("step", str(i)) for i in range(1, len(term.steps) + 1))
        if term.linear is not None:
            yield ("linear",)
        return
    others = (other for _, other in agreement.judged if isinstance(other, Refund))
    same = (one for one in others if one.id != term.id)
    if term.stacking != "sum" and any(reference(o.price) == reference(term.price) for o in same):
        yield ("stacked",)
    if term.actual_cost is not None:
        yield from (("cost", which) for which in ("known", "missing", "ceiling"))


def _excepted(term: Excepted) -> Iterator[Mark]:
    """The exceptions, but for those that the criterion itself has always decided before."""
    rules, moved = term.exceptions, term.exceptions.relocation_abroad
    yield from _death(term)
    if not _shadowed(term, "consent_withdrawn"):
        yield ("withdrawal",)
    if not _shadowed(term, "lost_to_follow_up"):
        yield from _lost(rules.lost_to_follow_up)
    if not _shadowed(term, "emigrated"):
        yield ("relocation_abroad", "at_once")
        if moved.after is not None and moved.then not in {None, "SUPPLIER_OPTION"}:
            yield ("relocation_abroad", "later")
    if not all(_shadowed(term, name, competing=True) for name in rules.competing_therapy.list):
        yield ("competing_therapy",)
    if may_conflict(rules):
        yield ("status", Status.CONFLICT.value)


def _shadowed(
    term: Excepted,
    event: str,
    limit: str = "window_close",
    *,
    related: str = "",
    competing: bool = False,
) -> bool:
    """Whether the event alone settles the criterion, which outranks the exception.

    At a milestone a competing therapy outranks it in turn; a warranty hears only of its loss.
    """
    criterion = criterion_of(term)
    if criterion is None or (competing and not isinstance(term, Watching)):
        return False
    settled = settled_by(criterion, event, {"related": related}, limit)
    return settled is True if isinstance(term, Watching) else settled is not None


def _death(term: Excepted) -> Iterator[Mark]:
    rule = term.exceptions.death
    if rule.related is None:
        if not _shadowed(term, "death", rule.when.before):
            yield ("death", "any")
        return
    for related in ("yes", "no", "unknown"):
        if not _shadowed(term, "death", rule.when.before, related=related):
            yield ("death", related)
            if related == "unknown" and rule.unknown_after is not None:
                yield ("death", "unclear")


def _lost(rule: Lost) -> Iterator[Mark]:
    if rule.after != Period():
        yield ("lost_to_follow_up", "waiting")
    yield ("lost_to_follow_up", "final")


def may_conflict(rules: Exceptions) -> bool:
    """Whether two exceptions that no priority tells apart give different results."""
    results = {
        "death": rules.death.result,
        "withdrawal": rules.withdrawal.result,
        "lost_to_follow_up": rules.lost_to_follow_up.result,
        "relocation_abroad": rules.relocation_abroad.result,
        "competing_therapy": rules.competing_therapy.result,
    }
    silent = {*rules.priority, "" if rules.competing_therapy.list else "competing_therapy"}
    return len({found for name, found in results.items() if name not in silent}) > 1


def _missing(term: Scheduled | Watching) -> Iterator[Mark]:
    rule = term.exceptions.missing_assessment
    report = term.milestone.report_by if isinstance(term, MilestoneTerm) else None
    window = term.milestone.window.after if isinstance(term, MilestoneTerm) else Period()
    spare = (rule.grace.months + window.months) * 30 + rule.grace.days + window.days
    used = 0 if report is None else report.months * 30 + report.days
    if rule.grace != Period() and spare > used:
        yield ("missing_assessment", "overdue")
    yield ("missing_assessment", "final")
    if rule.carry_forward is not None:
        yield ("missing_assessment", "carried_forward")


def _cap(agreement: Agreement, term: Scheduled) -> Iterator[Mark]:
    if term.cap is not None:
        yield from _bound(agreement, (term.id,), "ceiling")


def _bound(agreement: Agreement, of: tuple[str, ...], what: str) -> Iterator[Mark]:
    """Below, above and exactly at a bound; a fixed price need not come to it exactly."""
    yield (what, "below")
    yield (what, "above")
    if priced_by_list(agreement, of):
        yield (what, "at")


def priced_by_list(agreement: Agreement, of: tuple[str, ...]) -> bool:
    """Whether everything some terms count is priced by lists, so that an example may choose."""
    terms = [term for _, term in agreement.judged if not of or term.id in of]
    return all(isinstance(term.price, ListPrice) for term in terms)


def bounds(agreement: Agreement) -> Iterator[tuple[str, tuple[str, ...], str, Cap | BudgetCap]]:
    """The ceilings of a year: the term's id, the terms counted, the year meant, the ceiling."""
    for _, term in agreement.terms():
        if isinstance(term, BudgetCap):
            yield term.id, term.of, term.per, term
        elif isinstance(term, MilestoneTerm) and term.cap is not None:
            yield term.id, (term.id,), term.cap.per, term.cap


def _totals(
    agreement: Agreement, term: PatientCap | BudgetCap | VolumeTiers | Basket
) -> Iterator[Mark]:
    match term:
        case PatientCap():
            for what in ("ceiling", "floor"):
                if getattr(term, what) is not None:
                    yield from _bound(agreement, term.of, what)
        case BudgetCap():
            yield from _bound(agreement, term.of, "ceiling")
        case VolumeTiers(tiers=tiers):
            yield from (("tier", str(i)) for i in range(1, len(tiers) + 1))
            yield from (("tier_end", str(i)) for i in range(1, len(tiers)))
        case Basket():
            yield from (("member", member.term) for member in term.members)
            if any(member.weight != 1 for member in term.members):
                yield ("netted",)
        case _:
            assert_never(term)


def _conversion(term: Indexation | Currency | Vat | RoundingNetting) -> Iterator[Mark]:
    match term:
        case Indexation():
            names = ("indexed", "index_missing", "revised")
            yield from ((name,) for name in names)
            yield from ((name,) for name in ("floor", "cap") if getattr(term, name) is not None)
        case Currency():
            yield from ((name,) for name in ("converted", "earlier_day", "rate_missing", "fixing"))
        case Vat():
            yield from ((name,) for name in ("vat", "vat_missing"))
        case RoundingNetting():
            yield ("paid",)
            if term.de_minimis.minor > 0:
                yield ("carried",)
        case _:
            assert_never(term)


def _conduct(
    agreement: Agreement,
    term: PayerOfRecord | DataObligation | DisputeHold | LimitationTermination,
) -> Iterator[Mark]:
    match term:
        case PayerOfRecord():
            yield from ((name,) for name in ("resident", "moved", "homeless"))
        case DataObligation():
            yield from ((name,) for name in ("kept", "breached") if term.of)
        case DisputeHold():
            yield from ((name,) for name in ("disputed", "dispute_late", "adjudicated"))
        case LimitationTermination():
            if term.plus is not None:
                yield ("too_late",)
            if term.ends_on is not None:
                if any(other.id not in term.survives for _, other in agreement.judged):
                    yield ("ended",)
                yield from (("survives", name) for name in term.survives)
        case _:
            assert_never(term)
