"""What the trail's codes are called: `user.signed_in` on `user:11` is read as words."""

from app.web.words import N_, translator
from reports.language import Language

SHORT = 12
"""Characters shown of a hash or a random id."""
BY_NUMBER = N_("by P-number")
NOUNS: dict[str, str] = {
    "agreement": N_("Agreement"),
    "bulk": N_("Facts from a file"),
    "cut": N_("Data cut"),
    "data": N_("Data cut"),
    "dispute": N_("Dispute"),
    "draft": N_("Draft"),
    "event": N_("Event"),
    "file": N_("File"),
    "import": N_("Import"),
    "invitation": N_("Invitation"),
    "line": N_("Settlement line"),
    "observation": N_("Observation"),
    "patient": N_("Patient"),
    "plan": N_("Analysis plan"),
    "fx": N_("Exchange rate"),
    "index": N_("Index figure"),
    "price": N_("Price"),
    "ruling": N_("Ruling"),
    "succession": N_("Successor of a region"),
    "vat": N_("VAT rate"),
    "region": N_("Region"),
    "report": N_("Report"),
    "residence": N_("Region of residence"),
    "role": N_("Role"),
    "row": N_("row"),
    "secondary_use": N_("Use of data"),
    "settlement": N_("Settlement"),
    "settlements": N_("Settlements"),
    "site": N_("Department"),
    "treatment": N_("Treatment"),
    "user": N_("User"),
    "visit": N_("Visit"),
    "vital_status": N_("Last known alive"),
}
VERBS: dict[str, str] = {
    "activated": N_("brought into force"),
    "added": N_("added"),
    "apheresis": N_("apheresis"),
    "approved": N_("approved"),
    "created": N_("created"),
    "cut": N_("made"),
    "disabled": N_("closed"),
    "discarded": N_("discarded"),
    "drafted": N_("drafted"),
    "dropped": N_("thrown away"),
    "filed": N_("filed"),
    "frozen": N_("frozen"),
    "granted": N_("granted"),
    "infused": N_("infused"),
    "issued": N_("issued"),
    "made": N_("made"),
    "manufactured": N_("manufactured"),
    "not_infused": N_("not infused"),
    "opened": N_("opened"),
    "ordered": N_("ordered"),
    "out_of_specification": N_("out of specification"),
    "paid": N_("noted as paid"),
    "password_changed": N_("password changed"),
    "proposed": N_("sent for approval"),
    "received": N_("received"),
    "recorded": N_("recorded"),
    "registered": N_("registered"),
    "rejected": N_("rejected"),
    "retracted": N_("taken back"),
    "revoked": N_("withdrawn"),
    "saved": N_("saved"),
    "signed": N_("signed"),
    "signed_in": N_("signed in"),
    "stored": N_("stored"),
}
CRITERIA: dict[str, str] = {
    "CPR": N_("saw the whole CPR number"),
    "by CPR": N_("by CPR number"),
    "by CPR at registration": N_("by CPR number at registration"),
    "by name": N_("by name"),
    "import example": N_("example file"),
    "known elsewhere": N_("known in another department"),
    "more than are listed this hour": N_("more than are listed this hour"),
    "settlements:blocked": N_("Settlements: blocked"),
    "settlements:due": N_("Settlements: due this period"),
    "settlements:unclaimed": N_("Settlements: entitled but not claimed"),
    "settlements:unpaid": N_("Settlements: issued and unpaid"),
}


def action_words(action: str, lang: Language) -> str:
    """`user.signed_in` as `User: signed in`; an action without words as it is written."""
    noun, _, verb = action.partition(".")
    if noun not in NOUNS or verb not in VERBS:
        return action
    words = translator(lang)
    return f"{words.gettext(NOUNS[noun])}: {words.gettext(VERBS[verb])}"


def subject_words(subject: str, lang: Language) -> str:
    """`user:11` as `User 11`, with long ids cut; anything else as it is written."""
    noun, _, key = subject.partition(":")
    if noun not in NOUNS or not key:
        return subject
    return f"{translator(lang).gettext(NOUNS[noun])} {short(key)}"


def criterion_words(criterion: str, lang: Language) -> str:
    """What a look was for, in words."""
    if criterion in CRITERIA:
        return translator(lang).gettext(CRITERIA[criterion])
    if criterion.startswith("by P-"):
        return f"{translator(lang).gettext(BY_NUMBER)} {criterion.removeprefix('by ')}"
    if ":" not in criterion:
        return criterion
    return ", ".join(subject_words(part, lang) for part in criterion.split())


def short(key: str) -> str:
    """A hash or random id by its first characters; names and numbers whole."""
    plain = key.replace("-", "")
    is_random = len(plain) >= 32 and all(sign in "0123456789abcdef" for sign in plain)
    return key[:SHORT] if is_random else key
