"""Who pays, who reports, what a dispute holds back, and when all ends."""

from collections.abc import Iterator

from contracts.dates import Period
from contracts.reason import Language, Status
from contracts.terms import (
    DataObligation,
    DisputeHold,
    LimitationTermination,
    Milestones,
    PayerOfRecord,
)
from contracts.wording.criteria import Outcomes
from contracts.wording.formats import day, listed, period, share
from contracts.wording.labels import capital, label, status_label
from contracts.wording.terms.paying import mark_words, window_words
from contracts.wording.terms.shared import say, term_names

_WORDS = {
    "at_treatment": (
        "Den region, patienten boede i ved behandlingen, betaler.",
        "The region the patient lived in at the treatment pays.",
    ),
    "at_due_date": (
        "Den region, patienten bor i på milepælens dato, betaler.",
        "The region the patient lives in on the date of the milestone pays.",
    ),
    "split_by_days": (
        "Hver region betaler for de dage, patienten boede der.",
        "Each region pays for the days the patient lived there.",
    ),
    "payer_otherwise": (
        "Er ingen region kendt, betaler «{party}».",
        "If no region is known, “{party}” pays.",
    ),
    "payer_unknown": (
        "Er ingen region kendt, holdes linjen tilbage.",
        "If no region is known, the line is held back.",
    ),
    "data_obligation": (
        (
            "For {terms} skal {party} indberette {outcome} senest {period} efter vinduets udløb. "
            "Sker det ikke, er milepælen: {status}."
        ),
        (
            "For {terms} {party} must report {outcome} no later than {period} after the close of "
            "the window. Otherwise the milestone is: {status}."
        ),
    ),
    "evidence_only": (
        "{party} skal indberette {outcome} {marks}, senest {period} efter vinduets udløb.",
        "{party} must report {outcome} {marks}, at most {period} after the close of the window.",
    ),
    "at_least": (
        (
            "Oplysningen skal foreligge for mindst {share} af patienterne; Effekt holder ikke øje "
            "med den andel."
        ),
        (
            "It must be there for at least {share} of the patients; Effekt does not watch that "
            "share."
        ),
    ),
    "unpaid": ("Ingen betaling afhænger af det.", "No payment depends on it."),
    "payer": ("betaleren", "the payer"),
    "supplier": ("leverandøren", "the supplier"),
    "site": ("afdelingen", "the department"),
    "dispute_hold": (
        (
            "En linje, der bestrides senest {period} efter forfald, eller efter udstedelsen hvis "
            "den er senere, holdes tilbage alene, til {adjudicator} har afgjort den."
        ),
        (
            "A line disputed no later than {period} after it is due, or after its issue if that "
            "is later, is held back alone until {adjudicator} has decided it."
        ),
    ),
    "corrections": (
        "Rettelser flytter penge begge veje indtil {period} efter vinduets udløb.",
        "Corrections move money both ways until {period} after the close of the window.",
    ),
    "ends_on": ("Aftalen slutter den {day}.", "The agreement ends on {day}."),
    "survives": (
        "Derefter løber videre: {terms}.",
        "After that these run on: {terms}.",
    ),
    "lapses": ("Da bortfalder: {terms}.", "Then these lapse: {terms}."),
}


def _say(code: str, language: Language, **values: str) -> str:
    return say(_WORDS, code, language, **values)


def payer_of_record(term: PayerOfRecord, language: Language) -> Iterator[str]:
    """Which region pays."""
    yield _say(term.rule, language)
    if term.otherwise is None:
        yield _say("payer_unknown", language)
    else:
        yield _say("payer_otherwise", language, party=term.otherwise)


def data_obligation(
    term: DataObligation, language: Language, outcomes: Outcomes | None
) -> Iterator[str]:
    """Who reports what, by when, and what it costs not to."""
    if term.milestone is not None:
        yield from _evidence_only(term, term.milestone, language, outcomes)
        return
    yield _say(
        "data_obligation",
        language,
        terms=term_names(term.of, language),
        party=_say(term.party, language),
        outcome=label(term.deliver, language, outcomes),
        period=period(term.within, language),
        status=status_label(Status(term.otherwise), language),
    )


def _evidence_only(
    term: DataObligation, plan: Milestones, language: Language, outcomes: Outcomes | None
) -> Iterator[str]:
    """A duty to report that stands alone."""
    text = _say(
        "evidence_only",
        language,
        party=_say(term.party, language),
        outcome=label(term.deliver, language, outcomes),
        marks=listed(mark_words(plan, language), language),
        period=period(term.within, language),
    )
    yield capital(text)
    yield window_words(plan, language)
    if term.at_least is not None:
        yield _say("at_least", language, share=share(term.at_least, language))
    yield _say("unpaid", language)


def dispute_hold(term: DisputeHold, language: Language) -> Iterator[str]:
    """What a dispute holds back, until whose decision."""
    yield held_lines(term.notice, term.adjudicator, language)


def held_lines(notice: Period, adjudicator: str, language: Language) -> str:
    """What a dispute in time holds back, and who decides it."""
    told = period(notice, language)
    return _say("dispute_hold", language, period=told, adjudicator=adjudicator)


def corrections(limit: Period, language: Language) -> str:
    """Until when corrections move money."""
    return _say("corrections", language, period=period(limit, language))


def limitation_termination(term: LimitationTermination, language: Language) -> Iterator[str]:
    """Until when corrections count, when the agreement ends, and what runs on."""
    if term.plus is not None:
        yield corrections(term.plus, language)
    if term.ends_on is not None:
        yield _say("ends_on", language, day=day(term.ends_on, language))
    for code, names in (("survives", term.survives), ("lapses", term.lapses)):
        if names:
            yield _say(code, language, terms=term_names(names, language))
