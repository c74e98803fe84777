"""What slips away, in words: the kinds, what is missing, and each item as a row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.settlements.leakage import BANDS, Ends, Leakage
from app.settlements.leakage_items import Item, Kind
from app.settlements.leakage_treated import INDICATION, NOT_IN_FORCE, OTHER_DAY, REGION
from app.settlements.names import component
from app.settlements.refusals import STATE_NAMES
from app.web.words import N_, translator
from contracts.fact import EVERYONE
from contracts.wording.labels import label
from reports.language import Language, format_money

KIND_NAMES = {
    Kind.REFUND_UNCLAIMED: N_("Owed to the regions, not claimed"),
    Kind.REFUND_UNPAID: N_("Claimed from the supplier, not received"),
    Kind.UNDECIDED: N_("Due, but data are missing"),
    Kind.PAYMENT_UNSETTLED: N_("Owed to the supplier, not settled"),
    Kind.PAYMENT_UNPAID: N_("Settled with the supplier, not paid"),
    Kind.NO_AGREEMENT: N_("Treated under no agreement"),
    Kind.NO_BASIS: N_("Treated, but the basis is missing"),
    Kind.NOT_INFUSED: N_("Ordered, not given"),
}
KIND_NOTES = {
    Kind.REFUND_UNCLAIMED: N_("Make a settlement: until it is issued, nobody pays this back."),
    Kind.REFUND_UNPAID: N_("Remind the supplier, or note the payment on the line."),
    Kind.UNDECIDED: N_("What is missing has to be recorded; no amount is known before."),
    Kind.PAYMENT_UNSETTLED: N_("Make a settlement; the regions owe this by the agreement."),
    Kind.PAYMENT_UNPAID: N_("Pay, or note the payment on the line. Disputed lines wait."),
    Kind.NO_AGREEMENT: N_("No version in force governs the day of infusion. Extend the agreement."),
    Kind.NO_BASIS: N_("What the agreement needs from the time of the infusion is not recorded."),
    Kind.NOT_INFUSED: N_("Ask the department whether the treatment was given or given up."),
}
ENDS_NAMES = {
    Ends.PASSED: N_("has passed"),
    Ends.MONTH: N_("within 30 days"),
    Ends.QUARTER: N_("in 31–90 days"),
    Ends.YEAR: N_("in 91–365 days"),
    Ends.LATER: N_("later"),
}
_MISSING = {
    REGION: N_("no region of residence"),
    INDICATION: N_("no agreement covers the indication"),
    OTHER_DAY: N_("no version governs the day"),
    NOT_IN_FORCE: N_("no version is in force"),
    "ordered": N_("ordered"),
    "apheresis": N_("apheresis"),
    "manufactured": N_("manufactured"),
    "out_of_specification": N_("out of specification"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One item as it is shown; the amount is without sign, since its kind says who owes it."""

    kind: Kind
    treatment: str
    href: str
    about: str
    agreement: str
    region: str
    since: date
    days: int
    last_day: date | None
    amount: int
    currency: str
    note: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was found, told in one language."""

    found: Leakage
    lang: Language
    lines: Mapping[str, int] = field(default_factory=dict)
    """The newest line of a key, to read why."""

    def rows(self, items: Iterable[Item]) -> list[Row]:
        """The items as rows."""
        return [self._row(one) for one in items]

    def _row(self, one: Item) -> Row:
        line = one.line_id or self.lines.get(one.key)
        everyone = translator(self.lang).gettext("all treatments")
        return Row(
            one.kind,
            everyone if one.treatment == EVERYONE else one.treatment,
            f"/settlements/lines/{line}" if line else "",
            self._about(one),
            one.agreement_id,
            self.found.region(one),
            one.since,
            one.days(self.found.today),
            one.last_day,
            abs(one.amount),
            one.currency,
            self._note(one),
        )

    def _about(self, one: Item) -> str:
        _ = translator(self.lang).gettext
        named = ", ".join(label(name, self.lang) for name in one.missing.split(",") if name)
        if one.kind is Kind.NO_BASIS and one.missing != REGION:
            return _("no {outcome} from before the infusion").format(outcome=named)
        if one.missing and not one.component:
            return _(_MISSING.get(one.missing, one.missing))
        part = component(one.component, one.milestone, self.lang)
        place = f"§ {one.clause}, {part}" if one.clause else part
        return (
            _("{part}: {outcome} is missing").format(part=place, outcome=named) if named else place
        )

    def _note(self, one: Item) -> str:
        _ = translator(self.lang).gettext
        parts = [_(STATE_NAMES[one.state])] if one.state else []
        if one.of:
            text = _("of {amount} issued")
            parts.append(text.format(amount=format_money(abs(one.of), one.currency, self.lang)))
        return ", ".join(parts)


def bands(lang: Language) -> list[str]:
    """What the ages are called."""
    _ = translator(lang).gettext
    upper = _("over {days} days")
    return [
        _("{first}–{last} days").format(first=first, last=last)
        if last is not None
        else upper.format(days=first - 1)
        for first, last in BANDS
    ]
