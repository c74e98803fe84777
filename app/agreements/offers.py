"""What the worked examples do not show yet, and an example for each to put into the text."""

from dataclasses import dataclass

from app.agreements.drafts import Draft
from app.agreements.loading import draft as reading_of
from contracts.agreement import Agreement
from contracts.coverage.gate import missing_cells
from contracts.file.edited import CannotEdit, with_items
from contracts.load import Reading
from contracts.offered.offer import offer
from contracts.offered.text import as_yaml
from reports.language import Language

EVERY = "*"


@dataclass(frozen=True, slots=True)
class Offered:
    """An example for cases that have none: its name, what it shows, and its text."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Offers:
    """Every example offered, and the cases for which none was found."""

    examples: tuple[Offered, ...]
    beyond: tuple[str, ...]


def sound(reading: Reading) -> Agreement | None:
    """The agreement where nothing but its examples is wrong."""
    run = all(fault.code == "example_fails" for fault in reading.faults)
    return reading.agreement if run else None


def gaps(reading: Reading, lang: Language) -> tuple[str, ...]:
    """The cases no example shows, in words; none while the text is not right enough to tell."""
    agreement = sound(reading)
    found = () if agreement is None else missing_cells(agreement)
    return tuple(cell.message(lang) for cell in found)


def uncovered(agreement: Agreement) -> int:
    """How many cases no example shows."""
    return len(missing_cells(agreement))


def offers(draft: Draft, lang: Language) -> Offers:
    """An example for each case that has none, as far as they are found."""
    agreement = sound(reading_of(draft.text, draft.examples))
    if agreement is None:
        return Offers((), ())
    found = offer(agreement)
    return Offers(
        tuple(Offered(one.id, one.title.into(lang), as_yaml([one])) for one in found.examples),
        tuple(cell.message(lang) for cell in found.beyond),
    )


def inserted(draft: Draft, name: str) -> str:
    """The text with the example of a name at its end, or with every one that is offered.

    Raises:
        CannotEdit: there is no such example any more, or no place for it.
    """
    agreement = sound(reading_of(draft.text, draft.examples))
    found = () if agreement is None else offer(agreement).examples
    chosen = [one for one in found if name in {EVERY, one.id}]
    if not chosen:
        raise CannotEdit("examples")
    return with_items(draft.text, "examples", as_yaml(chosen))


def first_new_line(before: str, after: str) -> int:
    """The first line of a text that is not the line of another, counted from one."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    same = next((at for at, (old, new) in enumerate(pairs) if old != new), None)
    return (len(before.splitlines()) if same is None else same) + 1
