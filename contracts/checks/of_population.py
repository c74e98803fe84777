"""Static checks of terms on a population's result."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from contracts.dates import Period, add
from contracts.document import Document, EndpointText, judged_terms, placed_terms
from contracts.endpoint import ENDS_FOLLOW_UP
from contracts.faults import Fault, fault
from contracts.file.nearest import nearest
from contracts.money import decimal_text
from contracts.price import Paying
from contracts.terms import (
    EstimateCompare,
    FixedPrice,
    Guaranteed,
    Payoff,
    PopulationResponse,
    PopulationSurvival,
    Settles,
    comparisons,
)

_FINEST = 10**6
"""Results are told in at most six decimals of one."""


def check_population(document: Document) -> Iterator[Fault]:
    """Every static fault of the terms on a population's result."""
    for path, term in placed_terms(document):
        if isinstance(term, Guaranteed):
            yield from _times(document, path, term)
            yield from _measure(path, term)
            yield from _settles(document, path, term)
            if isinstance(term, PopulationSurvival):
                yield from _survival(document, path, term)
            yield from _lost(document, path, term)
    yield from _too_much(document)


def _too_much(document: Document) -> Iterator[Fault]:
    """Results on the same patients and the same money do not promise more than all of it back."""
    terms = [(path, t) for path, t in placed_terms(document) if isinstance(t, Guaranteed)]
    found: dict[str, Fault] = {}
    for _, first in terms:
        day = first.population.infused_from
        beside = [(path, t) for path, t in terms if _in(t, day) and _same(first.settles, t.settles)]
        most = sum((_most(term.settles.below) for _, term in beside), Fraction(0))
        if most > 1:
            path, names = beside[-1][0], ", ".join(term.id for _, term in beside)
            found[path] = fault(f"{path}.settles.below", "results_exceed", names, _told(most))
    yield from found.values()


def _in(term: Guaranteed, day: date) -> bool:
    return term.population.infused_from <= day <= term.population.infused_to


def _same(one: Settles, other: Settles) -> bool:
    """Whether shares are taken of the same money: a price is all that is paid of it."""
    return not (one.of and other.of) or bool({*one.of} & {*other.of})


def _most(payoff: Payoff) -> Fraction:
    """The largest share that may go back."""
    return max((step.share for step in payoff.steps), default=payoff.most or Fraction(0))


def _times(document: Document, path: str, term: Guaranteed) -> Iterator[Fault]:
    """The population is the agreement's, and each of it gets to the end before the cut.

    What comes before an amendment is ruled by the version it supersedes.
    """
    header, rule = document.agreement, term.population
    until = header.effective_until
    late = until is not None and rule.infused_to > until
    if late or (rule.infused_from < header.effective_from and header.supersedes is None):
        days = f"{rule.infused_from} – {rule.infused_to}"
        yield fault(
            f"{path}.population",
            "population_unruled",
            days,
            f"{header.effective_from} – {until or ''}".strip(),
        )
    cut = _cut(document, term)
    reached = _reached(document, term, rule.infused_to)
    if cut < reached:
        yield fault(f"{path}.data_cut", "cut_before_horizon", cut, reached)


def _cut(document: Document, term: Guaranteed) -> date:
    after = term.data_cut.after or Period()
    rounding = document.calendar.month_rounding
    return term.data_cut.on or add(term.population.infused_to, after, rounding)


def _reached(document: Document, term: Guaranteed, infused: date) -> date:
    """The last day that is looked at for a patient infused on a day."""
    rounding = document.calendar.month_rounding
    if isinstance(term, PopulationResponse):
        return add(add(infused, term.at, rounding), term.window.after, rounding)
    return add(infused, term.horizon, rounding)


def _measure(path: str, term: Guaranteed) -> Iterator[Fault]:
    if (term.precision * _FINEST / 100).denominator != 1:
        yield fault(f"{path}.precision", "precision_unusable", _told(term.precision))
    asked = tuple(comparisons(term.met_when))
    bounds = {one.estimate for one in asked} | {term.settles.measured_by}
    if term.level is None and bounds != {"point"}:
        yield fault(f"{path}.level", "level_needed")
    if term.level is not None and bounds == {"point"}:
        yield fault(f"{path}.level", "level_idle")
    for value in sorted({one.value for one in asked} | {term.settles.guarantee}):
        if (value / term.precision).denominator != 1:
            yield fault(f"{path}.met_when", "too_fine", _told(value), _told(term.precision))


def _told(value: Fraction) -> str:
    return f"{decimal_text(value * 100)} %"


def _settles(document: Document, path: str, term: Guaranteed) -> Iterator[Fault]:
    rule, place = term.settles, f"{path}.settles"
    yield from _basis(document, place, rule)
    for side, payoff in (("below", rule.below), ("above", rule.above)):
        yield from _steps(f"{place}.{side}.steps", payoff, rule.corridor)
    asked = term.met_when
    if isinstance(asked, EstimateCompare) and asked.estimate == rule.measured_by:
        edge = rule.guarantee - rule.corridor / 100
        if not edge <= asked.value <= rule.guarantee:
            told = _told(asked.value), _told(rule.guarantee)
            yield fault(f"{place}.guarantee", "guarantee_elsewhere", *told)


def _basis(document: Document, path: str, rule: Settles) -> Iterator[Fault]:
    """What the share is taken of is there, once, and in the agreement's currency."""
    known = {other.id: other for _, other in judged_terms(document)}
    for name in rule.of:
        if name not in known:
            yield fault(f"{path}.of", "unknown_term", name, ", ".join(sorted(known)))
    named = [known[name] for name in rule.of if name in known]
    if named and not any(isinstance(other, Paying) for other in named):
        yield fault(f"{path}.of", "payoff_of_nothing", ", ".join(rule.of))
    for name in sorted({name for name in rule.of if rule.of.count(name) > 1}):
        yield fault(f"{path}.of", "repeated_id", name)
    if isinstance(rule.price, FixedPrice):
        amount, currency = rule.price.amount, document.money.currency
        if amount.currency != currency:
            yield fault(f"{path}.price", "currency_mismatch", amount.currency, currency)
        if amount.minor < 0:
            yield fault(f"{path}.price.amount", "amount_negative")


def _steps(path: str, payoff: Payoff | None, corridor: Fraction) -> Iterator[Fault]:
    """A step that ends within the corridor is never reached."""
    for step in () if payoff is None else payoff.steps:
        if step.to is not None and step.to <= corridor:
            yield fault(path, "step_in_corridor", decimal_text(step.to), decimal_text(corridor))


def _endpoint(document: Document, term: PopulationSurvival) -> EndpointText | None:
    return next((one for one in document.endpoints if one.id == term.endpoint), None)


def _survival(document: Document, path: str, term: PopulationSurvival) -> Iterator[Fault]:
    endpoint = _endpoint(document, term)
    if endpoint is None:
        near = nearest(term.endpoint, (one.id for one in document.endpoints))
        yield fault(f"{path}.endpoint", "unknown_endpoint", term.endpoint, near=near)
    elif term.competing == "cumulative_incidence" and not endpoint.competing:
        yield fault(f"{path}.competing", "no_competing", endpoint.id)
    if term.min_at_risk > term.min_n:
        yield fault(f"{path}.min_at_risk", "risk_above_n", term.min_at_risk, term.min_n)


def _lost(document: Document, path: str, term: Guaranteed) -> Iterator[Fault]:
    """The events by which patients are lost are those that end their follow-up."""
    ends: tuple[str, ...] = ENDS_FOLLOW_UP
    if isinstance(term, PopulationSurvival):
        endpoint = _endpoint(document, term)
        ends = ENDS_FOLLOW_UP if endpoint is None else endpoint.ends_follow_up
    reasons = () if term.lost_to_follow_up is None else term.lost_to_follow_up.reasons
    for name in reasons:
        if name not in ends:
            place = f"{path}.lost_to_follow_up.reasons"
            yield fault(place, "reason_not_an_end", name, ", ".join(ends))
