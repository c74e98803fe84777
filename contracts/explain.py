"""Explanations: a line's reason tree in sentences, for the reader's language and profile."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from contracts.agreement import Agreement
from contracts.arithmetic import Step, arithmetic
from contracts.criterion import outcomes_in
from contracts.entitlement import Entitlement
from contracts.outcome import Event
from contracts.reason import Language, Owed, Owner, Reason, Status
from contracts.settle import Line
from contracts.terms import Term, criterion_of
from contracts.wording.formats import day, listed, money
from contracts.wording.labels import capital, label, owner_label
from contracts.wording.lines import say
from contracts.wording.reasons import Teller
from contracts.wording.terms import sentence

__all__ = ["Evidence", "Explanation", "Profile", "Step", "explain", "sentence"]

Profile = Literal["finance", "clinician", "auditor"]

_TOLD = frozenset(
    {
        "refund_limited",
        "stacked",
        "later_dose",
        "out_of_specification",
        "indexed",
        "adjudicated",
        "disputed",
        "dispute_late",
        "converted",
        "rate_missing",
        "vat_missing",
        "succeeded",
    }
)
"""What a line tells besides its verdict."""

_REFUNDS = frozenset({"rebate", "refund", "switch"})
_FIGURES = frozenset({"price", "index", "fx", "vat"})
_CLINICAL = frozenset({"treatment", "observation", "event", "vital_status"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact behind a line; name, value and unit are worded, dates are not."""

    name: str
    value: str
    unit: str
    method: str
    valid_on: date
    fact_id: str
    version: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a line is what it is, in one language, for one profile.

    A clinician's has no amounts, no status, no threshold and no consequence.
    """

    headline: str
    rule: str
    evidence: tuple[Evidence, ...]
    arithmetic: tuple[Step, ...]
    changed: tuple[str, ...]
    owed: tuple[str, ...]
    proofs: tuple[tuple[str, str], ...]


def explain(
    subject: Entitlement | Line, agreement: Agreement, language: Language, profile: Profile
) -> Explanation:
    """Why an entitlement or a line is what it is."""
    return _Reader(subject, agreement, language).explanation(profile)


class _Reader:
    """One line before one reader."""

    def __init__(
        self, subject: Entitlement | Line, agreement: Agreement, language: Language
    ) -> None:
        self.line = subject if isinstance(subject, Line) else None
        self.owed = subject.entitlement if isinstance(subject, Line) else subject
        self.agreement = agreement
        self.language = language
        self.teller = Teller(agreement, language)

    def explanation(self, profile: Profile) -> Explanation:
        if profile == "clinician":
            return self._clinical()
        evidence = tuple(self._evidence(fact) for fact in _facts(self.owed.reason))
        return Explanation(
            self._headline(),
            self._rule(),
            evidence,
            arithmetic(self.owed, self.line, self.agreement, self.language),
            self._changed(),
            self._waits(),
            self._proofs() if profile == "auditor" else (),
        )

    def _clinical(self) -> Explanation:
        facts = [f for f in _facts(self.owed.reason) if f.get("kind") in _CLINICAL]
        seen = [
            f"{capital(self._name(f))} {self.teller.cite(f)}."
            for f in facts
            if f.get("kind") == "observation"
        ]
        term = self._term()
        criterion = None if term is None else criterion_of(term)
        names = [self._label(name) for name in outcomes_in(criterion)] if criterion else []
        rule = say("looks_at", self.language, outcomes=listed(names, self.language))
        waits = self._waits(clinical=True)
        said = " ".join(p for p in (*seen, self._window(), *self._missing(waits)) if p)
        return Explanation(
            f"{self._place('check_up')}: {said}" if said else self._place("check_up"),
            rule if names else "",
            tuple(self._evidence(fact) for fact in facts),
            (),
            (),
            waits,
            (),
        )

    def _headline(self) -> str:
        line = self.line
        parts = [
            f"{self._place(self.owed.reason.get('component'))}:",
            self._verdict(),
            self.teller.tell(self.owed.reason.children[0]),
            *(self.teller.tell(n) for n in self.owed.reason.children if n.code in _TOLD),
            *(self.teller.payer(n) for n in self._nodes("payer")),
            self._window(),
            *self._missing(self._waits()),
        ]
        if line is not None and line.previous and line.posts:
            previous, amount = self._money(line.previous), self._money(line.amount)
            parts.append(say("previous", self.language, previous=previous, amount=amount))
        return " ".join(part for part in parts if part)

    def _place(self, component: str) -> str:
        clause = f"§ {self.owed.clause}, " if self.owed.clause else ""
        what = say(component, self.language, index=str(self.owed.milestone))
        if self.owed.treatment == "*":
            return f"{clause}{what}"
        return f"{clause}{what}{say('treatment', self.language, id=self.owed.treatment)}"

    def _nodes(self, code: str) -> list[Reason]:
        """What the line says besides its verdict, by code."""
        return [node for node in self.owed.reason.children if node.code == code]

    def _verdict(self) -> str:
        code, status = "unpaid", self.owed.status
        if self.owed.reason.get("component") == "carry":
            code = "carried"
        elif self.owed.amount < 0:
            code = "refunded"
        elif status in {Status.HOLD, Status.AWAITING, Status.CONFLICT} or (
            status is Status.TERMINATED and self.owed.amount == 0
        ):
            code = status.value
        elif self.owed.reason.get("component") in _REFUNDS:
            code = "not_refunded"
        elif status is Status.EXCUSED:
            code = "excused"
        elif self.owed.amount > 0:
            code = "paid_part" if status is Status.PRO_RATA else "paid"
        return say(code, self.language, amount=self._money(self.owed.amount))

    def _window(self) -> str:
        if self.owed.window is None:
            return ""
        opens, closes = (day(value, self.language) for value in self.owed.window)
        return say("window", self.language, opens=opens, closes=closes)

    def _missing(self, waits: tuple[str, ...]) -> list[str]:
        owed = listed(waits, self.language)
        return [say("missing", self.language, owed=owed)] if owed else []

    def _waits(self, *, clinical: bool = False) -> tuple[str, ...]:
        """What the line waits for; a clinician hears only of what a department owes."""
        return tuple(
            self._wait(owed)
            for owed in self.owed.blocked_by
            if not clinical or owed.owner is Owner.SITE
        )

    def _wait(self, owed: Owed) -> str:
        outcome, owner = self._label(owed.outcome), owner_label(owed.owner, self.language)
        if isinstance(self.agreement.document.outcomes.get(owed.outcome), Event):
            # No one can be asked for a relapse, only for a look at whether there was one.
            outcome = say("visit", self.language, outcome=outcome)
        if owed.deadline is None:
            return say("owed", self.language, outcome=outcome, owner=owner)
        by = day(owed.deadline, self.language)
        return say("owed_by", self.language, outcome=outcome, owner=owner, deadline=by)

    def _term(self) -> Term | None:
        found = (term for _, term in self.agreement.terms() if term.id == self.owed.term)
        return next(found, None)

    def _rule(self) -> str:
        term = self._term()
        if term is None:
            return say("no_term", self.language)
        return sentence(term, self.language, self.agreement.document.outcomes)

    def _label(self, name: str) -> str:
        return label(name, self.language, self.agreement.document.outcomes)

    def _name(self, fact: Reason) -> str:
        own = fact.get("kind") in _FIGURES
        return fact.get("name") if own else self._label(fact.get("name"))

    def _money(self, minor: int) -> str:
        return money(minor, self.owed.currency, self.language)

    def _evidence(self, fact: Reason) -> Evidence:
        worded = self.teller.shown(fact)
        unit = "" if fact.get("kind") == "price" else fact.get("unit")
        return Evidence(
            self._name(fact),
            worded.removesuffix(unit).rstrip(),
            unit,
            fact.get("method"),
            date.fromisoformat(fact.get("valid_on")),
            fact.get("fact_id"),
            int(fact.get("version")),
            datetime.fromisoformat(fact.get("recorded_at")),
        )

    def _changed(self) -> tuple[str, ...]:
        """Which facts came, went or were corrected since the key's last line."""
        if self.line is None or self.line.before is None:
            return ()
        before = {fact.get("fact_id"): fact for fact in _facts(self.line.before)}
        after = {fact.get("fact_id"): fact for fact in _facts(self.owed.reason)}
        if self._nodes("payer_changed"):
            # The facts are another payer's now; only what moved them there has changed.
            before = {fact_id: fact for fact_id, fact in before.items() if fact_id in after}
        changes = (
            self._change(before.get(fact_id), after.get(fact_id))
            for fact_id in sorted(before | after)
        )
        return tuple(change for change in changes if change)

    def _change(self, before: Reason | None, after: Reason | None) -> str:
        if before == after:
            return ""
        code = "new" if before is None else "gone" if after is None else "corrected"
        fact = after or before or Reason("fact")
        return say(
            code,
            self.language,
            name=self._name(fact) if code in {"new", "gone"} else capital(self._name(fact)),
            fact_id=fact.get("fact_id"),
            old="" if before is None else before.get("version"),
            new="" if after is None else after.get("version"),
            before="" if before is None else self.teller.shown(before),
            after="" if after is None else self.teller.shown(after),
        )

    def _proofs(self) -> tuple[tuple[str, str], ...]:
        return (
            ("key", self.owed.key),
            ("agreement", f"{self.agreement.id} v{self.agreement.version}"),
            ("agreement_sha256", self.agreement.sha256),
            ("status", self.owed.status.value),
        )


def _facts(reason: Reason) -> list[Reason]:
    """The facts cited in a tree, each version once, by id."""
    found = {
        (node.get("fact_id"), node.get("version")): node
        for node in reason.walk()
        if node.code == "fact"
    }
    return [found[key] for key in sorted(found)]
