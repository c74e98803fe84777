"""The agreement file as written: every field it may hold, and nothing else."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from contracts.criterion import Criterion
from contracts.dates import BusinessDay, Holidays, Rounding
from contracts.file.written import (
    Bilingual,
    Closed,
    DateText,
    FlagText,
    Identifier,
    Identifiers,
    InstantText,
    PeriodText,
    Words,
)
from contracts.outcome import Outcome
from contracts.reason import Status
from contracts.terms import CorrectionsUntil, Judged, Term

ONLY_TREATMENT = "T1"
"""The treatment an example is about where it names none."""


class Header(Closed):
    """Which version this is, and whom it governs."""

    id: Identifier
    version: Words
    supersedes: Words | None = None
    signed_at: InstantText | None = None
    effective_from: DateText
    effective_until: DateText | None = None
    governs: Literal["treated_on"]
    engine_semantics: Literal["1"]
    languages: tuple[Literal["da", "en"], ...] = ("da", "en")
    prevailing: Literal["da", "en"] = "da"
    title: Bilingual | None = None
    product: Identifier | None = None
    indication: Identifier | None = None
    illustrative: FlagText = False


class Payer(Closed):
    """Who pays: the region of residence, read on the day named; `otherwise` if none is known."""

    role: Literal["payer"]
    of_record: Literal["region_of_residence", "region_at_due_date"] = "region_of_residence"
    otherwise: Identifier | None = None


class Supplier(Closed):
    """Who delivers and gives back."""

    role: Literal["supplier"]
    id: Identifier = "supplier"


class Parties(Closed):
    """The two sides."""

    payer: Payer
    supplier: Supplier


class Calendar(Closed):
    """How the agreement counts time."""

    tz: Literal[
        "Europe/Amsterdam",
        "Europe/Berlin",
        "Europe/Copenhagen",
        "Europe/Madrid",
        "Europe/Rome",
        "UTC",
    ]
    holidays: Holidays
    month_rounding: Rounding
    anniversary_from: Literal["anchor"] = "anchor"
    business_day: BusinessDay = BusinessDay.FOLLOWING


class RoundPolicy(Closed):
    """How amounts are rounded and divided."""

    mode: Literal["half_away"] = "half_away"
    at: Literal["line"] = "line"
    split: Literal["largest_remainder"] = "largest_remainder"


class MoneyPolicy(Closed):
    """The currency and how it is rounded; amounts are without VAT, which a term adds."""

    currency: Literal["CHF", "DKK", "EUR", "GBP", "NOK", "SEK", "USD"]
    round: RoundPolicy = RoundPolicy()


class Clause(Closed):
    """One numbered clause: the parties' text beside its terms."""

    id: Words
    text: Bilingual
    terms: tuple[Term, ...] = ()


class Limitation(Closed):
    """When corrections end, and that they go both ways until then."""

    corrections_until: CorrectionsUntil
    clawback: Literal["both_ways"]


class Disputes(Closed):
    """What a dispute holds back, and who decides it."""

    hold: Literal["disputed_lines_only"]
    notice: PeriodText
    adjudicator: Words


class EndpointText(Closed):
    """One definition of an outcome's loss, for the money and for the curves."""

    id: Identifier
    label: Bilingual
    lost_when: Criterion
    competing: Identifiers = ()
    ends_follow_up: Identifiers = ("consent_withdrawn", "emigrated", "lost_to_follow_up")


class Provenance(Closed):
    """Where a field comes from: published, with its source, or assumed."""

    field: Words
    basis: Literal["published", "assumed"]
    source: Words | None = None
    note: Words | None = None


class ExpectedLine(Closed):
    """What one milestone of the example's treatment comes to; `*` stands for all of them."""

    treatment: Identifier | Literal["*"] = ONLY_TREATMENT
    term: Identifier
    milestone: Words
    status: Status
    amount: Words
    sentence: Bilingual | None = None


class Expected(Closed):
    """The sum of every line, and the lines worth naming."""

    total: Words
    lines: tuple[ExpectedLine, ...] = ()


class Example(Closed):
    """Facts known at a moment, and what is owed for them on a day."""

    id: Identifier
    title: Bilingual
    known_at: InstantText
    settle_on: DateText
    facts: Annotated[tuple[dict[Identifier, str], ...], Field(min_length=1)]
    expect: Expected


class Document(Closed):
    """The file as written."""

    agreement: Header
    parties: Parties
    calendar: Calendar
    money: MoneyPolicy
    outcomes: dict[Identifier, Outcome]
    endpoints: tuple[EndpointText, ...] = ()
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    limitation: Limitation | None = None
    disputes: Disputes | None = None
    provenance: tuple[Provenance, ...] = ()
    examples: tuple[Example, ...] = ()


def placed_terms(document: Document) -> Iterator[tuple[str, Term]]:
    """Every term with its place in the file, in the order written."""
    for i, clause in enumerate(document.clauses):
        for j, term in enumerate(clause.terms):
            yield f"clauses.{i}.terms.{j}", term


def judged_terms(document: Document) -> Iterator[tuple[str, Judged]]:
    """The terms that fall due for one treatment, each with its place."""
    for path, term in placed_terms(document):
        if isinstance(term, Judged):
            yield path, term
