"""What visits find while an effect lasts and once it is lost, read off an agreement's criteria."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.criterion import (
    All,
    AnyOf,
    AnyOfValues,
    Between,
    ChangeFromBaseline,
    Compare,
    CountInWindow,
    Criterion,
    Happened,
    InState,
    Not,
    Since,
    SustainedFor,
)
from contracts.money import decimal_text
from contracts.outcome import Event, Quantity, State
from contracts.simulate.scenario import Found, Scenario
from contracts.terms import (
    MilestoneRebate,
    PerformanceAnnuity,
    PopulationResponse,
    PopulationSurvival,
    ResultInstalments,
    SwitchRefund,
    WarrantyRefund,
)

_OF_THE_PATIENT = frozenset({"death", "consent_withdrawn", "emigrated", "lost_to_follow_up"})
"""Events with a chance of their own; losing the effect does not bring them about."""

_AT_MOST = frozenset({"<", "<=", "="})

Wanted = tuple[Criterion, bool]
"""A leaf, and how it comes out while the effect lasts."""


@dataclass(frozen=True, slots=True)
class Measured:
    """An outcome as visits find it: unit, method, and its texts before and after the loss."""

    name: str
    quantity: Quantity | None
    method: str
    found: Found

    @property
    def unit(self) -> str:
        """The unit it is recorded in."""
        return self.quantity.unit if self.quantity is not None else ""


@dataclass(slots=True)
class _Bounds:
    """What the constants of one outcome ask for."""

    at_least: list[Fraction] = field(default_factory=list)
    below: list[Fraction] = field(default_factory=list)


def criteria(agreement: Agreement) -> Iterator[Wanted]:
    """Each criterion with what it is while the effect lasts."""
    for _, term in agreement.terms():
        match term:
            case WarrantyRefund() | SwitchRefund():
                yield term.failed_when, False
            case ResultInstalments() | PerformanceAnnuity() | MilestoneRebate():
                yield term.met_when, True
            case PopulationResponse():
                yield term.responder_when, True
            case PopulationSurvival():
                ends = agreement.document.endpoints
                yield from ((one.lost_when, False) for one in ends if one.id == term.endpoint)
            case _:
                pass


def _leaves(node: Criterion, *, working: bool) -> Iterator[Wanted]:
    match node:
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _leaves(part, working=working)
        case Not(part=part):
            yield from _leaves(part, working=not working)
        case Since(holds=part):
            yield from _leaves(part, working=working)
        case SustainedFor(sustained=body):
            yield from _leaves(body.holds, working=working)
        case _:
            yield node, working


def wanted(agreement: Agreement) -> tuple[Wanted, ...]:
    """Every leaf of the agreement with what it is while the effect lasts."""
    return tuple(
        leaf for node, working in criteria(agreement) for leaf in _leaves(node, working=working)
    )


def events_at_loss(agreement: Agreement) -> tuple[tuple[str, str], ...]:
    """The events by which a loss shows, each with its attributes as text."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for leaf, working in wanted(agreement):
        match leaf:
            case Happened(event=name, where=where) if not working:
                found.setdefault(name, where)
            case CountInWindow(count=body) if body.event and working == (body.op in _AT_MOST):
                found.setdefault(body.event, body.where)
            case _:
                pass
    return tuple(
        (name, ";".join(f"{key}={values[0]}" for key, values in sorted(where.items())))
        for name, where in found.items()
        if name not in _OF_THE_PATIENT
    )


def measured(agreement: Agreement, scenario: Scenario) -> tuple[Measured, ...]:
    """What visits record: as the scenario says, else the values that settle every criterion."""
    found = []
    for need in agreement.needed():
        outcome = agreement.document.outcomes[need.name]
        if isinstance(outcome, Event):
            continue
        told = scenario.outcomes.get(need.name) or _found(agreement, need.name, outcome)
        quantity = outcome if isinstance(outcome, Quantity) else None
        bridged = quantity.bridge if quantity is not None else {}
        # By the main method, whose values are compared as they are.
        method = next(iter([*(m for m in need.methods if m not in bridged), *need.methods]), "")
        found.append(Measured(need.name, quantity, method, told))
    return tuple(found)


def _found(agreement: Agreement, name: str, outcome: Quantity | State) -> Found:
    if isinstance(outcome, State):
        return _state(agreement, name, outcome)
    bounds, change = _asked(agreement, name)
    step = outcome.precision
    if change.at_least or change.below:
        before, after = _sides(change, step)
        return Found(working=before, lost=after, baseline="0")
    before, after = _sides(bounds, step)
    return Found(working=before, lost=after)


def _asked(agreement: Agreement, name: str) -> tuple[_Bounds, _Bounds]:
    """What is asked of an outcome's values, and of how they change from the first."""
    bounds, change = _Bounds(), _Bounds()
    for leaf, working in wanted(agreement):
        match leaf:
            case Compare(outcome=of, op=op, value=value) if of == name:
                _ask(bounds, op, value, working=working)
            case Between(between=body) if body.outcome == name:
                for op, value in body.sides:
                    _ask(bounds, op, value, working=working)
            case ChangeFromBaseline(change=body) if body.outcome == name:
                _ask(change, body.op, body.value, working=working)
            case CountInWindow(count=counted) if counted.outcome == name:
                _ask(bounds, counted.op, counted.value, working=working)
            case _:
                pass
    return bounds, change


def _ask(bounds: _Bounds, op: str, value: Fraction, *, working: bool) -> None:
    """A working value lies above the constant or below it, whichever the comparison asks."""
    above = op in {">=", ">", "="} if working else op in {"<", "<=", "!="}
    (bounds.at_least if above else bounds.below).append(value)


def _sides(bounds: _Bounds, step: Fraction) -> tuple[str, str]:
    """A value that settles every comparison one way, and one that settles them the other."""
    if bounds.at_least and bounds.below:
        low, high = max(bounds.at_least), min(bounds.below)
        return decimal_text((low + high) / 2), decimal_text(min(bounds.at_least) - step)
    if bounds.at_least:
        lost = min(bounds.at_least) - step
        return decimal_text(max(bounds.at_least) + step), decimal_text(lost)
    if bounds.below:
        return decimal_text(min(bounds.below) - step), decimal_text(max(bounds.below) + step)
    return "1", "0"


def _state(agreement: Agreement, name: str, outcome: State) -> Found:
    good: list[str] = []
    bad: list[str] = []
    for leaf, working in wanted(agreement):
        match leaf:
            case InState(state=of, value=value) if of == name:
                (good if working else bad).append(value)
            case AnyOfValues(chosen=body) if body.state == name:
                (good if working else bad).extend(body.values)
            case _:
                pass
    best = next((v for v in good if v not in bad), None)
    best = best or next((v for v in outcome.values if v not in bad), outcome.values[0])
    worst = next((v for v in bad if v not in good), None)
    worst = worst or next(
        (v for v in reversed(outcome.values) if v not in good and v != best), best
    )
    return Found(working=best, lost=worst)
