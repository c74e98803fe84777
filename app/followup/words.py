"""What events, causes, reasons and standings are called, for pages to translate."""

from app.followup.due import Standing
from app.followup.entries import AliveBasis, Cause, EventKind
from app.web.words import N_, translator
from reports.language import Language

EVENTS: dict[str, str] = {
    EventKind.DEATH: N_("Death"),
    EventKind.RELAPSE: N_("Relapse"),
    EventKind.PROGRESSION: N_("Progression"),
    EventKind.RELAPSE_OR_DEATH: N_("Relapse or death"),
    EventKind.PROPHYLAXIS_RESUMED: N_("Return to prophylaxis"),
    EventKind.TRANSFUSION: N_("Transfusion"),
    EventKind.NEXT_THERAPY: N_("Next therapy"),
    EventKind.TRANSPLANT: N_("Transplant"),
    EventKind.ADVERSE_EVENT: N_("Adverse event"),
    EventKind.PERMANENT_VENTILATION: N_("Permanent ventilation"),
    EventKind.CONSENT_WITHDRAWN: N_("Consent withdrawn"),
    EventKind.EMIGRATED: N_("Emigrated"),
    EventKind.LOST_TO_FOLLOW_UP: N_("Lost to follow-up"),
}
CAUSES: dict[str, str] = {
    Cause.PROGRESSION: N_("The disease (progression or relapse)"),
    Cause.TREATMENT: N_("The treatment"),
    Cause.OTHER_BEFORE_THERAPY: N_("Another cause, before next therapy"),
    Cause.OTHER_AFTER_THERAPY: N_("Another cause, after next therapy"),
    Cause.UNKNOWN: N_("Cause unknown"),
}
BASES: dict[str, str] = {
    AliveBasis.SEEN: N_("seen at the department"),
    AliveBasis.PHONE: N_("spoken to by telephone or video"),
    AliveBasis.RECORD: N_("the patient record"),
    AliveBasis.REGISTER: N_("the civil register (CPR)"),
    AliveBasis.OTHER_HOSPITAL: N_("another hospital or general practitioner"),
    AliveBasis.RELATIVE: N_("a relative"),
}
REASONS: dict[str, str] = {
    "not_done": N_("not done"),
    "not_applicable": N_("not applicable"),
    "unknown": N_("unknown"),
    "refused": N_("refused"),
    "moved": N_("moved"),
    "dead": N_("dead"),
}
STANDINGS: dict[Standing, tuple[str, str]] = {
    Standing.DONE: ("met", N_("done")),
    Standing.MISSED: ("not_met", N_("missed")),
    Standing.OVERDUE: ("not_met", N_("overdue")),
    Standing.DUE: ("waiting", N_("due now")),
    Standing.UPCOMING: ("info", N_("to come")),
    Standing.ENDED: ("info", N_("not asked for")),
}
LOOKS: dict[str, str] = {
    "open": N_("opened the patient"),
    "list": N_("seen in a list"),
    "search": N_("found by search"),
    "export": N_("exported"),
    "print": N_("printed"),
    "denied": N_("turned away"),
}
METHODS: dict[str, str] = {
    "one-stage": N_("one-stage"),
    "chromogenic": N_("chromogenic"),
    "white-light": N_("white light"),
}
UNITS: dict[str, str] = {
    "points": N_("points"),
    "h/day": N_("h/day"),
    "level": N_("level"),
    "degrees": N_("degrees"),
}


def unit_words(unit: str, lang: Language) -> str:
    """A unit as it is read; most are the same in both languages."""
    return translator(lang).gettext(UNITS[unit]) if unit in UNITS else unit
