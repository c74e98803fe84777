"""What codes are called: regions on a day, departments of treatments, parts of a term."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.db.tables.accounts import User
from app.db.tables.catalogue import Region, Site
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


@dataclass(frozen=True, slots=True)
class Regions:
    """Every payer of record, so that a code can be named as of a day without asking again."""

    by_code: Mapping[str, Region]

    def on(self, code: str, day: date) -> str:
        """The region that answers for `code` on a day: itself, or whoever took over from it."""
        row = self.by_code.get(code)
        while row is not None and row.valid_to is not None and day > row.valid_to and row.successor:
            row = self.by_code.get(row.successor)
        return row.code if row else code

    def name(self, code: str, day: date) -> str:
        """Its name."""
        now = self.on(code, day)
        return self.by_code[now].name if now in self.by_code else now

    def spans(self, code: str) -> Iterator[tuple[str, date, date]]:
        """Who answers for `code`, from after which day until which, both far off where open."""
        after, row = date.min, self.by_code.get(code)
        while row is not None and row.valid_to is not None and row.successor:
            yield row.code, after, row.valid_to
            after, row = row.valid_to, self.by_code.get(row.successor)
        yield (row.code if row else code), after, date.max


def regions(session: Session) -> Regions:
    """The payers of record, past, present and to come."""
    return Regions({row.code: row for row in session.exec(select(Region))})


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
