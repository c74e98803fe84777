"""The six things every term must decide, as written in the file."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from contracts.criterion import Limit
from contracts.dates import Period
from contracts.file.written import Closed, Identifiers, PeriodText
from contracts.reason import Status

Decided = Literal[Status.NOT_MET, Status.EXCUSED, Status.PRO_RATA, Status.HOLD, Status.TERMINATED]
Side = Literal[Status.NOT_MET, Status.EXCUSED]
EVENT_KINDS = frozenset(
    {
        "death",
        "relapse",
        "progression",
        "relapse_or_death",
        "prophylaxis_resumed",
        "transfusion",
        "next_therapy",
        "transplant",
        "adverse_event",
        "permanent_ventilation",
        "consent_withdrawn",
        "emigrated",
        "lost_to_follow_up",
    }
)
"""The events everyone records; an agreement may declare more under its outcomes."""

ExceptionName = Literal[
    "death", "withdrawal", "lost_to_follow_up", "relocation_abroad", "competing_therapy"
]


def _as_result(found: object) -> object:
    return {"result": found} if isinstance(found, str) else found


class DeathWhen(Closed):
    """Which deaths the rule is about."""

    event: Literal["death"]
    before: Limit


class Related(Closed):
    """What a death means by its relation to the treatment; unclear causes are decided too."""

    yes: Decided
    no: Decided
    unknown: Decided


class Death(Closed):
    """What a death means: one result, or one for each relation to the treatment."""

    when: DeathWhen = DeathWhen(event="death", before="window_close")
    result: Decided | None = None
    related: Related | None = None
    unknown_after: PeriodText | None = None
    unknown_then: Side | None = None
    later: Literal["TERMINATED", "same"] = "TERMINATED"

    @model_validator(mode="after")
    def _one_way(self) -> "Death":
        if (self.result is None) == (self.related is None):
            raise PydanticCustomError("death_undecided", "result or related")
        if (self.unknown_after is None) != (self.unknown_then is None):
            raise PydanticCustomError("death_hold_open", "unknown_after with unknown_then")
        return self


class Withdrawal(Closed):
    """What a withdrawn consent means."""

    result: Decided


class Lost(Closed):
    """What it means that the patient cannot be found, and after how long."""

    result: Decided
    after: PeriodText = Period()


class Missing(Closed):
    """What a missing assessment means: how long it may come, and who loses if it does not."""

    grace: PeriodText = Period()
    then: Literal[Status.NOT_MET, Status.EXCUSED, Status.HOLD]
    cure: Literal["until limitation", "none"] = "until limitation"
    carry_forward: PeriodText | None = None


class Relocation(Closed):
    """What a move abroad means, and what may follow."""

    result: Decided
    after: PeriodText | None = None
    then: Literal["SUPPLIER_OPTION"] | Side | None = None


class Competing(Closed):
    """What another therapy for the same disease means; `list` names events or therapies.

    It counts once it has lasted as long as `lasting`, and not where an attribute of it is among
    `unless`, such as a trial.
    """

    result: Decided
    list: Identifiers
    lasting: PeriodText
    unless: Identifiers = ()


class Ignored(Competing):
    """No other therapy means anything: the criterion alone decides. Written as one word."""

    result: Literal[Status.EXCUSED] = Status.EXCUSED
    list: Identifiers = ()
    lasting: PeriodText = Period()


def _as_ignored(found: object) -> object:
    return Ignored() if found == "IGNORED" else found


class Exceptions(Closed):
    """The six things every term must decide; `priority` settles two that disagree."""

    death: Annotated[Death, BeforeValidator(_as_result, json_schema_input_type=Decided | Death)]
    withdrawal: Annotated[
        Withdrawal, BeforeValidator(_as_result, json_schema_input_type=Decided | Withdrawal)
    ]
    lost_to_follow_up: Annotated[
        Lost, BeforeValidator(_as_result, json_schema_input_type=Decided | Lost)
    ]
    missing_assessment: Missing
    relocation_abroad: Annotated[
        Relocation, BeforeValidator(_as_result, json_schema_input_type=Decided | Relocation)
    ]
    competing_therapy: Annotated[
        Competing,
        BeforeValidator(_as_ignored, json_schema_input_type=Literal["IGNORED"] | Competing),
    ]
    priority: tuple[ExceptionName, ...] = ()
