"""What one line shows of the terms that act on other terms' lines: who pays, at what rate, when."""

from collections.abc import Iterator
from datetime import date

from contracts.agreement import Agreement
from contracts.coverage.marks import Mark
from contracts.dates import add, end_of
from contracts.entitlement import Entitlement
from contracts.fact import EVERYONE, Kind
from contracts.money import parse_ratio
from contracts.payer import UNKNOWN_PAYER
from contracts.price import reference
from contracts.reason import Reason, Status
from contracts.snapshot import Snapshot
from contracts.terms import (
    Currency,
    DataObligation,
    DisputeHold,
    Indexation,
    Judged,
    LimitationTermination,
    PayerOfRecord,
    RepeatDose,
    RoundingNetting,
    SwitchRefund,
    Vat,
)

__all__ = ["acted"]


def acted(agreement: Agreement, snapshot: Snapshot, line: Entitlement, on: date) -> Iterator[Mark]:
    """The branches of other terms that one line shows."""
    codes = {reason.code: reason for reason in line.reason.walk()}
    yield from _converted(agreement, line, codes)
    _, term = agreement.term(line.term)
    if not isinstance(term, Judged) or line.treatment == EVERYONE or "payer" not in codes:
        return
    yield from _indexed(agreement, snapshot, line, codes)
    yield from _dose(agreement, term, line, codes)
    yield from _disputed(agreement, codes)
    yield from _obliged(agreement, line, codes, on)
    yield from _paid_by(agreement, snapshot, line, codes)
    yield from _ended(agreement, snapshot, line, codes)
    if isinstance(term, SwitchRefund):
        yield from _cost(term, line, codes)


def _converted(agreement: Agreement, line: Entitlement, codes: dict[str, Reason]) -> Iterator[Mark]:
    for _, term in agreement.of_type(Currency):
        if "converted" in codes:
            yield (term.id, "converted")
            if codes["converted"].get("fixed_on") != codes["converted"].get("on"):
                yield (term.id, "earlier_day")
        if "rate_missing" in codes:
            yield (term.id, "rate_missing")
        if "fixing_corrected" in codes:
            yield (term.id, "fixing")
    yield from _closed(agreement, line, codes)


def _closed(agreement: Agreement, line: Entitlement, codes: dict[str, Reason]) -> Iterator[Mark]:
    """What VAT and netting made of a payer's balance."""
    for _, vat in agreement.of_type(Vat):
        if line.term == vat.id:
            yield (vat.id, "vat_missing" if "vat_missing" in codes else "vat")
    for _, netting in agreement.of_type(RoundingNetting):
        told = codes.get("carried")
        if line.term == netting.id and told is not None and told.get("sum") != "0":
            yield (netting.id, "carried" if told.get("paid") == "0" else "paid")


def _indexed(
    agreement: Agreement, snapshot: Snapshot, line: Entitlement, codes: dict[str, Reason]
) -> Iterator[Mark]:
    for _, rule in agreement.of_type(Indexation):
        if line.term not in rule.of:
            continue
        lacking = codes.get("owed_unknown", codes.get("owed_disputed"))
        if lacking is not None and lacking.get("outcome") == "index":
            yield (rule.id, "index_missing")
        told = codes.get("indexed")
        if told is None:
            continue
        yield (rule.id, "indexed")
        bounds = {"floor": rule.floor, "cap": rule.cap}
        ratio = parse_ratio(told.get("ratio"))
        yield from ((rule.id, name) for name, bound in bounds.items() if bound == ratio)
        cited = {node.get("fact_id") for node in told.children}
        if any(fact.fact_id in cited and fact.version > 1 for fact in snapshot.history(EVERYONE)):
            yield (rule.id, "revised")


def _dose(
    agreement: Agreement, term: Judged, line: Entitlement, codes: dict[str, Reason]
) -> Iterator[Mark]:
    for _, rule in agreement.of_type(RepeatDose):
        if reference(rule.price) != reference(term.price):
            continue
        if "later_dose" in codes:
            yield (rule.id, "second_dose")
        if "out_of_specification" in codes:
            yield (rule.id, "out_of_specification")
        if line.term == rule.id and line.key.endswith("|not_infused"):
            yield (rule.id, "not_infused")


def _disputed(agreement: Agreement, codes: dict[str, Reason]) -> Iterator[Mark]:
    for _, rule in agreement.of_type(DisputeHold):
        for name in ("disputed", "dispute_late", "adjudicated"):
            if name in codes:
                yield (rule.id, name)


def _obliged(
    agreement: Agreement, line: Entitlement, codes: dict[str, Reason], on: date
) -> Iterator[Mark]:
    rounding = agreement.document.calendar.month_rounding
    for _, rule in agreement.of_type(DataObligation):
        if line.term not in rule.of or line.window is None:
            continue
        if "not_reported" in codes:
            told = codes["not_reported"]
            if (told.get("party"), told.get("outcome")) == (rule.party, rule.deliver):
                yield (rule.id, "breached")
        elif on > add(line.window[1], rule.within, rounding) and codes.keys() & _DECIDED:
            yield (rule.id, "kept")


_DECIDED = frozenset({"met", "not_met", "lost_in_period", "loss_seen", "lost_after_period"})


def _paid_by(
    agreement: Agreement, snapshot: Snapshot, line: Entitlement, codes: dict[str, Reason]
) -> Iterator[Mark]:
    homes = {
        fact.value
        for fact in snapshot.about(line.treatment)
        if fact.kind is Kind.RESIDENCE and (line.due_on is None or fact.valid_on <= line.due_on)
    }
    known = line.payer != UNKNOWN_PAYER and bool(codes["payer"].children)
    for _, rule in agreement.of_type(PayerOfRecord):
        yield (rule.id, "resident" if known else "homeless")
        if known and line.amount and len(homes) > 1:
            yield (rule.id, "moved")


def _ended(
    agreement: Agreement, snapshot: Snapshot, line: Entitlement, codes: dict[str, Reason]
) -> Iterator[Mark]:
    calendar = agreement.document.calendar
    for _, rule in agreement.of_type(LimitationTermination):
        if "agreement_ended" in codes:
            yield (rule.id, "ended")
        target = line.reason.get("target")
        if line.term in rule.survives and rule.ends_on and target > rule.ends_on.isoformat():
            yield (rule.id, "survives", line.term)
        if rule.plus is None or line.window is None or line.status is Status.AWAITING:
            continue
        limit = end_of(add(line.window[1], rule.plus, calendar.month_rounding), calendar.tz)
        if any(fact.recorded_at > limit for fact in snapshot.history(line.treatment)):
            yield (rule.id, "too_late")


def _cost(term: SwitchRefund, line: Entitlement, codes: dict[str, Reason]) -> Iterator[Mark]:
    if term.actual_cost is None:
        return
    lacking = codes.get("owed_unknown")
    if lacking is not None and lacking.get("outcome") == "cost":
        yield (term.id, "cost", "missing")
    told = codes.get("amount")
    if told is not None and line.status is Status.NOT_MET:
        reached = told.get("price") == str(term.actual_cost.up_to.minor)
        yield (term.id, "cost", "ceiling" if reached else "known")
