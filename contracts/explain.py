"""Explanations: a line's reason tree in sentences, for the reader's language and profile."""

from datetime import date, datetime

from contracts.agreement import Agreement
from contracts.arithmetic import Step, arithmetic
from contracts.changes import Changes, facts_in, facts_used
from contracts.criterion import outcomes_in
from contracts.entitlement import Entitlement
from contracts.explained import Evidence, Explanation, Profile
from contracts.outcome import Event
from contracts.reason import Language, Owed, Owner, Reason, Status
from contracts.redacted import redacted, redacted_owed
from contracts.settle import Line
from contracts.terms import Term, criterion_of
from contracts.wording.formats import day, listed, money
from contracts.wording.labels import capital, label, owner_label
from contracts.wording.lines import say
from contracts.wording.phrases_of_population import ON_ALL_MEMBERS, ON_ONE_MEMBER
from contracts.wording.reasons import Teller
from contracts.wording.terms import sentence

__all__ = ["Evidence", "Explanation", "Profile", "Step", "explain", "printed", "sentence"]

_TOLD = ON_ONE_MEMBER | {
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
    "rate_to_come",
    "vat_missing",
    "succeeded",
    "too_late",
    "too_late_gone",
}
"""What a line tells besides its verdict."""

_OF_ONE = ON_ONE_MEMBER | {
    "later_dose",
    "out_of_specification",
    "succeeded",
    "too_late",
    "too_late_gone",
}
_TOLD_TO_ALL = ON_ALL_MEMBERS | (_TOLD - _OF_ONE)
"""What says nothing about one patient."""

_REFUNDS = frozenset({"rebate", "refund", "switch", "population"})
_CLINICAL = frozenset({"treatment", "observation", "event", "vital_status"})
_NAMED = frozenset({"observation", "batch"})
"""The kinds of facts a supplier hears a line rests on, without their values."""


def explain(
    subject: Entitlement | Line,
    agreement: Agreement,
    language: Language,
    profile: Profile,
    *,
    named: str = "",
) -> Explanation:
    """Why an entitlement or a line is what it is.

    Args:
        subject: what is explained.
        agreement: the agreement it is owed under.
        language: the reader's.
        profile: who the reader is.
        named: what the supplier calls the treatment in this settlement.
    """
    if profile == "supplier":
        hidden = redacted(subject) if isinstance(subject, Line) else redacted_owed(subject)
        return _Reader(hidden, agreement, language).supplied(named)
    return _Reader(subject, agreement, language).explanation(profile)


def printed(
    line: Line, agreement: Agreement, language: Language, profile: Profile, *, named: str = ""
) -> tuple[str, ...]:
    """The sentence of a line without its sums, then what changed: all that is printed of it.

    Like `explain`, which takes four times as long, and a settlement may have very many lines.
    """
    dated, line = profile != "supplier", line if profile != "supplier" else redacted(line)
    owed = _Reader(line.entitlement, agreement, language)
    said = owed.headline() if dated else owed.supplied_headline(named)
    return (said, *_Reader(line, agreement, language).changed(dated=dated))


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
        evidence = tuple(self._evidence(fact) for fact in facts_in(self.owed.reason))
        return Explanation(
            self.headline(),
            self._rule(),
            evidence,
            arithmetic(self.owed, self.line, self.agreement, self.language),
            self.changed(),
            self._waits(),
            self._proofs() if profile == "auditor" else (),
        )

    def supplied(self, named: str) -> Explanation:
        """What a supplier reads: amounts and the rule, but no value, no day and no fact's id."""
        waits, said = self._waits_undated(), self.supplied_headline(named)
        steps = arithmetic(self.owed, self.line, self.agreement, self.language)
        return Explanation(said, self._rule(), (), steps, self.changed(dated=False), waits, ())

    def supplied_headline(self, named: str) -> str:
        """The sentence a supplier reads."""
        told = [n for n in self.owed.reason.children if n.code in _TOLD_TO_ALL]
        parts = [
            f"{self._place(self.owed.reason.get('component'), named)}:",
            self._verdict(),
            *(self.teller.tell(node) for node in told),
            *self._rests_on(),
            *self._missing(self._waits_undated()),
            *self._held_before(),
        ]
        return " ".join(part for part in parts if part)

    def _waits_undated(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._wait(owed, dated=False) for owed in self.owed.blocked_by))

    def _rests_on(self) -> list[str]:
        facts = [fact for fact in facts_used(self.owed.reason) if fact.get("kind") in _NAMED]
        names = tuple(dict.fromkeys(self._name(fact) for fact in facts))
        return [say("rests_on", self.language, names=listed(names, self.language))] * bool(names)

    def _clinical(self) -> Explanation:
        facts = [f for f in facts_in(self.owed.reason) if f.get("kind") in _CLINICAL]
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

    def headline(self) -> str:
        """The sentence anyone else reads."""
        parts = [
            f"{self._place(self.owed.reason.get('component'))}:",
            self._verdict(),
            self.teller.tell(self.owed.reason.children[0]),
            *(self.teller.tell(n) for n in self.owed.reason.children if n.code in _TOLD),
            *(self.teller.payer(n) for n in self._nodes("payer")),
            self._window(),
            *self._missing(self._waits()),
            *self._held_before(),
        ]
        return " ".join(part for part in parts if part)

    def _held_before(self) -> list[str]:
        """What was settled before, where that is adjusted."""
        line = self.line
        if line is None or not line.previous or not line.posts:
            return []
        previous, amount = self._money(line.previous), self._money(line.amount)
        return [say("previous", self.language, previous=previous, amount=amount)]

    def _place(self, component: str, named: str = "") -> str:
        clause = f"§ {self.owed.clause}, " if self.owed.clause else ""
        what = say(component, self.language, index=str(self.owed.milestone))
        if self.owed.treatment == "*":
            return f"{clause}{what}"
        return f"{clause}{what}{say('treatment', self.language, id=named or self.owed.treatment)}"

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

    def _wait(self, owed: Owed, *, dated: bool = True) -> str:
        outcome, owner = self._label(owed.outcome), owner_label(owed.owner, self.language)
        if isinstance(self.agreement.document.outcomes.get(owed.outcome), Event):
            # No one can be asked for a relapse, only for a look at whether there was one.
            outcome = say("visit", self.language, outcome=outcome)
        if owed.deadline is None or not dated:
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
        return Changes(self.agreement, self.language).name(fact)

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

    def changed(self, *, dated: bool = True) -> tuple[str, ...]:
        """Which facts came, went or were corrected since the key's last line."""
        if self.line is None or self.line.before is None:
            return ()
        changes = Changes(self.agreement, self.language)
        return tuple(changes.tell(self.line.before, self.owed.reason, dated=dated))

    def _proofs(self) -> tuple[tuple[str, str], ...]:
        return (
            ("key", self.owed.key),
            ("agreement", f"{self.agreement.id} v{self.agreement.version}"),
            ("agreement_sha256", self.agreement.sha256),
            ("status", self.owed.status.value),
        )
