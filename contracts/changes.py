"""What changed since a key's last line: which facts came, went or were corrected."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.agreement import Agreement
from contracts.money import parse_minor
from contracts.reason import Language, Reason
from contracts.wording.formats import money
from contracts.wording.labels import capital, label, state_label
from contracts.wording.lines import say
from contracts.wording.reasons import Teller

_FIGURES = frozenset({"price", "index", "fx", "vat"})


def facts_in(reason: Reason) -> list[Reason]:
    """The facts cited in a tree, each version once, by id."""
    found = {
        (node.get("fact_id"), node.get("version")): node
        for node in reason.walk()
        if node.code == "fact"
    }
    return [found[key] for key in sorted(found)]


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
        """One sentence for each fact that is not the same; undated leaves out ids and versions."""
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
        return say(
            code if dated else f"{code}_undated",
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
