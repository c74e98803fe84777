"""What the fields of an agreement's text are called: `agreement.supersedes` is read as words."""

import re

from app.web.words import N_, translator
from contracts.agreement import Agreement
from contracts.wording.labels import label
from reports.language import Language

_FIELDS: dict[str, str] = {
    "agreement.version": N_("Version"),
    "agreement.supersedes": N_("Takes over from version"),
    "agreement.signed_at": N_("Signed"),
    "agreement.effective_from": N_("Governs treatments from"),
    "agreement.effective_until": N_("Governs treatments until"),
    "agreement.governs": N_("What decides which version governs"),
    "agreement.languages": N_("Languages"),
    "agreement.prevailing": N_("The language that prevails"),
    "agreement.title.da": N_("Title in Danish"),
    "agreement.title.en": N_("Title in English"),
    "agreement.product": N_("Product"),
    "agreement.indication": N_("Indication"),
    "agreement.illustrative": N_("Illustrative terms"),
    "parties.payer.of_record": N_("Who pays"),
    "parties.payer.otherwise": N_("Who pays if no region is known"),
    "parties.supplier.id": N_("Supplier"),
    "calendar.tz": N_("Time zone"),
    "calendar.holidays": N_("Bank holidays"),
    "calendar.month_rounding": N_("A month without such a day"),
    "calendar.anniversary_from": N_("Anniversaries are counted from"),
    "calendar.business_day": N_("A payment on a day banks are closed"),
    "money.currency": N_("Currency"),
    "money.round.mode": N_("How amounts are rounded"),
    "money.round.at": N_("Where amounts are rounded"),
    "money.round.split": N_("How remainders are shared"),
    "limitation.corrections_until.anchor": N_("Corrections are counted from"),
    "limitation.corrections_until.plus": N_("Corrections move money for"),
    "limitation.clawback": N_("Corrections go"),
    "disputes.hold": N_("What waits during a dispute"),
    "disputes.notice": N_("A line may be disputed for"),
    "disputes.adjudicator": N_("Who decides disputes"),
}
_OF_OUTCOME: dict[str, str] = {
    "type": N_("kind"),
    "unit": N_("unit"),
    "precision": N_("precision"),
    "compare": N_("how it is compared"),
    "better": N_("which way is better"),
    "methods": N_("methods"),
    "convert": N_("factor between units"),
    "bridge": N_("factor between methods"),
    "source": N_("source"),
    "label": N_("name"),
    "values": N_("values"),
    "unknown_values": N_("values that decide nothing"),
    "attributes": N_("attributes"),
}
_OUTCOME = re.compile(r"outcomes\.([^.]+)\.([^.]+)(?:\..*)?")


def field_words(path: str, agreement: Agreement, lang: Language) -> str:
    """A field's path in words; as it is written where there are none."""
    told = translator(lang)
    if path in _FIELDS:
        return told.gettext(_FIELDS[path])
    found = _OUTCOME.fullmatch(path)
    if found is None or found[2] not in _OF_OUTCOME:
        return path
    name = label(found[1], lang, agreement.document.outcomes)
    return f"{name}, {told.gettext(_OF_OUTCOME[found[2]])}"
