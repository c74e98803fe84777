"""What changed since a key's last line: which facts came, went or were corrected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.agreement import Agreement
from contracts.money import parse_minor
from contracts.reason import Language, Reason
from contracts.wording.formats import money
from contracts.wording.labels import capital, label, state_label
from contracts.wording.lines import say
from contracts.wording.reasons import Teller

_FIGURES = frozenset({"price", "index", "fx", "vat"})
_WITHHELD = frozenset({"observation", "event", "batch"})
"""What is told of a patient, for whoever reads no days: only that it changed."""


_NOT_USED = frozenset({"passed_over", "too_late", "too_late_gone"})
"""What is shown beside what a line rests on."""


def facts_in(reason: Reason) -> list[Reason]:
    """The facts cited in a tree, each version once, by id."""
    return _each(node for node in reason.walk() if node.code == "fact")


def facts_used(reason: Reason) -> list[Reason]:
    """The facts a tree rests on, each version once, by id."""
    return _each(_used(reason))


def _each(facts: Iterable[Reason]) -> list[Reason]:
    found = {(fact.get("fact_id"), fact.get("version")): fact for fact in facts}
    return [found[key] for key in sorted(found)]


def _used(reason: Reason) -> Iterator[Reason]:
    if reason.code == "fact":
        yield reason
    for child in reason.children:
        if child.code not in _NOT_USED:
            yield from _used(child)


def pairs(before: Reason, now: Reason) -> tuple[tuple[Reason | None, Reason | None], ...]:
    """Each fact as it was read then and as it is read now; None where it was not read.

    Args:
        before: the reason of the key's last line.
        now: the reason of this one.
    """
    then = {fact.get("fact_id"): fact for fact in facts_in(before)}
    after = {fact.get("fact_id"): fact for fact in facts_in(now)}
    if any(node.code == "payer_changed" for node in now.children):
        # The facts are another payer's now; only what moved them there has changed.
        then = {fact_id: fact for fact_id, fact in then.items() if fact_id in after}
    return tuple((then.get(one), after.get(one)) for one in sorted(then | after))


@dataclass(frozen=True, slots=True)
class Changes:
    """Tells changes in one language."""

    agreement: Agreement
    language: Language

    def tell(self, before: Reason, now: Reason, *, dated: bool = True) -> Iterator[str]:
        """One sentence for each fact that is not the same.

        Undated leaves out ids and versions, and of the patient's facts their values.
        """
        for then, after in pairs(before, now):
            if then != after:
                said = self._one(then, after, dated=dated)
                if said:
                    yield said

    def _one(self, then: Reason | None, after: Reason | None, *, dated: bool) -> str:
        code = "new" if then is None else "gone" if after is None else "corrected"
        fact = after or then or Reason("fact")
        if not dated and fact.get("kind") in {"residence", "treatment", "vital_status"}:
            return ""
        name = self.name(fact)
        kept = "_withheld" if fact.get("kind") in _WITHHELD else "_undated"
        return say(
            code if dated else code + kept,
            self.language,
            name=name if code in {"new", "gone"} else capital(name),
            fact_id=fact.get("fact_id"),
            old="" if then is None else then.get("version"),
            new="" if after is None else after.get("version"),
            before="" if then is None else self.value(then),
            after="" if after is None else self.value(after),
        ).replace(" .", ".")

    def name(self, fact: Reason) -> str:
        """What a fact is about, in words."""
        name = fact.get("name")
        if fact.get("kind") in _FIGURES:
            return name
        return label(name, self.language, self.agreement.document.outcomes)

    def value(self, fact: Reason) -> str:
        """A fact's value in words; of a death no more than whether the treatment caused it."""
        told = dict(part.partition("=")[::2] for part in fact.get("value").split(";"))
        match fact.get("kind"):
            case "event":
                related = told.get("related", "")
                return say(f"related_{related}", self.language) if related else ""
            case "ruling" if "amount" in told:
                minor = parse_minor(told["amount"])
                return money(minor, self.agreement.currency, self.language)
            case "ruling" if "state" in told:
                return state_label(told["state"], self.language)
        return Teller(self.agreement, self.language).shown(fact)
