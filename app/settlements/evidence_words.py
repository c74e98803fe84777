"""The facts a line rests on, in words a region and a supplier read; never a recorded code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.agreements.rulings import DISPUTE
from app.catalogue.payers import Regions
from app.db.tables.agreements import Agreement as AgreementRow
from app.db.tables.catalogue import Product
from app.followup.plans import plans
from app.followup.words import METHODS
from app.web.words import N_, translator
from contracts.agreement import Agreement
from contracts.fact import Kind
from contracts.money import parse_minor
from contracts.reason import Reason
from contracts.waivers import WAIVER
from contracts.wording.labels import label, state_label
from reports.language import LANGUAGES, Language, Wording, format_money

FIRST_KNOWN = date(1950, 1, 1)
"""A residence from before this day is where a patient lived from the beginning."""
RELATED = {
    "yes": N_("caused by the treatment"),
    "no": N_("not caused by the treatment"),
    "unknown": N_("not known whether caused by the treatment"),
}


FIGURES = {
    Kind.INDEX: N_("index {name}"),
    Kind.FX: N_("exchange rate {name}"),
    Kind.VAT: N_("VAT rate {name}"),
    Kind.SUCCESSION: N_("successor of {name}"),
    Kind.RULING: N_("ruling {name}"),
}


@dataclass(frozen=True, slots=True)
class Cited:
    """One fact, worded in both languages; no cause of death is among the words."""

    name: Wording
    value: str | Wording
    """A number as recorded, or words."""
    unit: str
    method: Wording
    valid_on: date | None
    """None for what has held from the beginning."""
    fact_id: str
    version: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Words:
    """What the codes of one agreement's facts are called."""

    agreement: Agreement
    regions: Regions
    brand: str
    states: Mapping[tuple[str, str], Wording]

    @classmethod
    def of(cls, session: Session, agreement: Agreement, regions: Regions) -> "Words":
        """The words for an agreement; recorded states are named as the plans for follow-up do."""
        row = session.get_one(AgreementRow, agreement.id)
        return cls(agreement, regions, session.get_one(Product, row.product_id).brand, _states())

    def cited(self, reason: Reason) -> tuple[Cited, ...]:
        """The facts in a line's reason, each version once, by id."""
        found = {
            (node.get("fact_id"), node.get("version")): node
            for node in reason.walk()
            if node.code == "fact"
        }
        return tuple(self.fact(found[key]) for key in sorted(found))

    def fact(self, node: Reason) -> Cited:
        """One fact of a reason, worded."""
        kind, on = node.get("kind"), date.fromisoformat(node.get("valid_on"))
        from_birth = kind == Kind.RESIDENCE and on < FIRST_KNOWN
        method = node.get("method")
        value = self._value(kind, node)
        return Cited(
            _both(N_("original residence")) if from_birth else self._name(kind, node),
            value,
            node.get("unit") if isinstance(value, str) else "",
            _both(METHODS.get(method, method)) if method else Wording("", ""),
            None if from_birth else on,
            node.get("fact_id"),
            int(node.get("version")),
            datetime.fromisoformat(node.get("recorded_at")),
        )

    def _name(self, kind: str, node: Reason) -> Wording:
        if kind == Kind.PRICE:
            return _both(N_("agreed price"))
        if (kind, node.get("name")) == (Kind.RULING, DISPUTE):
            return _both(N_("decision of a dispute"))
        if (kind, node.get("name")) == (Kind.RULING, WAIVER):
            return _both(N_("a value outside its window counts"))
        if kind in FIGURES:
            named = FIGURES[Kind(kind)]
            return Wording(
                *(_in(lang, named).format(name=self._region(node)) for lang in LANGUAGES)
            )
        outcomes, name = self.agreement.document.outcomes, node.get("name")
        return Wording(label(name, "da", outcomes), label(name, "en", outcomes))

    def _value(self, kind: str, node: Reason) -> str | Wording:
        value = node.get("value")
        match kind:
            case Kind.PRICE | Kind.RULING:
                return self._stated(node)
            case Kind.RESIDENCE | Kind.SUCCESSION:
                row = self.regions.by_code.get(value)
                name = row.name if row else value
                return Wording(name, name)
            case Kind.EVENT:
                return self._event(value)
            case Kind.TREATMENT:
                return Wording(self.brand, self.brand)
            case Kind.VITAL_STATUS:
                return _both(N_("confirmed"))
        return self._state(node.get("name"), value)

    def _region(self, node: Reason) -> str:
        """What a figure is named by: the region that is succeeded, or the series as it is."""
        row = self.regions.by_code.get(node.get("name"))
        return row.name if row else node.get("name")

    def _stated(self, node: Reason) -> Wording:
        """The price or the amount ruled, alone or among particulars; else how it was ruled."""
        told = dict(part.partition("=")[::2] for part in node.get("value").split(";"))
        amount = node.get("value") if node.get("unit") else told.get("amount", "")
        if not amount:
            return Wording(*(self._ruled(told, lang) for lang in LANGUAGES))
        paid = parse_minor(amount), node.get("unit") or self.agreement.currency
        return Wording(*(format_money(*paid, lang) for lang in LANGUAGES))

    @staticmethod
    def _ruled(told: Mapping[str, str], lang: Language) -> str:
        """How something was decided without an amount."""
        states = {"open": N_("open"), "upheld": N_("the line stands")}
        states["adjusted"] = N_("a later settlement adjusts it")
        return _in(lang, states.get(told.get("state", ""), N_("recorded")))

    def _event(self, value: str) -> Wording:
        """That it happened, and of a death whether the treatment caused it; nothing more."""
        told = dict(part.partition("=")[::2] for part in value.split(";"))
        return _both(RELATED.get(told.get("related", ""), N_("recorded")))

    def _state(self, name: str, value: str) -> str | Wording:
        if not any(letter.isalpha() for letter in value):
            return value
        plain = Wording(state_label(value, "da"), state_label(value, "en"))
        return self.states.get((name, value), plain)


def _both(text: str) -> Wording:
    return Wording(_in("da", text), _in("en", text))


def _in(lang: Language, text: str) -> str:
    return translator(lang).gettext(text)


def _states() -> dict[tuple[str, str], Wording]:
    """Recorded states by item and value, as the plans for follow-up call them, in small letters."""
    return {
        (name, value): Wording(
            words.da[:1].lower() + words.da[1:], words.en[:1].lower() + words.en[1:]
        )
        for plan in plans()
        for name, item in plan.items.items()
        for value, words in item.values.items()
        if not words.da.isupper()
    }
