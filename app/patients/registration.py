"""Registering a treated patient in one go: the person, the treatment and its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.catalogue.queries import products_at, regions
from app.db.server_time import stamp
from app.db.tables.catalogue import Assessment, Indication, Site
from app.db.tables.patients import Treatment
from app.patients.actions import (
    DuplicatePatient,
    DuplicateTreatment,
    NewPatient,
    NewTreatment,
    add_treatment,
    record_state,
    register_patient,
)
from app.patients.forms import NewPatientForm
from app.patients.identity import birth_year, has_check_digit, sex
from app.patients.queries import persons
from app.permissions import Actor
from app.web.forms import Message, Problem
from app.web.words import N_, translator
from reports.language import Language, Wording

PER_EYE = "luxturna"
CHECK_DIGIT = N_(
    "The CPR number has no valid check digit. Numbers from after 2007 can look like that. Is it"
    " written correctly? Then tick the box."
)
LABELS = {
    "cpr": N_("CPR number"),
    "cpr_confirmed": N_("CPR number"),
    "name": N_("Name"),
    "region": N_("Region of residence"),
    "product": N_("Product"),
    "indication": N_("Indication"),
    "course": N_("Eye (Luxturna)"),
    "state": N_("State"),
    "state_on": N_("Date"),
    "site": N_("Department"),
}
"""What the form's fields are called, for the list of what is to be mended."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers."""

    products: tuple[tuple[str, str], ...]
    indications: tuple[tuple[str, Wording], ...]
    pairs: frozenset[tuple[str, str]]
    """Product and indication that belong together."""
    regions: tuple[tuple[str, str], ...]
    sites: tuple[tuple[str, str], ...]

    def indications_of(self, product: str) -> list[str]:
        """The indications a product is assessed for."""
        return sorted(i for p, i in self.pairs if p == product)


@dataclass(frozen=True, slots=True)
class Known:
    """The person is registered already: at which departments, and what the actor may open."""

    own: tuple[int, ...]
    sites: tuple[str, ...]
    """Whom to ask; empty where the actor has been told often enough today."""
    name: str = ""
    """The registered name, for the actor's own departments only."""

    def named(self, typed: str) -> bool:
        """Whether the name typed is the registered one, apart from case and spaces."""
        return not self.name or plain(self.name) == plain(typed)


def plain(name: str) -> str:
    """A name to compare by."""
    return " ".join(name.casefold().split())


def choices(session: Session, actor: Actor, today: date) -> Choices:
    """The products of the actor's departments, their indications, and today's regions."""
    products = tuple((p.id, p.brand) for p in products_at(session, actor))
    offered = {key for key, _ in products}
    rows = session.exec(select(Assessment.product_id, Assessment.indication_id)).all()
    pairs = frozenset((p, i) for p, i in rows if p in offered)
    indications = session.exec(
        select(Indication)
        .where(col(Indication.id).in_(sorted({i for _, i in pairs})))
        .order_by(Indication.label_da)
    )
    sites = session.exec(
        select(Site).where(col(Site.id).in_(sorted(actor.site_ids))).order_by(Site.name)
    )
    return Choices(
        products,
        tuple((i.id, Wording(i.label_da, i.label_en)) for i in indications),
        pairs,
        tuple(
            (r.code, r.name)
            for r in regions(session)
            if r.valid_from <= today and (r.valid_to is None or today <= r.valid_to)
        ),
        tuple((s.id, s.name) for s in sites),
    )


def problems(form: NewPatientForm, offered: Choices) -> dict[str, Message]:
    """What does not fit together in the form, each with what to do."""
    found: dict[str, Message] = {}
    if not (form.cpr_confirmed or has_check_digit(form.cpr)):
        found["cpr_confirmed"] = Problem(CHECK_DIGIT)
    fitting = offered.indications_of(form.product)
    if form.product not in dict(offered.products):
        found["product"] = Problem(N_("Choose a product from the list."))
    elif not form.indication and len(fitting) != 1:
        found["indication"] = Problem(N_("The product has several indications. Choose one."))
    elif form.indication and form.indication not in fitting:
        found["indication"] = Problem(
            N_("The product is not assessed for this indication. Choose one from its own group.")
        )
    if (form.product == PER_EYE) != bool(form.course):
        found["course"] = Problem(
            N_("Choose the eye for Luxturna; leave the field empty for other products.")
        )
    if form.region not in dict(offered.regions):
        found["region"] = Problem(N_("Choose a region from the list."))
    if _site(form, offered) not in dict(offered.sites):
        found["site"] = Problem(N_("Choose the department."))
    return found


def register(session: Session, actor: Actor, form: NewPatientForm, offered: Choices) -> int:
    """Register the person (or find them among the actor's own), add the treatment and its state.

    Raises:
        DuplicatePatient: registered already, and not confirmed as the department's own.
        DuplicateTreatment: the same treatment is there already.
    """
    at = stamp(session)
    try:
        patient = register_patient(session, actor, _person(form), at=at, source="entered")
    except DuplicatePatient as known:
        if not (form.same_person and whereabouts(session, actor, known.patient_id).own):
            raise
        patient = known.patient_id
    indication = form.indication or offered.indications_of(form.product)[0]
    new = NewTreatment(patient, form.product, indication, _site(form, offered), form.course)
    number = add_treatment(session, actor, new, at=at, source="entered")
    record_state(session, actor, number, form.state, form.state_on, at=at, source="entered")
    return number


def whereabouts(session: Session, actor: Actor, patient_id: str) -> Known:
    """Where a registered person is treated; numbers only for the actor's own departments."""
    rows = session.exec(
        select(Treatment.id, Treatment.site_id, Site.name)
        .join(Site, col(Site.id) == Treatment.site_id)
        .where(Treatment.patient_id == patient_id)
        .order_by(col(Treatment.id))
    ).all()
    own = tuple(number or 0 for number, site, _ in rows if site in actor.site_ids)
    person = persons(session, [patient_id]).get(patient_id) if own else None
    return Known(
        own,
        tuple(sorted({name for _, _, name in rows})),
        (person.name or "") if person else "",
    )


def _person(form: NewPatientForm) -> NewPatient:
    return NewPatient(
        cpr=form.cpr,
        name=form.name,
        sex="f" if sex(form.cpr) == "f" else "m",
        birth_year=birth_year(form.cpr),
        external=None,
        region=form.region,
        opted_out=form.opted_out == "yes",
    )


def _site(form: NewPatientForm, offered: Choices) -> str:
    return form.site or (offered.sites[0][0] if len(offered.sites) == 1 else "")


def labels(offered: Choices, lang: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """The indications to choose from under each product, in the reader's language."""
    return [
        (
            brand,
            [
                (key, words.text(lang))
                for key, words in offered.indications
                if (product, key) in offered.pairs
            ],
        )
        for product, brand in offered.products
    ]


def summary(errors: Mapping[str, str], lang: Language) -> list[tuple[str, str]]:
    """Each thing to mend with the field it is about."""
    _ = translator(lang).gettext
    return [(n, f"{_(LABELS[n])}: {text}" if n in LABELS else text) for n, text in errors.items()]


__all__ = [
    "Choices",
    "DuplicatePatient",
    "DuplicateTreatment",
    "Known",
    "choices",
    "labels",
    "problems",
    "register",
    "summary",
    "whereabouts",
]
