"""What a visit says against what is recorded: never refused, but saved only with a reason."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.followup.entries import DeathBeforeInfusion, EventEntry, EventKind, ItemEntry
from app.followup.treatment_queries import EventLine
from app.web.forms import Message
from app.web.words import N_, translator
from reports.language import Language, format_date

PROPHYLAXIS = "prophylaxis"
REPEATED = "ev_prophylaxis_resumed_note"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things that do not go together; `on` is the day of what stands already."""

    text: str
    on: date | None = None

    def worded(self, lang: Language) -> str:
        """The sentence in one language."""
        day = format_date(self.on, lang) if self.on else ""
        return translator(lang).gettext(self.text).format(day=day)


AFTER_DEATH = N_(
    "The patient is recorded as dead on {day}; the visit lies after that. Mend the date or the"
    " death, or write why."
)
NONE_AFTER_RETURN = N_(
    "Return to prophylaxis is recorded on {day}, but the item says None. Mend one of them, or"
    " write why both stand."
)
RETURN_WITHOUT_EVENT = N_(
    "The item says Resumed, but no return to prophylaxis is recorded. Add the event with its day"
    " below, or write why not."
)
SECOND_RETURN = N_(
    "Return to prophylaxis is recorded on {day} already. Mend that event on the time line, or"
    " write why there is one more."
)

BEFORE_INFUSION = N_(
    "The infusion was on {day}, and this lies before it. Mend the date, or write here why it"
    " stands, e.g. during apheresis."
)
ALIVE_AFTER_DEATH = N_(
    "The patient is recorded as dead on {day}. Mend this date, or first the death on the time line."
)
DEATH_BEFORE_INFUSION = N_(
    "The patient was infused on {day} and cannot have died before. Mend this date, or the date of"
    " the infusion on the treatment's page."
)


def contradictions(
    standing: Iterable[EventLine],
    held_on: date | None,
    items: Iterable[ItemEntry],
    entered: Iterable[EventEntry],
    reason: str,
) -> dict[str, Message]:
    """What the visit contradicts, under the field where the reason is to be written.

    Args:
        standing: the treatment's recorded events.
        held_on: the day of the visit, where it could be read.
        items: the items as typed; one that carries a note has been explained.
        entered: the events typed with the visit.
        reason: why the visit stands, where something speaks against it.
    """
    recorded, new = list(standing), list(entered)
    found: dict[str, Message] = {}
    dead = [e.now.on for e in recorded if e.kind == EventKind.DEATH]
    dead = [e.on for e in new if e.kind == EventKind.DEATH] or dead
    if held_on and dead and held_on > min(dead) and not reason:
        found["reason"] = Contradiction(AFTER_DEATH, min(dead))
    days = [*returns(recorded), *(e.on for e in new if e.kind == EventKind.PROPHYLAXIS_RESUMED)]
    found |= {f"{name}_note": why for name, why in _of_items(items, sorted(days), held_on)}
    for event in new:
        if not event.note and (again := second_return(recorded, event)):
            found[REPEATED] = again
    return found


def second_return(standing: Iterable[EventLine], event: EventEntry) -> Contradiction | None:
    """Whether a return to prophylaxis stands on another day already."""
    if event.kind != EventKind.PROPHYLAXIS_RESUMED:
        return None
    days = sorted(returns(e for e in standing if e.fact_id != event.fact_id))
    return Contradiction(SECOND_RETURN, days[0]) if days and event.on not in days else None


def before_infusion(event: EventEntry, infused_on: date | None) -> Contradiction | None:
    """Whether an event lies before the infusion with nothing said about why it stands."""
    early = infused_on is not None and event.on < infused_on and event.kind != EventKind.DEATH
    return Contradiction(BEFORE_INFUSION, infused_on) if early and not event.note else None


def alive_after_death(standing: Iterable[EventLine], on: date) -> Contradiction | None:
    """Whether the patient is recorded as dead before a day on which they were alive."""
    dead = [e.now.on for e in standing if e.kind == EventKind.DEATH and e.now.on < on]
    return Contradiction(ALIVE_AFTER_DEATH, dead[0]) if dead else None


def too_early(death: DeathBeforeInfusion) -> Contradiction:
    """Why a death cannot be recorded on its day."""
    return Contradiction(DEATH_BEFORE_INFUSION, death.infused)


def returns(standing: Iterable[EventLine]) -> list[date]:
    """The days of the recorded returns to prophylaxis."""
    return [e.now.on for e in standing if e.kind == EventKind.PROPHYLAXIS_RESUMED]


def _of_items(
    items: Iterable[ItemEntry], days: list[date], held_on: date | None
) -> Iterator[tuple[str, Contradiction]]:
    said: Mapping[str, ItemEntry] = {one.name: one for one in items}
    item = said.get(PROPHYLAXIS)
    if item is None or item.note:
        return
    past = [day for day in days if held_on is None or day <= held_on]
    if item.value == "none" and past:
        yield PROPHYLAXIS, Contradiction(NONE_AFTER_RETURN, past[0])
    if item.value == "resumed" and not past:
        yield PROPHYLAXIS, Contradiction(RETURN_WITHOUT_EVENT)
