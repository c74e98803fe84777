"""Nobody is infused after their death."""

from datetime import date

from app.db.tables.followup import ClinicalEvent
from app.patients.recording import Writing, fact_id
from app.web.words import N_, translator
from reports.language import Language, format_date

AFTER_DEATH = N_(
    "The patient is recorded as dead on {day} and cannot have been infused after. Mend this date,"
    " or first the death on the time line."
)


class InfusionAfterDeath(Exception):  # noqa: N818 - told to the person
    """An infusion after the day on which the person is recorded as dead, `died`."""

    def __init__(self, died: date) -> None:
        self.died = died
        super().__init__(died.isoformat())

    def worded(self, lang: Language) -> str:
        """The sentence in one language."""
        return translator(lang).gettext(AFTER_DEATH).format(day=format_date(self.died, lang))


def infused_alive(writing: Writing, patient_id: str, on: date) -> None:
    """Refuse an infusion after a death recorded with any of the person's treatments.

    Raises:
        InfusionAfterDeath: with the day of the death.
    """
    keys = [fact_id("event", one.id, "death") for one in writing.treatments_of(patient_id)]
    deaths = writing.latest(ClinicalEvent, keys).values()
    died = min((death.valid_on for death in deaths if not death.retracted), default=on)
    if died < on:
        raise InfusionAfterDeath(died)
