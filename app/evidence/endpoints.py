"""Which outcomes are followed for a product and indication, as written in `endpoints.yaml`."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from contracts.endpoint import ENDS_FOLLOW_UP, Endpoint, of_events
from contracts.facts import Kind, Snapshot
from contracts.file.source import read_tree
from contracts.file.written import Bilingual, Closed, Identifier
from reports.language import Wording

FILE = Path(__file__).parent / "endpoints.yaml"


def _days(found: object) -> int:
    text = found if isinstance(found, str) else ""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 36_525):
        raise PydanticCustomError("bad_days", "{found}", {"found": str(found)})
    return int(text)


def _none(found: object) -> object:
    return None if found in ("", "null") else found


Days = Annotated[int, BeforeValidator(_days)]
NoneText = BeforeValidator(_none)


class Among(Closed):
    """Only treatments with one of some values of an item by a day from the infusion."""

    item: Identifier
    values: tuple[Identifier, ...] = Field(min_length=1)
    by_day: Days


class EndpointText(Closed):
    """An endpoint as a file writes it: what ends the time, observed or not, and among whom."""

    id: Identifier
    label: Bilingual
    events: tuple[Identifier, ...] = Field(min_length=1)
    competing: tuple[Identifier, ...] = ()
    among: Annotated[Among | None, NoneText] = None

    @property
    def ends(self) -> tuple[str, ...]:
        """The events that end the follow-up without the endpoint being known."""
        return ENDS_FOLLOW_UP

    def definition(self) -> Endpoint:
        """The endpoint as the one rule for durations reads it."""
        made = of_events(self.id, self.label, *self.events)
        return Endpoint(
            made.id, made.label, made.lost_when, self.competing, self.ends, made.outcomes
        )


class WatchedEndpoint(EndpointText):
    """An endpoint with its axis label and the published sets to lay beside it."""

    share: Bilingual
    published: tuple[Identifier, ...] = ()
    published_as: str = ""
    note: Bilingual | None = None


class Watched(Closed):
    """What is followed for one product and indication; the first endpoint is the one shown."""

    product: Identifier
    indication: Identifier
    landmark_days: tuple[Days, ...] = (365, 730)
    endpoints: tuple[WatchedEndpoint, ...] = Field(min_length=1)

    def endpoint(self, name: str | None) -> WatchedEndpoint | None:
        """The endpoint of that id, or the first where none is asked for."""
        if name is None:
            return self.endpoints[0]
        return next((one for one in self.endpoints if one.id == name), None)


class _File(Closed):
    cohorts: tuple[Watched, ...]


def watched(product: str, indication: str) -> Watched:
    """What is followed for a product and indication; overall survival where nothing is written."""
    found = _by_pair().get((product, indication))
    if found is not None:
        return found
    label = Bilingual(da="Samlet overlevelse", en="Overall survival")
    share = Bilingual(da="Andel i live", en="Share alive")
    only = WatchedEndpoint(id="os", label=label, share=share, events=("death",))
    return Watched(product=product, indication=indication, endpoints=(only,))


@cache
def _by_pair() -> dict[tuple[str, str], Watched]:
    tree, doubled = read_tree(FILE.read_text(encoding="utf-8"))
    if doubled:
        raise ValueError(f"{FILE.name}: a key stands twice at {doubled[0].path}")
    cohorts = _File.model_validate(tree).cohorts
    return {(one.product, one.indication): one for one in cohorts}


def membership(among: Among | None, snapshot: Snapshot) -> Callable[[str], bool]:
    """Whether a treatment belongs to those the endpoint is about."""
    if among is None:
        return lambda _treatment: True
    return frozenset(
        treatment for treatment in snapshot.treatments() if _belongs(among, snapshot, treatment)
    ).__contains__


def _belongs(among: Among, snapshot: Snapshot, treatment: str) -> bool:
    facts = snapshot.about(treatment)
    infused = [f.valid_on for f in facts if (f.kind, f.name) == (Kind.TREATMENT, "infused")]
    return any(
        fact.kind is Kind.OBSERVATION
        and fact.name == among.item
        and fact.value in among.values
        and 0 <= (fact.valid_on - infused[0]).days <= among.by_day
        for fact in facts
        if infused
    )


def wording(text: Bilingual) -> Wording:
    """Words of a file as the reports take them."""
    return Wording(text.da, text.en)
