"""What codes are called: departments of treatments, people, parts of a term."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.db.tables.accounts import User
from app.db.tables.catalogue import Site
from app.db.tables.patients import Treatment, treatment_number
from app.web.words import N_, translator
from reports.language import Language

_AT_ONCE = 500
COMPONENTS = {
    "instalment": N_("instalment {index}"),
    "upfront": N_("payment at infusion"),
    "rebate": N_("rebate at milestone {index}"),
    "refund": N_("refund under the warranty"),
    "cap": N_("yearly ceiling {index}"),
    "not_infused": N_("made but not infused"),
    "switch": N_("change of therapy"),
    "patient_cap": N_("bound of the patient {index}"),
    "tiers": N_("volume tiers {index}"),
    "basket": N_("basket {index}"),
    "population": N_("result of the population {index}"),
    "fx": N_("rate difference {index}"),
    "vat": N_("VAT"),
    "carry": N_("carried forward"),
}


def departments(session: Session, treatments: Iterable[str]) -> dict[str, str]:
    """The names of the departments that follow the treatments, by pseudonym."""
    numbers = {treatment_number(name): name for name in treatments}
    wanted = sorted(number for number in numbers if number is not None)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = session.execute(
            select(Treatment.id, Site.name)
            .join(Site, col(Site.id) == Treatment.site_id)
            .where(col(Treatment.id).in_(wanted[start : start + _AT_ONCE]))
        )
        found |= {numbers[number]: name for number, name in rows}
    return found


def people(session: Session) -> dict[int, str]:
    """Display names of the accounts."""
    return {user.id or 0: user.name for user in session.exec(select(User))}


def component(name: str, milestone: str, lang: Language) -> str:
    """What part of the price a line is about: `rate 3`, `payment at infusion`."""
    text = COMPONENTS.get(name, name)
    return translator(lang).gettext(text).format(index=milestone)
