"""An agreement version: what it says, what it needs, and when it looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from pydantic import BaseModel

from contracts.criterion import Criterion, methods_for, outcomes_in
from contracts.dates import Period, Rounding, Window, add, subtract
from contracts.document import Clause, Document, Parties
from contracts.file.written import Bilingual
from contracts.outcome import Quantity
from contracts.terms import (
    Currency,
    DataObligation,
    DisputeHold,
    Judged,
    LimitationTermination,
    Milestones,
    PayerOfRecord,
    PopulationSurvival,
    RoundingNetting,
    Scheduled,
    Term,
    Vat,
    Watching,
    criterion_of,
    pays_at_anchor,
)

_TermType = TypeVar("_TermType", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A window at which a term looks at one treatment; no amounts, so a clinic may see it."""

    term: str
    index: int
    starts: date
    target: date
    opens: date
    closes: date
    report_by: date | None

    @property
    def window(self) -> Window:
        """The days at which evidence counts, both included."""
        return Window(self.opens, self.closes)


@dataclass(frozen=True, slots=True)
class Need:
    """An outcome the agreement looks at, as a clinic has to record it."""

    name: str
    type: str
    unit: str
    methods: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Agreement:
    """A loaded agreement version; only `load.load_agreement` makes one."""

    document: Document
    sha256: str

    @property
    def id(self) -> str:
        """The agreement's number."""
        return self.document.agreement.id

    @property
    def version(self) -> str:
        """The version's number."""
        return self.document.agreement.version

    @property
    def titles(self) -> Bilingual:
        """The title in both languages; the number where none is written."""
        return self.document.agreement.title or Bilingual(da=self.id, en=self.id)

    @property
    def product(self) -> str | None:
        """The product it covers; None covers whatever the facts name."""
        return self.document.agreement.product

    @property
    def indication(self) -> str | None:
        """The patient group it covers."""
        return self.document.agreement.indication

    @property
    def parties(self) -> Parties:
        """The payer and the supplier."""
        return self.document.parties

    @property
    def currency(self) -> str:
        """The currency amounts are agreed in."""
        return self.document.money.currency

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The numbered clauses with their texts and terms."""
        return self.document.clauses

    @property
    def illustrative(self) -> bool:
        """Whether the terms are invented or assumed, and have to be shown as such."""
        return self.document.agreement.illustrative

    def terms(self) -> Iterator[tuple[Clause, Term]]:
        """Every term with its clause, in the order written."""
        for clause in self.clauses:
            for term in clause.terms:
                yield clause, term

    def of_type(self, kind: type[_TermType]) -> tuple[tuple[Clause, _TermType], ...]:
        """The terms of one type, each with its clause, in the order written."""
        found: tuple[tuple[Clause, _TermType], ...] | None = self._typed.get(kind)
        if found is None:
            every = self.terms()
            found = tuple((clause, term) for clause, term in every if isinstance(term, kind))
            self._typed[kind] = found
        return found

    @cached_property
    def _typed(self) -> dict[type, Any]:
        """The terms by type, found once: a run asks for them line by line."""
        return {}

    @cached_property
    def judged(self) -> tuple[tuple[Clause, Judged], ...]:
        """The terms that fall due for one treatment."""
        return tuple((clause, term) for clause, term in self.terms() if isinstance(term, Judged))

    @cached_property
    def outcomes_of(self) -> dict[str, tuple[str, ...]]:
        """The outcomes each scheduled term looks at, by its id: asked for at every milestone."""
        scheduled = (term for _, term in self.terms() if isinstance(term, Scheduled))
        return {term.id: outcomes_in(term.met_when) for term in scheduled}

    @cached_property
    def limitation(self) -> Period | None:
        """How long after a milestone corrections still move money; None without an end."""
        short = self.document.limitation
        if short is not None:
            return short.corrections_until.plus
        return next((term.plus for _, term in self.of_type(LimitationTermination)), None)

    @cached_property
    def termination(self) -> LimitationTermination | None:
        """The term that ends the agreement on a day."""
        found = (term for _, term in self.of_type(LimitationTermination) if term.ends_on)
        return next(found, None)

    @cached_property
    def dispute_notice(self) -> Period | None:
        """How long after it is due a line may be disputed; None where nothing is agreed."""
        short = self.document.disputes
        if short is not None:
            return short.notice
        return next((term.notice for _, term in self.of_type(DisputeHold)), None)

    @cached_property
    def payer_rule(self) -> PayerOfRecord:
        """Which region pays, whether written among the parties or as a term."""
        short = self.parties.payer
        rule = "at_due_date" if short.of_record == "region_at_due_date" else "at_treatment"
        written = PayerOfRecord.model_validate(
            {"id": "payer", "type": "payer_of_record", "rule": rule, "otherwise": short.otherwise}
        )
        return next((term for _, term in self.of_type(PayerOfRecord)), written)

    @cached_property
    def paid_in(self) -> str:
        """The currency amounts are paid in, which settlements and ledgers are kept in."""
        return next((term.to for _, term in self.of_type(Currency)), self.currency)

    @cached_property
    def converts(self) -> bool:
        """Whether amounts agreed and amounts paid differ, or are netted."""
        return any(isinstance(term, Currency | Vat | RoundingNetting) for _, term in self.terms())

    def term(self, term_id: str) -> tuple[Clause, Term]:
        """The term of an id with its clause.

        Raises:
            KeyError: the agreement has no such term.
        """
        for clause, term in self.terms():
            if term.id == term_id:
                return clause, term
        raise KeyError(term_id)

    def governs(self, infused_on: date) -> bool:
        """Whether this version rules a treatment of that day."""
        header = self.document.agreement
        until = header.effective_until
        return header.effective_from <= infused_on and (until is None or infused_on <= until)

    def needed(self) -> tuple[Need, ...]:
        """The outcomes the terms look at, with unit and methods, each once, by name."""
        users: dict[str, list[Term]] = {}
        for _, term in self.terms():
            criterion = self._looked_at(term)
            for name in outcomes_in(criterion) if criterion else ():
                users.setdefault(name, []).append(term)
            if isinstance(term, DataObligation) and term.milestone is not None:
                users.setdefault(term.deliver, []).append(term)
        return tuple(self._need(name, users[name]) for name in sorted(users))

    def _looked_at(self, term: Term) -> Criterion | None:
        """The criterion of a term, which a survival guarantee has from its endpoint."""
        if not isinstance(term, PopulationSurvival):
            return criterion_of(term)
        found = (one.lost_when for one in self.document.endpoints if one.id == term.endpoint)
        return next(found, None)

    def _need(self, name: str, terms: list[Term]) -> Need:
        outcome = self.document.outcomes[name]
        unit = outcome.unit if isinstance(outcome, Quantity) else ""
        criteria = [criterion for term in terms if (criterion := self._looked_at(term))]
        named = {method for criterion in criteria for method in methods_for(criterion, name)}
        declared = outcome.methods if isinstance(outcome, Quantity) else ()
        methods = tuple(sorted(named)) or declared
        return Need(name, outcome.type, unit, methods, tuple(term.id for term in terms))


def _milestones(
    name: str, plan: Milestones, first: int, infused_on: date, rounding: Rounding
) -> Iterator[Milestone]:
    starts = infused_on
    for index, offset in enumerate(plan.offsets, start=first):
        target = add(infused_on, offset, rounding)
        opens = subtract(target, plan.window.before, rounding)
        closes = add(target, plan.window.after, rounding)
        report_by = None if plan.report_by is None else add(target, plan.report_by, rounding)
        yield Milestone(name, index, starts, target, opens, closes, report_by)
        starts = target


def milestones(agreement: Agreement, term: Term, infused_on: date) -> tuple[Milestone, ...]:
    """The milestones of one term for a treatment infused on a day.

    A warranty is one milestone that lasts from infusion to its end; an upfront share has none.
    A duty to report may have milestones of its own, which no money follows.
    """
    rounding = agreement.document.calendar.month_rounding
    if isinstance(term, Watching):
        ends = add(infused_on, term.until, rounding)
        return (Milestone(term.id, 1, infused_on, ends, infused_on, ends, None),)
    if isinstance(term, DataObligation) and term.milestone is not None:
        return tuple(_milestones(term.id, term.milestone, 1, infused_on, rounding))
    if isinstance(term, Scheduled):
        first = 2 if pays_at_anchor(term) else 1
        return tuple(_milestones(term.id, term.milestone, first, infused_on, rounding))
    return ()


def schedule(agreement: Agreement, infused_on: date) -> tuple[Milestone, ...]:
    """Every milestone of the agreement for a treatment infused on a day, by target."""
    found = [
        milestone
        for _, term in agreement.terms()
        for milestone in milestones(agreement, term, infused_on)
    ]
    return tuple(sorted(found, key=lambda m: (m.target, m.term, m.index)))
