"""Who pays, who reports, what a dispute holds back, and when all ends."""

from collections.abc import Iterator

from contracts.reason import Language
from contracts.terms import DataObligation, DisputeHold, LimitationTermination, PayerOfRecord
from contracts.wording.criteria import Outcomes
from contracts.wording.formats import day, period
from contracts.wording.labels import label, status_label
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
    "payer": ("betaleren", "the payer"),
    "supplier": ("leverandøren", "the supplier"),
    "site": ("afdelingen", "the department"),
    "dispute_hold": (
        (
            "En linje, der bestrides senest {period} efter forfald, holdes tilbage alene, til "
            "{adjudicator} har afgjort den."
        ),
        (
            "A line disputed no later than {period} after it is due is held back alone until "
            "{adjudicator} has decided it."
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
    if term.otherwise is not None:
        yield _say("payer_otherwise", language, party=term.otherwise)


def data_obligation(
    term: DataObligation, language: Language, outcomes: Outcomes | None
) -> Iterator[str]:
    """Who reports what, by when, and what it costs not to."""
    yield _say(
        "data_obligation",
        language,
        terms=term_names(term.of, language),
        party=_say(term.party, language),
        outcome=label(term.deliver, language, outcomes),
        period=period(term.within, language),
        status=status_label(term.otherwise, language),
    )


def dispute_hold(term: DisputeHold, language: Language) -> Iterator[str]:
    """What a dispute holds back, until whose decision."""
    notice = period(term.notice, language)
    yield _say("dispute_hold", language, period=notice, adjudicator=term.adjudicator)


def limitation_termination(term: LimitationTermination, language: Language) -> Iterator[str]:
    """Until when corrections count, when the agreement ends, and what runs on."""
    if term.plus is not None:
        yield _say("corrections", language, period=period(term.plus, language))
    if term.ends_on is not None:
        yield _say("ends_on", language, day=day(term.ends_on, language))
    for code, names in (("survives", term.survives), ("lapses", term.lapses)):
        if names:
            yield _say(code, language, terms=term_names(names, language))
