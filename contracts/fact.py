"""One version of one thing known about a treatment."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

EVERYONE = "*"
"""The treatment of facts that belong to no single one, such as prices."""
NOBODY = "unknown"
"""The party on lines whose payer is not known; no region or party may have its name."""


class Kind(StrEnum):
    """What a fact is about."""

    TREATMENT = "treatment"
    OBSERVATION = "observation"
    EVENT = "event"
    VITAL_STATUS = "vital_status"
    RESIDENCE = "residence"
    PRICE = "price"
    RULING = "ruling"
    BATCH = "batch"
    INDEX = "index"
    FX = "fx"
    VAT = "vat"
    SUCCESSION = "succession"
    MERGE = "merge"


COMMON = frozenset({Kind.PRICE, Kind.INDEX, Kind.FX, Kind.VAT, Kind.SUCCESSION})
"""The kinds that are about no single treatment."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One version of one thing known about a treatment; the fields are the CSV's columns."""

    fact_id: str
    version: int
    treatment: str
    kind: Kind
    name: str
    value: str
    unit: str
    method: str
    valid_on: date
    recorded_at: datetime
    retracted: bool = False

    @property
    def attributes(self) -> dict[str, str]:
        """An event's attributes, from "related=no;cause=progression"."""
        return attributes_in(self.value)


def attributes_in(text: str) -> dict[str, str]:
    """The attributes an event's text names."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): value.strip() for name, mark, value in pairs if mark}


COLUMNS = tuple(field.name for field in fields(Fact))
