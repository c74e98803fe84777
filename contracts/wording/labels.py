"""Names of outcomes, events, statuses and exceptions in Danish and English."""

from collections.abc import Mapping

from contracts.outcome import Outcome
from contracts.reason import Language, Owner, Status

_NAMES = {
    "dispute": ("afgørelse i en tvist", "decision of a dispute"),
    # outcomes
    "fix_activity": ("faktor IX-aktivitet", "factor IX activity"),
    "prophylaxis": ("forebyggende faktor IX", "factor IX prophylaxis"),
    "treated_bleeds": ("behandlede blødninger", "treated bleeds"),
    "alt": ("ALAT", "ALT"),
    "fix_inhibitor": ("faktor IX-inhibitor", "factor IX inhibitor"),
    "fst_white": ("lystærskel (FST, hvidt lys)", "light threshold (FST, white light)"),
    "mlmt": ("MLMT-niveau", "MLMT level"),
    "gvf": ("synsfelt (GVF)", "visual field (GVF)"),
    "bcva": ("synsstyrke (BCVA)", "visual acuity (BCVA)"),
    "response": ("respons", "response"),
    "mrd": ("restsygdom (MRD)", "residual disease (MRD)"),
    "b_cell_aplasia": ("B-celleaplasi", "B-cell aplasia"),
    "crs_grade": ("CRS-grad", "CRS grade"),
    "icans_grade": ("ICANS-grad", "ICANS grade"),
    "chop_intend": ("CHOP-INTEND", "CHOP-INTEND"),
    "ventilation_hours": ("timer i respirator", "hours on ventilation"),
    "sits_unsupported": ("sidder uden støtte", "sits unsupported"),
    "hb": ("hæmoglobin", "haemoglobin"),
    "weight": ("vægt", "weight"),
    "pro_score": ("patientrapporteret score", "patient-reported score"),
    # events
    "death": ("død", "death"),
    "relapse": ("tilbagefald", "relapse"),
    "progression": ("progression", "progression"),
    "relapse_or_death": ("tilbagefald eller død", "relapse or death"),
    "prophylaxis_resumed": ("genoptaget forebyggelse", "prophylaxis resumed"),
    "transfusion": ("transfusion", "transfusion"),
    "next_therapy": ("anden behandling", "next therapy"),
    "transplant": ("transplantation", "transplant"),
    "adverse_event": ("bivirkning", "adverse event"),
    "permanent_ventilation": ("varig respiratorbehandling", "permanent ventilation"),
    "consent_withdrawn": ("samtykke trukket tilbage", "consent withdrawn"),
    "emigrated": ("fraflyttet landet", "emigrated"),
    "lost_to_follow_up": ("tabt for opfølgning", "lost to follow-up"),
    "fix-concentrate-prophylaxis": (
        "forebyggelse med faktor IX-koncentrat",
        "prophylaxis with factor IX concentrate",
    ),
    # other facts
    "infused": ("infusion", "infusion"),
    "not_infused": ("ikke infunderet", "not infused"),
    "region": ("bopælsregion", "region of residence"),
    "alive": ("i live", "alive"),
    # what is owed besides outcomes
    "ruling": ("parternes afgørelse", "the parties' ruling"),
    "death_cause": ("dødsårsag", "cause of death"),
    "vital_status": ("vitalstatus", "vital status"),
    "follow_up_abroad": ("opfølgning i udlandet", "follow-up abroad"),
    "price": ("pris", "price"),
    "residence": ("bopælsregion", "region of residence"),
    "infusion": ("infusionsdato", "infusion date"),
    "cost": ("den anden behandlings pris", "cost of the other therapy"),
    "index": ("indekstal", "index figure"),
    "fx": ("valutakurs", "rate of exchange"),
    "vat": ("momssats", "VAT rate"),
    # exceptions
    "withdrawal": ("tilbagetrukket samtykke", "withdrawn consent"),
    "missing_assessment": ("manglende vurdering", "missing assessment"),
    "relocation_abroad": ("flytning til udlandet", "relocation abroad"),
    "competing_therapy": ("konkurrerende behandling", "competing therapy"),
}

_STATES = {
    "redacted": ("[vises ikke, samtykket er trukket]", "[not shown, consent is withdrawn]"),
    "upheld": ("linjen står ved magt", "the line stands"),
    "adjusted": ("linjen reguleres", "the line is adjusted"),
    "none": ("ingen", "none"),
    "resumed": ("genoptaget", "resumed"),
    "negative": ("negativ", "negative"),
    "positive": ("positiv", "positive"),
    "yes": ("ja", "yes"),
    "no": ("nej", "no"),
    "not_assessed": ("ikke vurderet", "not assessed"),
    "not_done": ("ikke udført", "not done"),
    "chronic": ("kronisk", "chronic"),
    "acute-reversible": ("akut og forbigående", "acute and reversible"),
    "normal": ("normal", "normal"),
    "below-normal": ("under normalgrænsen", "below normal"),
}

_ATTRIBUTES = {
    "related": ("skyldes behandlingen", "caused by the treatment"),
    "cause": ("årsag", "cause"),
    "grade": ("grad", "grade"),
    "kind": ("art", "kind"),
    "term": ("betegnelse", "term"),
    "therapy": ("behandling", "therapy"),
}

_STATUSES = {
    Status.MET: ("opfyldt", "met"),
    Status.NOT_MET: ("ikke opfyldt", "not met"),
    Status.EXCUSED: ("undtaget", "excused"),
    Status.PRO_RATA: ("forholdsmæssig", "in proportion"),
    Status.HOLD: ("tilbageholdt", "on hold"),
    Status.AWAITING: ("afventer", "awaiting"),
    Status.TERMINATED: ("ophørt", "ended"),
    Status.CONFLICT: ("modstridende regler", "conflicting rules"),
}

_OWNERS = {
    Owner.SITE: ("afdelingen", "the department"),
    Owner.PAYER: ("Amgros", "Amgros"),
    Owner.SUPPLIER: ("leverandøren", "the supplier"),
    Owner.PARTIES: ("parterne", "the parties"),
}


def label(name: str, language: Language, outcomes: Mapping[str, Outcome] | None = None) -> str:
    """What a person calls an outcome, event or exception; its id where it has no name."""
    declared = (outcomes or {}).get(name)
    if declared is not None and declared.label is not None:
        return declared.label.into(language)
    found = _NAMES.get(name)
    return name if found is None else found[0 if language == "da" else 1]


def status_label(status: Status, language: Language) -> str:
    """A status in words."""
    return _STATUSES[status][0 if language == "da" else 1]


def state_label(value: str, language: Language) -> str:
    """A recorded state in words; codes such as CR stay as they are."""
    found = _STATES.get(value)
    return value if found is None else found[0 if language == "da" else 1]


def attribute_label(name: str, language: Language) -> str:
    """An event's attribute in words; its own name where it has none here."""
    found = _ATTRIBUTES.get(name)
    return name if found is None else found[0 if language == "da" else 1]


def owner_label(owner: Owner, language: Language) -> str:
    """Who has to act, in words."""
    return _OWNERS[owner][0 if language == "da" else 1]


def capital(text: str) -> str:
    """The text as the start of a sentence."""
    return text[:1].upper() + text[1:]
