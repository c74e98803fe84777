"""What holds for the whole agreement and stands in none of its clauses, in sentences."""

from collections.abc import Iterator

from contracts.agreement import Agreement
from contracts.dates import BusinessDay, Holidays
from contracts.reason import Language
from contracts.terms import DisputeHold, LimitationTermination, PayerOfRecord
from contracts.wording.formats import day
from contracts.wording.terms.conduct import corrections, held_lines, payer_of_record
from contracts.wording.terms.shared import say

_WORDS = {
    "from": (
        "Denne version gælder behandlinger infunderet fra den {since}.",
        "This version rules treatments infused from {since}.",
    ),
    "from_until": (
        "Denne version gælder behandlinger infunderet fra den {since} til og med den {until}.",
        "This version rules treatments infused from {since} to {until}, both included.",
    ),
    "unlimited": (
        "Rettelser flytter penge uden tidsgrænse.",
        "Corrections move money without an end.",
    ),
    "zone": ("Datoer regnes i tidszonen {zone}.", "Dates are those of the time zone {zone}."),
    "down": (
        (
            "Har en måned ikke dagen, gælder månedens sidste dag: "
            "et år efter den 29. februar er den 28. februar."
        ),
        (
            "Where a month lacks the day, its last day counts: "
            "one year after 29 February is 28 February."
        ),
    ),
    "up": (
        (
            "Har en måned ikke dagen, gælder den første dag i den næste: "
            "et år efter den 29. februar er den 1. marts."
        ),
        (
            "Where a month lacks the day, the first of the next counts: "
            "one year after 29 February is 1 March."
        ),
    ),
    "unadjusted": (
        "Betalinger flyttes ikke, fordi bankerne har lukket.",
        "Payments are not moved because banks are closed.",
    ),
    "moved": (
        "En betaling på en dag, hvor bankerne har lukket ({closed}), flyttes til {to}.",
        "A payment on a day when banks are closed ({closed}) is moved to {to}.",
    ),
    BusinessDay.FOLLOWING: ("næste bankdag", "the next bank day"),
    BusinessDay.PRECEDING: ("bankdagen før", "the bank day before"),
    Holidays.DK: ("weekender og danske helligdage", "weekends and Danish holidays"),
    Holidays.TARGET: ("weekender og TARGET's lukkedage", "weekends and the TARGET holidays"),
    Holidays.NONE: ("weekender", "weekends"),
    "without_vat": ("Beløb er i {currency} uden moms.", "Amounts are in {currency} without VAT."),
    "rounding": (
        (
            "Hver linje afrundes til hele øre eller cent, en halv væk fra nul, og deles så "
            "summen passer."
        ),
        (
            "Each line is rounded to whole hundredths, a half away from zero, and divided so "
            "that the parts add up."
        ),
    ),
}


def _say(code: str, language: Language, **values: str) -> str:
    return say(_WORDS, code, language, **values)


def common(agreement: Agreement, language: Language) -> tuple[str, ...]:
    """What holds for every clause: whom it rules, who pays, until when, and how days count.

    What a term says in a clause of its own is not told again.
    """
    return (
        _ruled(agreement, language),
        *_payer(agreement, language),
        *_corrections(agreement, language),
        *_calendar(agreement, language),
        _say("without_vat", language, currency=agreement.currency),
        _say("rounding", language),
    )


def _ruled(agreement: Agreement, language: Language) -> str:
    header = agreement.document.agreement
    since = day(header.effective_from, language)
    if header.effective_until is None:
        return _say("from", language, since=since)
    return _say("from_until", language, since=since, until=day(header.effective_until, language))


def _payer(agreement: Agreement, language: Language) -> Iterator[str]:
    if not agreement.of_type(PayerOfRecord):
        yield " ".join(payer_of_record(agreement.payer_rule, language))


def _corrections(agreement: Agreement, language: Language) -> Iterator[str]:
    if not any(term.plus is not None for _, term in agreement.of_type(LimitationTermination)):
        limit = agreement.limitation
        yield _say("unlimited", language) if limit is None else corrections(limit, language)
    short = agreement.document.disputes
    if short is not None and not agreement.of_type(DisputeHold):
        yield held_lines(short.notice, short.adjudicator, language)


def _calendar(agreement: Agreement, language: Language) -> Iterator[str]:
    calendar = agreement.document.calendar
    yield _say("zone", language, zone=calendar.tz)
    yield _say(calendar.month_rounding, language)
    if calendar.business_day is BusinessDay.UNADJUSTED:
        yield _say("unadjusted", language)
    else:
        to = _say(calendar.business_day, language)
        yield _say("moved", language, closed=_say(calendar.holidays, language), to=to)
