"""What a population's result is, when it is read, and what it moves."""

from collections.abc import Iterator
from typing import assert_never

from contracts.money import decimal_text
from contracts.reason import Language
from contracts.terms import (
    Guaranteed,
    Payoff,
    PopulationResponse,
    PopulationSurvival,
    Settles,
)
from contracts.wording.criteria import Outcomes, criterion_sentence
from contracts.wording.estimates import estimate_sentence, figure_words
from contracts.wording.formats import day, listed, number, period, share
from contracts.wording.labels import capital, label
from contracts.wording.terms.shared import price_words, say, term_names

_WORDS = {
    "population": (
        "Populationen er de patienter, der er infunderet fra {start} til {end}",
        "The population is the patients infused from {start} to {end}",
    ),
    "without": (" uden {what}", " without {what}"),
    "rejected": ("produkter uden for specifikation", "products out of specification"),
    "later": ("senere doser", "later doses"),
    "survival": (
        "Af populationen opgøres andelen uden tab af «{endpoint}» {horizon} efter infusionen",
        "Of the population the share without loss of “{endpoint}” {horizon} after infusion is read",
    ),
    "censored": (
        " (Kaplan-Meier; konkurrerende hændelser afslutter tiden).",
        " (Kaplan-Meier; competing events end the time).",
    ),
    "cumulative_incidence": (
        " (kumuleret incidens; konkurrerende hændelser er intet tab).",
        " (cumulative incidence; competing events are no loss).",
    ),
    "response": (
        (
            "Af populationen opgøres andelen, hvor {criterion}; det ses {at} efter infusionen "
            "(fra {before} før til {after} efter, {rule})."
        ),
        (
            "Of the population the share is read for which {criterion}; it is looked at {at} after "
            "infusion (from {before} before to {after} after, {rule})."
        ),
    ),
    "closest": ("nærmeste værdi", "the closest value"),
    "first": ("første værdi", "the first value"),
    "last": ("sidste værdi", "the last value"),
    "dead_failure": (
        "Døde uden vurdering er uden respons.",
        "The dead without an assessment have no response.",
    ),
    "dead_left_out": (
        "Døde uden vurdering udelades.",
        "The dead without an assessment are left out.",
    ),
    "treated": (
        "Uden vurdering er andre patienter uden respons.",
        "Without an assessment other patients have no response.",
    ),
    "cut": ("Data til og med {day} tæller", "Data up to and including {day} count"),
    "cut_after": (
        "Data til og med {after} efter {day} tæller",
        "Data up to and including {after} after {day} count",
    ),
    "resettled": (
        ", og resultatet afgøres {delay} senere; rettelser derefter tæller også.",
        ", and the result is decided {delay} later; corrections after that count too.",
    ),
    "final_at_cut": (
        ", og resultatet afgøres {delay} senere; rettelser derefter tæller ikke.",
        ", and the result is decided {delay} later; corrections after that do not count.",
    ),
    "guarantee": ("Garantien er opfyldt, hvis {criterion}", "The guarantee is met if {criterion}"),
    "level": (" (interval på {level})", " (an interval of {level})"),
    "raw": (
        " uden afrunding; aftalte andele har trin på {precision}.",
        " unrounded; agreed shares are in steps of {precision}.",
    ),
    "rounded": (" afrundet til {precision}.", " rounded to {precision}."),
    "lost": (
        (
            "De tabte, som ingen har set siden{reasons}, udelades, når de er højst {limit}; "
            "ellers regnes de som svigt."
        ),
        (
            "The lost, seen by nobody since{reasons}, are left out where they are at most {limit}; "
            "otherwise they count as failures."
        ),
    ),
    "lost_never": (
        "De tabte, som ingen har set siden{reasons}, udelades.",
        "The lost, seen by nobody since{reasons}, are left out.",
    ),
    "lost_or": (", eller som er registreret som {events}", ", or recorded as {events}"),
    "min_n": ("Populationen skal være på mindst {n}", "The population must be at least {n}"),
    "min_at_risk": (
        ", og mindst {n} skal være fulgt til horisonten",
        ", and at least {n} followed to it",
    ),
    "defer": ("; ellers udsættes resultatet.", "; otherwise the result is deferred."),
    "neutral": ("; ellers flytter det ingen penge.", "; otherwise it moves no money."),
    "below": (
        (
            "Er garantien ikke opfyldt, og ligger {figure} mere end {corridor} procentpoint under "
            "{guarantee}, betaler leverandøren en andel af {basis} tilbage: {table}."
        ),
        (
            "If the guarantee is not met, and {figure} is more than {corridor} percentage points "
            "below {guarantee}, the supplier pays back a share of {basis}: {table}."
        ),
    ),
    "above": (
        (
            "Er den opfyldt, og ligger {figure} mere end {corridor} procentpoint over {guarantee}, "
            "betaler køberne yderligere: {table}."
        ),
        (
            "If it is met, and {figure} is more than {corridor} percentage points above "
            "{guarantee}, the payers pay in addition: {table}."
        ),
    ),
    "step": ("{share} til og med {to} procentpoint", "{share} up to and including {to} points"),
    "step_last": ("{share} derover", "{share} beyond"),
    "step_only": ("{share}", "{share}"),
    "whole": (
        "{share} for hvert helt procentpoint derudover, højst {most}",
        "{share} for each whole point beyond, at most {most}",
    ),
    "exact": (
        "{share} for hvert procentpoint og hver del af et derudover, højst {most}",
        "{share} for each point and part of one beyond, at most {most}",
    ),
    "paid": ("det betalte for {terms}", "what was paid for {terms}"),
    "divided": (
        "Beløbet fordeles efter det, hver betaler har betalt.",
        "The amount is divided by what each payer has paid.",
    ),
}


def _say(code: str, language: Language, **values: str) -> str:
    return say(_WORDS, code, language, **values)


def guaranteed(term: Guaranteed, language: Language, outcomes: Outcomes | None) -> Iterator[str]:
    """The result, its population and time, when it is met, and what follows."""
    yield _population(term, language)
    match term:
        case PopulationSurvival():
            text = _say(
                "survival",
                language,
                endpoint=term.endpoint,
                horizon=period(term.horizon, language),
            )
            yield text + _say(term.competing, language)
        case PopulationResponse():
            yield from _response(term, language, outcomes)
        case _:
            assert_never(term)
    yield from _lost(term, language, outcomes)
    yield _cut(term, language)
    yield _met(term, language)
    yield _evaluable(term, language)
    yield from _moves(term.settles, language)


def _population(term: Guaranteed, language: Language) -> str:
    rule = term.population
    text = _say(
        "population",
        language,
        start=day(rule.infused_from, language),
        end=day(rule.infused_to, language),
    )
    codes = (("rejected", rule.out_of_specification), ("later", rule.later_doses))
    out = [_say(code, language) for code, side in codes if side == "out"]
    what = listed(out, language, ("og", "or"))
    return f"{text}{_say('without', language, what=what) if out else ''}."


def _response(
    term: PopulationResponse, language: Language, outcomes: Outcomes | None
) -> Iterator[str]:
    yield _say(
        "response",
        language,
        criterion=criterion_sentence(term.responder_when, language, outcomes),
        at=period(term.at, language),
        before=period(term.window.before, language),
        after=period(term.window.after, language),
        rule=_say(term.select.rule, language),
    )
    yield _say(f"dead_{term.dead}", language)
    if term.denominator == "treated":
        yield _say("treated", language)


def _lost(term: Guaranteed, language: Language, outcomes: Outcomes | None) -> Iterator[str]:
    rule = term.lost_to_follow_up
    if rule is not None:
        events = [label(name, language, outcomes) for name in rule.reasons]
        told = listed(events, language, ("eller", "or"))
        reasons = _say("lost_or", language, events=told) if events else ""
        code = "lost" if rule.left_out_up_to < 1 else "lost_never"
        yield _say(code, language, reasons=reasons, limit=share(rule.left_out_up_to, language))


def _cut(term: Guaranteed, language: Language) -> str:
    cut, ends = term.data_cut, term.population.infused_to
    if cut.after is None:
        text = _say("cut", language, day=day(cut.on or ends, language))
    else:
        after = period(cut.after, language)
        text = _say("cut_after", language, after=after, day=day(ends, language))
    return text + _say(term.corrections, language, delay=period(term.report_delay, language))


def _met(term: Guaranteed, language: Language) -> str:
    text = _say("guarantee", language, criterion=estimate_sentence(term.met_when, language))
    if term.level is not None:
        text += _say("level", language, level=share(term.level, language))
    return text + _say(term.compare, language, precision=share(term.precision, language))


def _evaluable(term: Guaranteed, language: Language) -> str:
    text = _say("min_n", language, n=str(term.min_n))
    if isinstance(term, PopulationSurvival):
        text += _say("min_at_risk", language, n=str(term.min_at_risk))
    return text + _say(term.not_evaluable, language)


def _moves(rule: Settles, language: Language) -> Iterator[str]:
    paid = term_names(rule.of, language)
    basis = _say("paid", language, terms=paid)
    if rule.price is not None:
        basis = price_words(rule.price, language)
    values = {
        "figure": figure_words(rule.measured_by, language),
        "corridor": number(decimal_text(rule.corridor), language),
        "guarantee": share(rule.guarantee, language),
    }
    yield _say("below", language, basis=basis, table=_table(rule.below, language), **values)
    if rule.above is not None:
        yield _say("above", language, table=_table(rule.above, language), **values)
    yield capital(_say("divided", language))


def _table(payoff: Payoff, language: Language) -> str:
    if payoff.per_point is not None and payoff.most is not None:
        one, most = share(payoff.per_point, language), share(payoff.most, language)
        return _say(payoff.points, language, share=one, most=most)
    *steps, last = payoff.steps
    told = [
        _say(
            "step",
            language,
            share=share(step.share, language),
            to=number(decimal_text(step.to), language),
        )
        for step in steps
        if step.to is not None
    ]
    code = "step_last" if steps else "step_only"
    return "; ".join([*told, _say(code, language, share=share(last.share, language))])
