"""Reason trees in words: each code has one phrase, filled with the tree's own values."""

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from contracts.agreement import Agreement
from contracts.money import parse_minor
from contracts.reason import Language, Reason, Status
from contracts.wording.criteria import relation
from contracts.wording.formats import day, measured, money, share
from contracts.wording.labels import capital, label, state_label, status_label

# Codes of nodes that only carry others are silent; their children speak.
_WORDS = {
    "met": ("", ""),
    "not_met": ("", ""),
    "due_at_infusion": ("forfalder ved infusionen", "due at infusion"),
    "not_infused": (
        "patienten blev ikke infunderet ({on})",
        "the patient was not infused ({on})",
    ),
    "lost_in_period": (
        "virkningen ophørte den {on}; {share} af perioden betales",
        "the effect ended on {on}; {share} of the period is paid",
    ),
    "effect_lost": (
        "virkningen ophørte den {on}; {share} af prisen betales tilbage",
        "the effect ended on {on}; {share} of the price is paid back",
    ),
    "warranty_running": ("garantien løber til {deadline}", "the warranty runs until {deadline}"),
    "warranty_ended": (
        "garantien er udløbet uden tab af virkning (sidst set {last_contact})",
        "the warranty has ended without loss of effect (last seen {last_contact})",
    ),
    "not_open": ("vinduet åbner {opens}", "the window opens {opens}"),
    "window_running": (
        "afgøres efter {deadline}",
        "decided after {deadline}",
    ),
    "overdue": (
        "vurderingen mangler; fristen er {deadline}",
        "the assessment is missing; the deadline is {deadline}",
    ),
    "missing_final": (
        "ingen brugbar vurdering inden {deadline}: {status}",
        "no usable assessment by {deadline}: {status}",
    ),
    "carried_forward": (
        "en tidligere værdi er ført frem",
        "an earlier value was carried forward",
    ),
    "stopped_earlier": (
        "betalingen stoppede ved milepæl {milestone} ({target})",
        "payment stopped at milestone {milestone} ({target})",
    ),
    "suspended": (
        "betalingen hviler siden milepæl {milestone} ({target})",
        "payment rests since milestone {milestone} ({target})",
    ),
    "ended_by_death": (
        "patienten døde før perioden begyndte ({on})",
        "the patient died before the period began ({on})",
    ),
    "exception": ("{name}: {status}", "{name}: {status}"),
    "exception_part": (
        "{name}: {status}, {share} af perioden",
        "{name}: {status}, {share} of the period",
    ),
    "conflict": (
        "to undtagelser giver hver sit svar",
        "two exceptions give different answers",
    ),
    "two_infusions": (
        "der er to infusionsdatoer; den første er {on}",
        "there are two infusion dates; the first is {on}",
    ),
    "owed_unknown": ("{outcome} er ikke kendt", "{outcome} is not known"),
    "no_longer_owed": (
        "oplysningerne fører ikke længere hertil",
        "the facts no longer lead here",
    ),
    "cap": ("loftet for {year} er overskredet", "the ceiling for {year} is passed"),
    "price_missing": ("", ""),
    "compare_true": (
        "{outcome} {value} er {relation} {constant}",
        "{outcome} {value} is {relation} {constant}",
    ),
    "compare_unknown": (
        "{outcome} {value} kan ikke holdes op mod {constant}",
        "{outcome} {value} cannot be held against {constant}",
    ),
    "missing": ("{outcome} mangler i vinduet", "{outcome} is missing in the window"),
    "baseline_missing": (
        "udgangspunktet for {outcome} mangler",
        "the baseline of {outcome} is missing",
    ),
    "change_true": (
        "{outcome} er gået fra {first} til {value}; ændringen er {relation} {constant}",
        "{outcome} went from {first} to {value}; the change is {relation} {constant}",
    ),
    "change_unknown": (
        "ændringen i {outcome} fra {first} til {value} kan ikke holdes op mod {constant}",
        "the change in {outcome} from {first} to {value} cannot be held against {constant}",
    ),
    "state_true": ("{outcome} er {value}", "{outcome} is {value}"),
    "known_true": ("{outcome} er målt: {value}", "{outcome} was measured: {value}"),
    "event_true": ("{outcome} {value}", "{outcome} {value}"),
    "event_false": (
        "ingen {outcome} fra {from} til {to} (set {seen_on}, {fact_id} v{version})",
        "no {outcome} from {from} to {to} (seen {seen_on}, {fact_id} v{version})",
    ),
    "event_unknown": (
        "det vides ikke, om {outcome} er sket fra {from} til {to}",
        "it is not known whether {outcome} has happened from {from} to {to}",
    ),
    "cited": (
        "{value} den {valid_on} (måling {fact_id} v{version}, registreret {recorded_at})",
        "{value} on {valid_on} (measurement {fact_id} v{version}, recorded {recorded_at})",
    ),
    "cited_event": (
        "den {valid_on} ({fact_id} v{version}, registreret {recorded_at})",
        "on {valid_on} ({fact_id} v{version}, recorded {recorded_at})",
    ),
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
    }
)


def phrase(code: str, language: Language, values: dict[str, str]) -> str:
    """One phrase of the catalogue, filled."""
    return _WORDS[code][0 if language == "da" else 1].format(**values)


def recorded_day(instant: str, agreement: Agreement) -> date:
    """The local day an instant fell on where the agreement counts time."""
    zone = ZoneInfo(agreement.document.calendar.tz)
    return datetime.fromisoformat(instant).astimezone(zone).date()


class Teller:
    """Tells the reasons of one agreement in one language."""

    def __init__(self, agreement: Agreement, language: Language) -> None:
        self.agreement = agreement
        self.language = language

    def tell(self, reason: Reason) -> str:
        """A reason and what it rests on, as sentences; the first letter is a capital."""
        said = [text for text in self._phrases(reason) if text]
        return " ".join(f"{capital(text)}." for text in dict.fromkeys(said))

    def _phrases(self, reason: Reason) -> list[str]:
        children = [text for child in reason.children for text in self._phrases(child)]
        match reason.code:
            case "fact" | "all" | "any" | "not" | "since":
                return children
            case "compare" | "change" | "state" | "event" | "known" | "baseline_missing":
                return [self._leaf(reason)]
            case "exception":
                return [self._exception(reason)]
            case _:
                return [phrase(reason.code, self.language, self._values(reason)), *children]

    def _values(self, reason: Reason) -> dict[str, str]:
        return {key: self._value(key, value) for key, value in reason.values}

    def _value(self, key: str, value: str) -> str:
        if key in _DATES:
            return day(date.fromisoformat(value), self.language)
        if key == "status":
            return status_label(Status(value), self.language)
        if key == "share":
            return share(Fraction(value), self.language)
        if key in {"outcome", "name"}:
            return label(value, self.language, self.agreement.document.outcomes)
        return value

    def _exception(self, reason: Reason) -> str:
        values = self._values(reason)
        code = "exception_part" if "share" in values else "exception"
        cited = [self.cite_event(child) for child in reason.children]
        return " ".join((phrase(code, self.language, values), *cited))

    def _leaf(self, reason: Reason) -> str:
        """A criterion leaf with the value it looked at and how that compares."""
        truth, values = reason.get("truth"), self._values(reason)
        if reason.code == "baseline_missing":
            return phrase("baseline_missing", self.language, values)
        if reason.code == "event":
            for child in reason.children:
                values |= {"fact_id": child.get("fact_id"), "version": child.get("version")}
                values["value"] = self.cite_event(child)
            return phrase(f"event_{truth}", self.language, values)
        if not reason.children:
            return phrase("missing", self.language, values)
        values["first"] = self.cite(reason.children[0])
        values["value"] = self.cite(reason.children[-1])
        if reason.code in {"state", "known"}:
            return phrase(f"{reason.code}_true", self.language, values)
        return self._compared(reason, truth, values)

    def _compared(self, reason: Reason, truth: str, values: dict[str, str]) -> str:
        constant = measured(reason.get("constant"), reason.get("unit"), self.language)
        values["constant"] = constant
        if truth == "unknown":
            return phrase(f"{reason.code}_unknown", self.language, values)
        op = reason.get("op")
        values["relation"] = relation(op, self.language, holds=truth == "true")
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
