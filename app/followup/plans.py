"""Follow-up plans: YAML read strictly, and the visits they ask for after an infusion."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from sqlmodel import Session, col, select

from app.clock import now
from app.db.tables.catalogue import FollowUpPlan
from reports.language import Wording

FOLDER = Path(__file__).parent / "plans"
LARGEST = 256_000
UNPLANNED = "unplanned"


class UnreadablePlan(ValueError):  # noqa: N818 - told to whoever wrote the file
    """A plan file is not plain YAML of text, or does not say what a plan must."""


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _whole(text: object) -> int:
    if (
        not isinstance(text, str)
        or not text.lstrip("-").isascii()
        or not text.lstrip("-").isdigit()
    ):
        raise ValueError(f"{text!r} is not a whole number written as text")
    return int(text)


def _words(found: object) -> object:
    if isinstance(found, dict) and set(found) == {"da", "en"}:
        return Wording(str(found["da"]), str(found["en"]))
    raise ValueError(f"{found!r} must have Danish (da) and English (en)")


Days = Annotated[int, BeforeValidator(_whole)]
Words = Annotated[Wording, BeforeValidator(_words)]


class Bounds(_Closed):
    """The range outside which a value is asked about; never a limit."""

    low: str
    high: str


class Item(_Closed):
    """One thing a visit asks for."""

    type: Literal["quantity", "count", "grade", "choice"]
    label: Words
    unit: str = ""
    methods: tuple[str, ...] = ()
    precision: str = ""
    plausible: Bounds | None = None
    values: dict[str, Words] = Field(default_factory=dict)


class Around(_Closed):
    """Days before and after the target day that still belong to the visit."""

    before: Days
    after: Days


class PlannedVisit(_Closed):
    """A visit at a number of days from the infusion."""

    code: str
    title: Words
    target_day: Days
    window: Around
    items: tuple[str, ...] = Field(min_length=1, max_length=12)


class Plan(_Closed):
    """What is followed for a product and indication, and when."""

    plan: str
    version: str
    title: Words
    products: tuple[str, ...]
    indications: tuple[str, ...]
    sources: tuple[str, ...]
    assumed: Annotated[bool, BeforeValidator(lambda text: {"true": True, "false": False}[text])]
    items: dict[str, Item]
    visits: tuple[PlannedVisit, ...]
    events: tuple[str, ...]
    missing_reasons: tuple[str, ...]

    @model_validator(mode="after")
    def _consistent(self) -> "Plan":
        codes = [visit.code for visit in self.visits]
        if len(set(codes)) != len(codes) or UNPLANNED in codes:
            raise ValueError("visit codes must differ, and none may be 'unplanned'")
        for visit in self.visits:
            if unknown := sorted(set(visit.items) - set(self.items)):
                raise ValueError(f"visit {visit.code} asks for unknown items {unknown}")
        for name, item in self.items.items():
            if (item.type == "choice") is not bool(item.values):
                raise ValueError(f"item {name}: only choices have values, and they need them")
        return self

    @cached_property
    def by_opening(self) -> tuple[tuple[int, PlannedVisit], ...]:
        """The day from the infusion on which each visit opens, earliest first."""
        opening = ((v.target_day - v.window.before, v) for v in self.visits)
        return tuple(sorted(opening, key=lambda one: (one[0], one[1].code)))

    @cached_property
    def openings(self) -> tuple[int, ...]:
        """The days of `by_opening`, to search in."""
        return tuple(day for day, _ in self.by_opening)

    @cached_property
    def target_days(self) -> dict[str, int]:
        """Each visit's target day by code."""
        return {visit.code: visit.target_day for visit in self.visits}

    def visit(self, code: str) -> PlannedVisit | None:
        """The visit with this code, if the plan has it."""
        return next((visit for visit in self.visits if visit.code == code), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """When an agreement needs a visit; it counts calendar months where the plan counts days.

    So the two windows lie a day apart after a 29 February. Both ends belong to it.
    """

    opens: date
    closes: date
    by: date
    """The day by which the result must be there."""


@dataclass(frozen=True, slots=True)
class ScheduledVisit:
    """A planned visit on the calendar of one treatment; both ends belong to the window."""

    code: str
    title: Wording
    target: date
    opens: date
    closes: date
    items: tuple[str, ...]

    def holds(self, day: date) -> bool:
        """Whether the day lies in the window."""
        return self.opens <= day <= self.closes

    def asked_by(self, asked: Asked | None) -> "ScheduledVisit":
        """The visit in the window that an agreement looks at, where one asks for it."""
        if asked is None:
            return self
        return replace(self, opens=max(self.opens, asked.opens), closes=asked.closes)


def schedule(plan: Plan, infused_on: date) -> tuple[ScheduledVisit, ...]:
    """The plan's visits for a treatment infused on this day, earliest first."""
    known = _scheduled(plan.plan, plan.version)
    if infused_on not in known:
        visits = (_on_calendar(visit, infused_on) for visit in plan.visits)
        known[infused_on] = tuple(sorted(visits, key=lambda visit: (visit.target, visit.code)))
    return known[infused_on]


@lru_cache(maxsize=32)
def _scheduled(_plan: str, _version: str) -> dict[date, tuple[ScheduledVisit, ...]]:
    """What was worked out before for a version of a plan, by infusion date."""
    return {}


def _on_calendar(visit: PlannedVisit, infused_on: date) -> ScheduledVisit:
    target = infused_on + timedelta(days=visit.target_day)
    return ScheduledVisit(
        code=visit.code,
        title=visit.title,
        target=target,
        opens=target - timedelta(days=visit.window.before),
        closes=target + timedelta(days=visit.window.after),
        items=visit.items,
    )


def plan_for(product_id: str, indication_id: str) -> Plan | None:
    """The plan a treatment with this product for this indication follows, or None."""
    return _by_pair().get((product_id, indication_id))


@cache
def plans() -> tuple[Plan, ...]:
    """Every plan of this version of Effekt, by name."""
    return tuple(read_plan(text, name) for name, text in _texts())


@cache
def _by_pair() -> dict[tuple[str, str], Plan]:
    found: dict[tuple[str, str], Plan] = {}
    for plan in plans():
        for product in plan.products:
            for indication in plan.indications:
                if (product, indication) in found:
                    raise UnreadablePlan(f"{plan.plan}: {product}/{indication} has two plans")
                found[product, indication] = plan
    return found


def load_plans(session: Session) -> int:
    """Keep each plan's text as it is now; returns how many were new. Called when migrating."""
    known = set(session.exec(select(col(FollowUpPlan.sha256))))
    added = 0
    for name, text in _texts():
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest in known:
            continue
        plan = read_plan(text, name)
        session.add(
            FollowUpPlan(
                plan=plan.plan, version=plan.version, text=text, sha256=digest, loaded_at=now()
            )
        )
        added += 1
    session.flush()
    return added


def read_plan(text: str, name: str) -> Plan:
    """A plan from its YAML.

    Raises:
        UnreadablePlan: with the file's name and what is wrong.
    """
    if len(text.encode()) > LARGEST:
        raise UnreadablePlan(f"{name}: larger than {LARGEST} bytes")
    try:
        _refuse_anchors(text)
        return Plan.model_validate(yaml.load(text, Loader=_StrictLoader))  # noqa: S506 - it is safe
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadablePlan(f"{name}: {error}") from error


def _refuse_anchors(text: str) -> None:
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if getattr(event, "anchor", None):
            raise ValueError("anchors and aliases are not used in plans")


def _texts() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.glob("*.yaml")):
        yield path.name, path.read_text(encoding="utf-8")


class _StrictLoader(yaml.SafeLoader):
    """Every scalar is text, and repeated keys are refused."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in found:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} stands twice", key_node.start_mark
            )
        found[key] = loader.construct_object(value_node, deep=True)
    return found


def _text(_loader: _StrictLoader, node: yaml.ScalarNode) -> str:
    return str(node.value)


_StrictLoader.yaml_implicit_resolvers = {}
_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:str", _text)
