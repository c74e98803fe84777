"""What a population's result comes to: guaranteed, missed, or not to be determined; and why."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

from contracts.money import decimal_text
from contracts.population.estimate import (
    Ending,
    Estimate,
    Figures,
    Followed,
    Scale,
    counted,
    figures,
    free_at_horizon,
    shown,
)
from contracts.population.members import Population
from contracts.reason import Reason, Status
from contracts.terms import (
    AllEstimates,
    AnyEstimate,
    EstimateCompare,
    EstimateCriterion,
    Guaranteed,
    NotEstimate,
    PopulationResponse,
    PopulationSurvival,
)


@dataclass(frozen=True, slots=True)
class Result:
    """A status, the figures behind it where there are any, and the explanation.

    `single` is what is told of single patients, which not every reader may have.
    """

    status: Status
    figures: Figures | None
    told: tuple[Reason, ...] = ()
    single: tuple[Reason, ...] = ()


def scale_of(term: Guaranteed) -> Scale:
    """How the term measures."""
    return Scale(term.level, term.precision, term.compare == "rounded")


def verdict(term: Guaranteed, found: Population) -> Result:
    """What the followed members come to; nothing while the facts of one contradict each other."""
    if found.blocked:
        return Result(Status.HOLD, None, (), (*found.blocked, *found.rulings))
    return replace(_verdict(term, found), single=tuple(found.rulings))


def _verdict(term: Guaranteed, found: Population) -> Result:
    estimate, told = _with_lost(term, found)
    if isinstance(term, PopulationResponse) and found.dead:
        told = (*told, Reason("population_dead", (("count", str(found.dead)),)))
    told = (_counts(term, estimate), *told)
    if estimate.n < term.min_n:
        return _undecided(term, told, "population_small", estimate.n, term.min_n)
    scale = scale_of(term)
    held = figures(estimate, scale)
    truth, why = holds(term.met_when, held, scale)
    told = (*told, *_interval(held, scale), why)
    if isinstance(term, PopulationSurvival) and estimate.at_risk < term.min_at_risk:
        if not _either_way(term, estimate, scale, truth=truth):
            return _undecided(term, told, "population_thin", estimate.at_risk, term.min_at_risk)
        told = (*told, Reason("population_either_way", (("at_risk", str(estimate.at_risk)),)))
    return Result(Status.MET if truth else Status.NOT_MET, held, told)


def _undecided(
    term: Guaranteed, told: tuple[Reason, ...], code: str, found: int, least: int
) -> Result:
    """Too few to say; nothing is read beyond what was seen."""
    why = Reason(code, (("count", str(found)), ("least", str(least))))
    deferred = term.not_evaluable == "defer"
    then = Reason("population_deferred" if deferred else "population_neutral")
    return Result(Status.HOLD if deferred else Status.EXCUSED, None, (*told, why, then))


def _either_way(term: PopulationSurvival, estimate: Estimate, scale: Scale, *, truth: bool) -> bool:
    """Whether the answer stays, had all those left out done well, and had all of them failed.

    Few are at risk for two reasons: many were not followed, or many failed. Only the first makes
    a result one that cannot be determined; a guarantee is not escaped by failing.
    """
    best = estimate.n - estimate.failed
    return all(
        holds(term.met_when, figures(counted(estimate.n, free), scale), scale)[0] is truth
        for free in (best, best - estimate.left_out)
    )


def _estimate(term: Guaranteed, followed: list[Followed]) -> Estimate:
    match term:
        case PopulationSurvival():
            incidence = term.competing == "cumulative_incidence"
            return free_at_horizon(followed, incidence=incidence)
        case PopulationResponse():
            known = [one for one in followed if one.ending is not Ending.LOST]
            free = sum(one.ending is Ending.FREE for one in known)
            return counted(len(known), free)
        case _:
            assert_never(term)


def _with_lost(term: Guaranteed, found: Population) -> tuple[Estimate, tuple[Reason, ...]]:
    """The estimate by the rule for the lost, and beside it what the other reading gives."""
    rule, plain = term.lost_to_follow_up, _estimate(term, found.followed)
    if rule is None:
        return plain, ()
    lost = {
        one.treatment
        for one in found.followed
        if one.ending is Ending.LOST and one.cause in {"", *rule.reasons}
    }
    if not lost:
        return plain, ()
    strict = _estimate(
        term,
        [
            replace(one, ending=Ending.FAILED) if one.treatment in lost else one
            for one in found.followed
        ],
    )
    part = Fraction(len(lost), len(found.followed))
    above, scale = part > rule.left_out_up_to, scale_of(term)
    values = (
        ("count", str(len(lost))),
        ("share", _text(part, scale)),
        ("limit", str(rule.left_out_up_to)),
        ("estimate", _text(plain.share, scale)),
        ("strict", _text(strict.share, scale)),
    )
    code = "population_lost_failed" if above else "population_lost_left_out"
    return strict if above else plain, (Reason(code, values),)


def _text(value: Fraction, scale: Scale) -> str:
    return decimal_text(shown(value, scale))


def _counts(term: Guaranteed, estimate: Estimate) -> Reason:
    if not estimate.n:
        return Reason("population_none")
    values = [
        ("n", str(estimate.n)),
        ("failed", str(estimate.failed)),
        ("estimate", _text(estimate.share, scale_of(term))),
    ]
    if isinstance(term, PopulationSurvival):
        values += [("at_risk", str(estimate.at_risk)), ("left_out", str(estimate.left_out))]
        values += [("endpoint", term.endpoint)]
    return Reason(term.type, tuple(values))


def _interval(held: Figures, scale: Scale) -> tuple[Reason, ...]:
    if scale.level is None:
        return ()
    values = (
        ("level", str(scale.level)),
        ("lower", decimal_text(held.lower)),
        ("upper", decimal_text(held.upper)),
    )
    return (Reason("population_interval", values),)


def holds(node: EstimateCriterion, held: Figures, scale: Scale) -> tuple[bool, Reason]:
    """Whether a criterion holds of the figures, and why."""
    match node:
        case AllEstimates(parts=parts):
            found = [holds(part, held, scale) for part in parts]
            return _combined("all", all(truth for truth, _ in found), found)
        case AnyEstimate(parts=parts):
            found = [holds(part, held, scale) for part in parts]
            return _combined("any", any(truth for truth, _ in found), found)
        case NotEstimate(part=part):
            truth, why = holds(part, held, scale)
            return _combined("not", not truth, [(truth, why)])
        case EstimateCompare():
            return _compared(node, held, scale)
        case _:
            assert_never(node)


def _combined(
    code: str,
    truth: bool,  # noqa: FBT001 -- a truth value, not a switch
    found: list[tuple[bool, Reason]],
) -> tuple[bool, Reason]:
    values = (("truth", "true" if truth else "false"),)
    return truth, Reason(code, values, tuple(why for _, why in found))


def figure(held: Figures, which: str) -> Fraction:
    """The estimate, or a bound of it, by its name."""
    return {"point": held.point, "lower": held.lower, "upper": held.upper}[which]


def _compared(node: EstimateCompare, held: Figures, scale: Scale) -> tuple[bool, Reason]:
    value = figure(held, node.estimate)
    reached = value >= node.value
    truth = reached if node.op == ">=" else not reached
    told = (
        ("truth", "true" if truth else "false"),
        ("estimate", _text(value, scale)),
        ("share", str(node.value)),
    )
    return truth, Reason(f"estimate_{node.estimate}_{'reached' if reached else 'missed'}", told)
