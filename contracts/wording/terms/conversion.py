"""How an agreed amount becomes the amount paid."""

from collections.abc import Iterator

from contracts.reason import Language
from contracts.terms import Currency, Indexation, RoundingNetting, Vat
from contracts.wording.formats import day, money, period, share
from contracts.wording.terms.shared import say, term_names

_WORDS = {
    "indexation": (
        "Beløbene for {terms} følger indekset «{series}» fra {base} til måneden {lag} før.",
        "The amounts of {terms} follow the index “{series}” from {base} to the month {lag} before.",
    ),
    "index_floor": ("De falder ikke under {share}.", "They do not fall below {share}."),
    "index_cap": ("De stiger ikke over {share}.", "They do not rise above {share}."),
    "first_published": (
        "Indeksets første offentliggjorte tal gælder, også når det senere rettes.",
        "The index as first published counts, also when it is revised later.",
    ),
    "true_up": (
        "Rettes indekset, efterreguleres beløbene.",
        "If the index is revised, the amounts are adjusted.",
    ),
    "currency": (
        (
            "Der betales i {to} efter kursen fra «{source}» {fixing}; mangler den, gælder den "
            "seneste, højst {count} bankdage før."
        ),
        (
            "Payment is in {to} at the rate of “{source}” {fixing}; if there is none, the latest "
            "counts, at most {count} bank days before."
        ),
    ),
    "treated_on": ("på behandlingsdagen", "on the day of treatment"),
    "due_date": ("på forfaldsdagen", "on the due date"),
    "original_rate": (
        "Reguleringer sker til den oprindelige kurs; en rettet kurs afregnes for sig.",
        "Adjustments are at the original rate; a corrected rate is settled by itself.",
    ),
    "vat": (
        (
            "Momsen efter ordningen «{scheme}» beregnes af det samlede beløb for hver betaler, med "
            "satsen ved den oprindelige levering."
        ),
        (
            "VAT under the scheme “{scheme}” is taken on the whole amount of each payer, at the "
            "rate of the original supply."
        ),
    ),
    "rounding_netting": (
        (
            "Hver betalers samlede beløb afrundes til hele {unit}; er det under {least}, overføres "
            "det til senere."
        ),
        "The whole amount of each payer is rounded to {unit}; below {least} it is carried forward.",
    ),
}


def _say(code: str, language: Language, **values: str) -> str:
    return say(_WORDS, code, language, **values)


def indexation(term: Indexation, language: Language) -> Iterator[str]:
    """Which index is followed, between which bounds."""
    yield _say(
        "indexation",
        language,
        terms=term_names(term.of, language),
        series=term.series,
        base=day(term.base.replace(day=1), language),
        lag=period(term.lag, language),
    )
    for code, bound in (("index_floor", term.floor), ("index_cap", term.cap)):
        if bound is not None:
            yield _say(code, language, share=share(bound, language))
    yield _say(term.revised, language)


def currency(term: Currency, language: Language) -> Iterator[str]:
    """In which currency and at which rate."""
    yield _say(
        "currency",
        language,
        to=term.to,
        source=term.source,
        fixing=_say(term.fixing, language),
        count=str(term.fallback.previous_bank_days),
    )
    yield _say(term.true_up, language)


def vat(term: Vat, language: Language) -> Iterator[str]:
    """On what VAT is taken, at which rate."""
    yield _say("vat", language, scheme=term.scheme)


def rounding_netting(term: RoundingNetting, language: Language) -> Iterator[str]:
    """To what amounts are rounded, and what is carried forward."""
    unit = money(term.unit.minor, term.unit.currency, language)
    least = money(term.de_minimis.minor, term.de_minimis.currency, language)
    yield _say("rounding_netting", language, unit=unit, least=least)
