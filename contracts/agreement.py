"""An agreement version: what it says, what it needs, and when it looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contracts.criterion import methods_for, outcomes_in
from contracts.dates import Rounding, Window, add, subtract
from contracts.document import Clause, Document, Parties
from contracts.outcome import Quantity
from contracts.terms import Scheduled, Term, Upfront, WarrantyRefund, criterion_of, pays_at_anchor
from contracts.written import Bilingual


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
        """The currency every amount is in."""
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
            criterion = criterion_of(term)
            for name in outcomes_in(criterion) if criterion else ():
                users.setdefault(name, []).append(term)
        return tuple(self._need(name, users[name]) for name in sorted(users))

    def _need(self, name: str, terms: list[Term]) -> Need:
        outcome = self.document.outcomes[name]
        unit = outcome.unit if isinstance(outcome, Quantity) else ""
        criteria = [criterion for term in terms if (criterion := criterion_of(term))]
        named = {method for criterion in criteria for method in methods_for(criterion, name)}
        declared = outcome.methods if isinstance(outcome, Quantity) else ()
        methods = tuple(sorted(named)) or declared
        return Need(name, outcome.type, unit, methods, tuple(term.id for term in terms))


def _milestones(term: Scheduled, infused_on: date, rounding: Rounding) -> Iterator[Milestone]:
    plan, starts = term.milestone, infused_on
    for index, offset in enumerate(plan.offsets, start=2 if pays_at_anchor(term) else 1):
        target = add(infused_on, offset, rounding)
        opens = subtract(target, plan.window.before, rounding)
        closes = add(target, plan.window.after, rounding)
        report_by = None if plan.report_by is None else add(target, plan.report_by, rounding)
        yield Milestone(term.id, index, starts, target, opens, closes, report_by)
        starts = target


def milestones(agreement: Agreement, term: Term, infused_on: date) -> tuple[Milestone, ...]:
    """The milestones of one term for a treatment infused on a day.

    A warranty is one milestone that lasts from infusion to its end; an upfront share has none.
    """
    rounding = agreement.document.calendar.month_rounding
    match term:
        case Upfront():
            return ()
        case WarrantyRefund():
            ends = add(infused_on, term.until, rounding)
            return (Milestone(term.id, 1, infused_on, ends, infused_on, ends, None),)
        case _:
            return tuple(_milestones(term, infused_on, rounding))


def schedule(agreement: Agreement, infused_on: date) -> tuple[Milestone, ...]:
    """Every milestone of the agreement for a treatment infused on a day, by target."""
    found = [
        milestone
        for _, term in agreement.terms()
        for milestone in milestones(agreement, term, infused_on)
    ]
    return tuple(sorted(found, key=lambda m: (m.target, m.term, m.index)))
