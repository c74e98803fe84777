"""Reason trees in words: each code has one phrase, filled with the tree's own values."""

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from contracts.agreement import Agreement
from contracts.dates import parse_period
from contracts.money import parse_minor
from contracts.reason import Language, Owner, Reason, Status
from contracts.wording import (
    phrases,
    phrases_of_nodes,
    phrases_of_population,
    phrases_of_terms,
)
from contracts.wording.formats import day, listed, measured, money, number, period, share
from contracts.wording.labels import capital, label, owner_label, state_label, status_label
from contracts.wording.nodes import number_relation, relation

_PHRASES = (
    phrases.PHRASES
    | phrases_of_nodes.PHRASES
    | phrases_of_terms.PHRASES
    | phrases_of_population.PHRASES
)
_AMOUNTS = frozenset(
    {"ceiling", "sum", "excess", "paid", "uncut", "bound", "undisputed", "net", "taxable", "basis"}
)
_AS_PAID = frozenset({"vat", "vat_missing", "carried"})
"""Reasons whose amounts are in the currency paid, not in the one agreed."""

_BESIDE = frozenset({"passed_over", "bridged"})
"""What is told of a value besides how it compares."""

_SHARES = frozenset({"share", "ratio", "estimate", "strict", "limit", "level", "guarantee"}) | {
    "lower",
    "upper",
}
_DATES = frozenset(
    {
        "on",
        "opens",
        "closes",
        "deadline",
        "target",
        "from",
        "to",
        "last_contact",
        "seen_on",
        "valid_on",
        "starts",
        "until",
        "ran_out",
        "base",
        "month",
        "fixed_on",
        "cut",
    }
)


def phrase(code: str, language: Language, values: dict[str, str]) -> str:
    """One phrase of the catalogue, filled."""
    return _PHRASES[code][0 if language == "da" else 1].format(**values)


def recorded_day(instant: str, agreement: Agreement) -> date:
    """The local day an instant fell on where the agreement counts time."""
    zone = ZoneInfo(agreement.document.calendar.tz)
    return datetime.fromisoformat(instant).astimezone(zone).date()


class Teller:
    """Tells the reasons of one agreement in one language."""

    def __init__(self, agreement: Agreement, language: Language) -> None:
        self.agreement = agreement
        self.language = language
        measured_codes = ("compare", "between", "change", "state", "known", "baseline_missing")
        self._own = dict.fromkeys(measured_codes, self._leaf) | {
            "event": self._event,
            "count": self._count,
            "exception": self._exception,
            "seen_after_death": self._outlived,
        }
        self._words: dict[str, Callable[[str], str]] = {
            "status": lambda value: status_label(Status(value), language),
            "party": lambda value: owner_label(Owner(value), language),
            "rate": lambda value: number(value, language),
            "count": lambda value: number(value, language),
            "points": lambda value: number(value, language),
            "length": lambda value: period(parse_period(value), language),
            "agreed": self._agreed,
            "outcome": self._label,
            "name": self._label,
        }

    def tell(self, reason: Reason) -> str:
        """A reason and what it rests on, as sentences; the first letter is a capital."""
        said = [text for text in self._phrases(reason) if text]
        told = " ".join(f"{capital(text)}." for text in dict.fromkeys(said))
        # The point of "kr." also ends the sentence.
        return told.replace("kr..", "kr.")

    def _phrases(self, reason: Reason) -> list[str]:
        children = [text for child in reason.children for text in self._phrases(child)]
        match reason.code:
            case "fact" | "all" | "any" | "not" | "since":
                return children
            case "unusable":
                return [self._unusable(reason, child) for child in reason.children]
            case "passed_over" | "too_late" | "too_late_gone":
                return [self._aside(reason)]
            case code if code in self._own:
                beside = (child for child in reason.children if child.code in _BESIDE)
                told = [text for child in beside for text in self._phrases(child)]
                return [self._own[code](reason), *told]
            case _:
                code = reason.code
                code = f"{code}_{reason.get('truth')}" if code == "sustained" else code
                return [phrase(code, self.language, self._values(reason)), *children]

    def _values(self, reason: Reason) -> dict[str, str]:
        as_paid = reason.code in _AS_PAID
        currency = self.agreement.paid_in if as_paid else self.agreement.currency
        return {key: self._value(key, value, currency) for key, value in reason.values}

    def _value(self, key: str, value: str, currency: str) -> str:
        if key in _DATES:
            return day(date.fromisoformat(value), self.language)
        if key in _AMOUNTS:
            return money(int(value), currency, self.language)
        if key in _SHARES:
            return share(Fraction(value), self.language)
        return self._word(key, value)

    def _word(self, key: str, value: str) -> str:
        return self._words[key](value) if key in self._words else value

    def _agreed(self, value: str) -> str:
        minor, _, currency = value.partition(" ")
        return money(int(minor), currency, self.language)

    def _label(self, name: str) -> str:
        return label(name, self.language, self.agreement.document.outcomes)

    def _exception(self, reason: Reason) -> str:
        values = self._values(reason)
        values["event"] = " ".join(self.cite_event(child) for child in reason.children)
        form = next((key for key in ("until", "ran_out") if key in values), "")
        form = form or ("part" if "share" in values else "")
        form = form or ("open" if reason.get("status") == Status.HOLD else "")
        return phrase(f"exception_{form}".removesuffix("_"), self.language, values)

    def _outlived(self, reason: Reason) -> str:
        """A death, and what is known of the patient after it."""
        died, later = reason.children
        measured_later = later.get("kind") == "observation"
        seen = self.cite(later) if measured_later else self.cite_event(later)
        values = {"death": self.cite_event(died), "name": self._label(later.get("name"))}
        return phrase("seen_after_death", self.language, values | {"seen": seen})

    def _unusable(self, reason: Reason, fact: Reason) -> str:
        values = self._values(reason) | {"value": self.cite(fact)}
        return phrase("unusable", self.language, values)

    def _aside(self, reason: Reason) -> str:
        """A fact that was not used, and why."""
        fact, values = reason.children[0], self._values(reason)
        code = f"{reason.code}_{reason.get('by')}".removesuffix("_")
        happened = fact.get("kind") == "event"
        values |= self._values(fact)
        values["value"] = self.cite_event(fact) if happened else self.cite(fact)
        return phrase(code, self.language, values)

    def payer(self, reason: Reason) -> str:
        """Who pays, by which fact; told where that fact has been corrected."""
        values = {"payer": reason.get("payer")}
        said = [
            phrase("payer_stated", self.language, self._cited(fact) | values)
            for fact in reason.children
            if fact.get("version") != "1"
        ]
        if reason.get("days"):
            said.append(phrase("payer_share", self.language, self._values(reason)))
        return " ".join(f"{capital(text)}." for text in said)

    def _leaf(self, reason: Reason) -> str:
        """A criterion leaf with the value it looked at and how that compares."""
        truth, values = reason.get("truth"), self._values(reason)
        if reason.code == "baseline_missing":
            return phrase("baseline_missing", self.language, values)
        facts = [child for child in reason.children if child.code == "fact"]
        if not facts:
            return phrase("missing", self.language, values)
        values["first"], values["value"] = self.cite(facts[0]), self.cite(facts[-1])
        if reason.code in {"state", "known"}:
            return phrase(f"{reason.code}_true", self.language, values)
        return self._compared(reason, truth, values)

    def _event(self, reason: Reason) -> str:
        """Whether something happened, by the fact that shows it."""
        truth, values, later = reason.get("truth"), self._values(reason), False
        for child in reason.children:
            values |= {"fact_id": child.get("fact_id"), "version": child.get("version")}
            values["value"] = self.cite_event(child)
            later = truth == "false" and child.get("name") == reason.get("outcome")
        return phrase("event_later" if later else f"event_{truth}", self.language, values)

    def _count(self, reason: Reason) -> str:
        """How many were found, which they are, and how that compares."""
        values, name = self._values(reason), reason.get("outcome")
        facts = [fact for fact in reason.children if fact.get("name") == name]
        events = [self.cite_event(f) for f in facts if f.get("kind") == "event"]
        cited = events + [self.cite(f) for f in facts if f.get("kind") != "event"]
        values["cited"] = f" ({listed(cited, self.language)})" if cited else ""
        constant = measured(reason.get("constant"), reason.get("unit"), self.language)
        values["constant"] = f"{number_relation(reason.get('op'), self.language)} {constant}"
        return phrase(f"count_{reason.get('truth')}", self.language, values)

    def _compared(self, reason: Reason, truth: str, values: dict[str, str]) -> str:
        unit = reason.get("unit")
        values["constant"] = measured(reason.get("constant"), unit, self.language)
        values["high"] = measured(reason.get("high"), unit, self.language)
        if truth == "unknown":
            return phrase(f"{reason.code}_unknown", self.language, values)
        values["relation"] = relation(reason.get("op"), self.language, holds=truth == "true")
        values["relation_high"] = relation(reason.get("op_high") or "=", self.language)
        return phrase(f"{reason.code}_true", self.language, values)

    def cite(self, fact: Reason) -> str:
        """A measured value with its date, id, version and day of recording."""
        return phrase("cited", self.language, self._cited(fact))

    def cite_event(self, fact: Reason) -> str:
        """An event's date, id, version and day of recording."""
        return phrase("cited_event", self.language, self._cited(fact))

    def _cited(self, fact: Reason) -> dict[str, str]:
        recorded = day(recorded_day(fact.get("recorded_at"), self.agreement), self.language)
        return self._values(fact) | {"value": self.shown(fact), "recorded_at": recorded}

    def shown(self, fact: Reason) -> str:
        """A fact's value as a person reads it."""
        if fact.get("kind") == "price":
            minor = parse_minor(fact.get("value"))
            return money(minor, fact.get("unit"), self.language)
        return measured(
            state_label(fact.get("value"), self.language), fact.get("unit"), self.language
        )
