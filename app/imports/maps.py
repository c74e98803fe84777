"""Import maps: how the rows of a delimited text file become facts. The format is told in the maps.

A map is YAML read strictly (every scalar text, no repeated keys, no aliases, at most 256 kB).
"""

from itertools import chain
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.followup.entries import EventKind
from app.imports.map_text import DateFormat, Day, Factor, Name, Whole, Words, fault

HARD_ROWS, HARD_CELL, HARD_BYTES = 50_000, 10_000, 20_000_000


class _Closed(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True
    )


class Source(_Closed):
    """Where a text comes from: a cell, a cell through a closed table, or the same for every row."""

    column: Name | None = None
    values: dict[str, Name] = Field(default_factory=dict)
    fixed: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> "Source":
        if (self.column is None) is (self.fixed is None) or (self.fixed and self.values):
            raise fault("one_of", expected="{column}, {column, values}, {fixed}")
        return self


class DaySource(_Closed):
    """Where a date comes from: a cell in a stated format, or the same for every row."""

    column: Name | None = None
    format: DateFormat | None = None
    fixed: Day | None = None

    @model_validator(mode="after")
    def _one(self) -> "DaySource":
        in_cell = self.column is not None and self.format is not None
        half = (self.column is None) is not (self.format is None)
        if half or in_cell is (self.fixed is not None):
            raise fault("one_of", expected="{column, format}, {fixed}")
        return self


class FactDay(_Closed):
    """When a fact holds: at the infusion, some days after it, or on a date in a cell."""

    fixed_to: Literal["infusion"] | None = None
    day_after: Literal["infusion"] | None = None
    column: Name | None = None
    fraction: Literal["refuse", "down"] | None = None
    format: DateFormat | None = None

    @model_validator(mode="after")
    def _one(self) -> "FactDay":
        given = frozenset(name for name, value in self if value is not None)
        forms = ({"fixed_to"}, {"day_after", "column", "fraction"}, {"column", "format"})
        if given not in forms:
            raise fault(
                "one_of", expected="{fixed_to}, {day_after, column, fraction}, {column, format}"
            )
        return self


class When(_Closed):
    """The fact exists only in rows where the cell is exactly this text."""

    column: Name
    equals: str


class ExternalPatient(_Closed):
    """The patient's number in another register; an unknown number registers a patient."""

    external: Name
    namespace: Annotated[Name, Field(max_length=40)]


class KnownPatient(_Closed):
    """A registered patient by CPR number or by a treatment's number (P-0014)."""

    find: tuple[Literal["cpr", "number"], ...] = Field(min_length=1)
    column: Name


class NewTreatment(_Closed):
    """The treatment that a row of a wide file stands for."""

    product: Source
    indication: Source
    site: Source
    infused_on: DaySource
    residence: Source


class KnownTreatment(_Closed):
    """The latest infused treatment whose follow-up plan asks for the outcome."""

    find: Literal["latest_infused_with_outcome"]


class WideRow(_Closed):
    """Whom a row of a wide file is about."""

    patient: ExternalPatient
    treatment: NewTreatment


class LongRow(_Closed):
    """Whom a row of a long file is about."""

    patient: KnownPatient
    treatment: KnownTreatment


class WideFact(_Closed):
    """One fact that each row of a wide file may hold."""

    kind: Literal["observation", "event", "vital_status"]
    name: Annotated[Name, Field(max_length=40)]
    when: When | None = None
    value: Source | None = None
    unit: str = ""
    method: str = ""
    attributes: dict[Literal["cause", "term", "grade"], Source] = Field(default_factory=dict)
    valid_on: FactDay

    @model_validator(mode="after")
    def _fits_kind(self) -> "WideFact":
        if (self.kind == "observation") is (self.value is None):
            raise fault("value_of_observation", self.kind)
        if self.kind == "event" and self.name not in set(EventKind):
            raise fault("not_one_of", self.name, ", ".join(EventKind))
        if self.kind == "vital_status" and self.name != "alive":
            raise fault("not_one_of", self.name, "alive")
        return self


class LongFact(_Closed):
    """The one value that each row of a long file holds."""

    kind: Literal["observation"]
    name: Source
    value: Source
    unit: Source
    method: Source
    valid_on: DaySource


class Analysis(_Closed):
    """What a laboratory's code means: the outcome, its units with factors, its methods."""

    name: Annotated[Name, Field(max_length=40)]
    method: str = ""
    units: dict[str, Factor] = Field(min_length=1)
    methods: dict[str, Name] = Field(default_factory=dict)


class Limits(_Closed):
    """Beyond a limit the whole file is refused before anything is stored."""

    rows: Annotated[Whole, Field(ge=1, le=HARD_ROWS)]
    cell_characters: Annotated[Whole, Field(ge=1, le=HARD_CELL)]
    bytes: Annotated[Whole, Field(ge=1, le=HARD_BYTES)]


class SuspectRatio(_Closed):
    """A value so many times more or less than the patient's last one is asked about."""

    factor: Factor
    tolerance: Factor


class Checks(_Closed):
    """What is done about each doubt; each has one answer today, stated so that it can be read."""

    future_date: Literal["refuse"] = "refuse"
    before_infusion: Literal["ask"] = "ask"
    duplicate_row: Literal["skip"] = "skip"
    conflicting_value: Literal["ask"] = "ask"
    formula_cell: Literal["refuse"] = "refuse"
    nul_byte: Literal["refuse_file"] = "refuse_file"


class Label(_Closed):
    """What a baseline value is called in tables."""

    label: Words
    values: dict[str, Words] = Field(default_factory=dict)


class _Base(_Closed):
    map: Name
    version: Name
    title: Words
    delimiter: str = Field(min_length=1, max_length=1)
    decimal: Literal[".", ","]
    encodings: tuple[Literal["utf-8-sig", "utf-16", "cp1252", "latin-1"], ...] = Field(min_length=1)
    header: tuple[Name, ...] = Field(min_length=1, max_length=400)
    extra_columns: Literal["refuse", "ignore"]
    limits: Limits
    empty: tuple[str, ...] = ("",)
    synthetic_time_zero: Day | None = None
    below_limit: Literal["", "<"] = ""
    suspect_ratio: SuspectRatio | None = None
    checks: Checks = Checks()
    labels: dict[str, Label] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> "_Base":
        if self.delimiter in {'"', "\n", "\r", "\0", " "} or self.delimiter.isalnum():
            raise fault("bad_delimiter", self.delimiter)
        if "latin-1" in self.encodings[:-1]:
            raise fault("latin_last")
        if len(set(self.header)) != len(self.header):
            raise fault("column_twice", ", ".join(self.header))
        unknown = sorted(set(_columns(self)) - set(self.header))
        if unknown:
            raise fault("unknown_column", ", ".join(unknown), ", ".join(self.header))
        return self


class WideMap(_Base):
    """One row per treatment; `facts` names the columns."""

    layout: Literal["wide"]
    row: WideRow
    facts: tuple[WideFact, ...] = Field(min_length=1, max_length=60)


class LongMap(_Base):
    """One row per value; `analyses` says what each laboratory code means."""

    layout: Literal["long"]
    row: LongRow
    facts: tuple[LongFact, ...] = Field(min_length=1, max_length=1)
    analyses: dict[str, Analysis] = Field(min_length=1)


ImportMap = WideMap | LongMap


def _columns(part: object) -> list[str]:
    """Every column that some part of the map reads."""
    if isinstance(part, dict):
        return list(chain.from_iterable(map(_columns, part.values())))
    if isinstance(part, tuple):
        return list(chain.from_iterable(map(_columns, part)))
    if not isinstance(part, BaseModel):
        return []
    own = [getattr(part, name) for name in ("column", "external") if getattr(part, name, None)]
    return own + [column for _, value in part for column in _columns(value)]
