"""Outcome declarations: what an agreement measures, in which unit, by which method."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.file.written import Bilingual, Closed, Identifier, Identifiers, NumberText, Words


class Quantity(Closed):
    """A measured number; `scale` is an ordinal one such as a light level.

    `bridge` is what a value by each other method is multiplied by, so that it may be held against
    a criterion that asks for none.
    """

    type: Literal["quantity", "scale"]
    unit: Words
    precision: Annotated[NumberText, Field(gt=0)]
    compare: Literal["raw", "rounded"] = "raw"
    better: Literal["higher", "lower"] | None = None
    methods: Identifiers = ()
    convert: dict[Words, Annotated[NumberText, Field(gt=0)]] = Field(default_factory=dict)
    bridge: dict[Identifier, Annotated[NumberText, Field(gt=0)]] = Field(default_factory=dict)
    source: Identifiers = ()
    label: Bilingual | None = None


class State(Closed):
    """One of a closed set of values; `unknown_values` are recorded but say nothing."""

    type: Literal["state"]
    values: Annotated[Identifiers, Field(min_length=1)]
    unknown_values: Identifiers = ()
    source: Identifiers = ()
    label: Bilingual | None = None


class Event(Closed):
    """Something that happens on a day, with closed attributes."""

    type: Literal["event"]
    attributes: dict[Identifier, Identifiers] = Field(default_factory=dict)
    source: Identifiers = ()
    label: Bilingual | None = None


Outcome = Annotated[Quantity | State | Event, Field(discriminator="type")]
