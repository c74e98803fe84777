"""An analysis plan as the council writes it: YAML read strictly, each fault with its place."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from analytics.disclosure import THRESHOLD
from app.evidence.endpoints import Days, EndpointText, NoneText
from app.evidence.published import set_name
from app.recommendations.faults import PlanFault, PlanRefused, of_error
from contracts.dates import add_months
from contracts.faults import AgreementRefused, Fault
from contracts.file.source import Tree, read_tree
from contracts.file.written import Bilingual, Closed, FlagText, Identifier, Words
from reports.language import Language


def _refuse(code: str, found: object = "") -> PydanticCustomError:
    return PydanticCustomError(code, "{found}", {"found": str(found)})


def _threshold(found: object) -> int:
    text = found if isinstance(found, str) else ""
    if not (text.isascii() and text.isdigit() and THRESHOLD <= int(text) <= 1000):
        raise _refuse("bad_threshold", found)
    return int(text)


def _share(found: object) -> Decimal:
    try:
        share = Decimal(found if isinstance(found, str) else "x")
    except InvalidOperation:
        raise _refuse("bad_share", found) from None
    if not 0 <= share <= 1:
        raise _refuse("bad_share", found)
    return share


def _unfrozen(found: object) -> None:
    if found not in ("", "null", None):
        raise _refuse("frozen_given", found)


class PlanEndpoint(EndpointText):
    """An endpoint of the plan; `censor` ends the follow-up without the endpoint being known."""

    primary: FlagText
    censor: tuple[Identifier, ...] = ()

    @property
    def ends(self) -> tuple[str, ...]:
        """The events that end the follow-up without the endpoint being known."""
        return self.censor

    @model_validator(mode="after")
    def _each_event_once(self) -> Self:
        kinds = [*self.events, *self.censor, *self.competing]
        for kind in kinds:
            if kinds.count(kind) > 1:
                raise _refuse("event_twice", kind)
        return self


class Population(Bilingual):
    """Whom the plan is about."""

    state: Literal["infused"]


class Comparator(Closed):
    """The published cohort beside ours: the promise, or an illustration."""

    set: Identifier
    role: Literal["promise", "illustration"]
    note: Bilingual

    @model_validator(mode="after")
    def _known(self) -> Self:
        if set_name(self.set) is None:
            raise _refuse("unknown_set", self.set)
        return self


class Named(Closed):
    """A subgroup or a sensitivity analysis by its id."""

    id: Identifier
    label: Bilingual


class Durability(Closed):
    """The surrogate whose durability is followed, and the event that ends it."""

    item: Identifier
    unit: str
    method: str = ""
    rescue: Identifier


class DecisionRule(Bilingual):
    """The rule the council decides by, in words."""

    assumed: FlagText = False


class Criterion(Closed):
    """One part of the decision rule that numbers can answer; every part must be met.

    The interval at the day contains the value, or its lower limit is at least the value.
    """

    endpoint: Identifier
    day: Days
    compare: Literal["contains", "lower_at_least"]
    value: Annotated[Decimal, BeforeValidator(_share)]


class NextDecision(Closed):
    """When the council decides again: months after the plan was frozen."""

    plus_months: Days
    counted_from: Literal["frozen_on"] = Field(alias="from")


class AnalysisPlan(Closed):
    """What will be analysed, and how, decided before the data are looked at."""

    analysis_plan: Identifier
    version: Words
    frozen_on: Annotated[None, BeforeValidator(_unfrozen)] = None
    product: Identifier
    indication: Identifier
    question: Bilingual
    population: Population
    endpoints: tuple[PlanEndpoint, ...] = Field(min_length=1)
    landmark_days: tuple[Days, ...] = Field(min_length=1)
    horizon_days: Days
    comparator: Annotated[Comparator | None, NoneText] = None
    suppression_threshold: Annotated[int, BeforeValidator(_threshold)] = THRESHOLD
    subgroups: tuple[Named, ...] = ()
    durability: Annotated[Durability | None, NoneText] = None
    sensitivity: tuple[Named, ...] = ()
    decision_rule: DecisionRule
    decision: tuple[Criterion, ...] = ()
    completeness_gate: Annotated[Decimal, BeforeValidator(_share)]
    next_decision: NextDecision
    sources: tuple[Words, ...]
    assumed: FlagText = False

    @model_validator(mode="after")
    def _one_primary(self) -> Self:
        primary = [one.id for one in self.endpoints if one.primary]
        if len(primary) != 1:
            raise _refuse("one_primary", len(primary))
        ids = [one.id for one in self.endpoints]
        if len(set(ids)) != len(ids):
            raise _refuse("endpoint_twice", ", ".join(sorted(ids)))
        if any(day > self.horizon_days for day in self.landmark_days):
            raise _refuse("beyond_horizon", max(self.landmark_days))
        return self

    @model_validator(mode="after")
    def _decided_by_what_is_analysed(self) -> Self:
        ids = {one.id for one in self.endpoints}
        for one in self.decision:
            if one.endpoint not in ids:
                raise _refuse("unknown_endpoint", one.endpoint)
            if one.day not in self.landmark_days:
                raise _refuse("not_a_landmark", one.day)
        return self

    @property
    def primary(self) -> PlanEndpoint:
        """The endpoint the question is answered by."""
        return next(one for one in self.endpoints if one.primary)

    def next_decision_on(self, frozen_on: date) -> date:
        """The day the council decides again."""
        return add_months(frozen_on, self.next_decision.plus_months)

    def question_in(self, lang: Language) -> str:
        """The question in one language."""
        return self.question.into(lang)


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    """A plan with the text it was read from and that text's hash."""

    plan: AnalysisPlan
    text: str
    sha256: str


def read_plan(text: str) -> WrittenPlan:
    """The plan of a YAML text; pasted and uploaded it is the same text with the same hash.

    Raises:
        PlanRefused: with every fault, each with its place in the file and what to do.
    """
    plain = text.replace("\r\n", "\n").removeprefix("\ufeff").strip() + "\n"
    tree = _tree(plain)
    try:
        plan = AnalysisPlan.model_validate(tree)
    except ValidationError as error:
        raise PlanRefused(tuple(of_error(one) for one in error.errors())) from None
    return WrittenPlan(plan, plain, hashlib.sha256(plain.encode()).hexdigest())


def _tree(text: str) -> dict[str, Any]:
    try:
        tree, doubled = read_tree(text)
    except AgreementRefused as refused:
        raise PlanRefused(_faults_of(refused.faults)) from None
    if doubled:
        raise PlanRefused(_faults_of(doubled))
    return _mapping(tree)


def _faults_of(faults: tuple[Fault, ...]) -> tuple[PlanFault, ...]:
    return tuple(PlanFault(f.path, f.code, dict(f.values).get("found", "")) for f in faults)


def _mapping(tree: Tree) -> dict[str, Any]:
    if not isinstance(tree, dict):
        raise PlanRefused((PlanFault("", "no_mapping", ""),))
    return tree
