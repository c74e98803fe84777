"""What courses, patients, years and volumes come to at most, at least, or less."""

from collections.abc import Iterator

from contracts.reason import Language
from contracts.terms import Basket, BudgetCap, PatientCap, VolumeTiers
from contracts.wording.formats import listed, money, share
from contracts.wording.terms.shared import per_words, say, term_names

_WORDS = {
    "ceiling_course": (
        "Hvert behandlingsforløb koster højst {amount} for {terms}.",
        "Each course of treatment costs at most {amount} for {terms}.",
    ),
    "ceiling_patient": (
        "Hver patient koster i alt højst {amount} for {terms}.",
        "Each patient costs at most {amount} in all for {terms}.",
    ),
    "floor_course": (
        "Hvert behandlingsforløb koster mindst {amount} for {terms}, når alt er afgjort.",
        "Each course of treatment costs at least {amount} for {terms} once all is decided.",
    ),
    "floor_patient": (
        "Hver patient koster i alt mindst {amount} for {terms}, når alt er afgjort.",
        "Each patient costs at least {amount} in all for {terms} once all is decided.",
    ),
    "budget_cap": (
        (
            "Forfalder der i et {per} mere end {amount} for {terms}, betaler leverandøren {share} "
            "af det, der ligger over {amount}, tilbage, fordelt efter det, hver betaler skylder."
        ),
        (
            "If more than {amount} falls due in a {per} for {terms}, the supplier pays back "
            "{share} of what lies above {amount}, divided by what each payer owes."
        ),
    ),
    "graduated": (
        "Prisen for {terms} falder med antallet i {per}; hver behandling har sin egen plads:",
        "The price for {terms} falls with the number in {per}; each treatment has its own place:",
    ),
    "all_units": (
        "Prisen for {terms} falder med antallet i {per}; den nåede sats gælder dem alle:",
        "The price for {terms} falls with the number in {per}; the rate reached is for all:",
    ),
    "tier": ("{share} til og med nr. {to}", "{share} up to and including no. {to}"),
    "tier_last": ("derefter {share}.", "then {share}."),
    "tier_only": ("{share} for alle.", "{share} for all."),
    "infused": ("Alle infunderede behandlinger tæller.", "All treatments infused count."),
    "paid": ("Kun betalte behandlinger tæller.", "Only treatments paid for count."),
    "basket": (
        "Inden for hvert {per} modregnes hos hver betaler: {members}.",
        "Within each {per} these are netted for each payer: {members}.",
    ),
    "member": ("«{term}» med {weight}", "“{term}” at {weight}"),
    "not_below_zero": ("Nettobeløbet bliver ikke mindre end nul.", "The net is not below nothing."),
    "both_ways": ("Nettobeløbet kan gå begge veje.", "The net may go either way."),
}


def _say(code: str, language: Language, **values: str) -> str:
    return say(_WORDS, code, language, **values)


def patient_cap(term: PatientCap, language: Language) -> Iterator[str]:
    """The most and the least of a course or a patient."""
    terms = term_names(term.of, language)
    for name, bound in (("ceiling", term.ceiling), ("floor", term.floor)):
        if bound is not None:
            amount = money(bound.minor, bound.currency, language)
            yield _say(f"{name}_{term.per}", language, amount=amount, terms=terms)


def budget_cap(term: BudgetCap, language: Language) -> Iterator[str]:
    """The ceiling of a year, and how much of what lies above comes back."""
    yield _say(
        "budget_cap",
        language,
        per=per_words(term.per, language),
        terms=term_names(term.of, language),
        amount=money(term.amount.minor, term.amount.currency, language),
        share=share(term.excess, language),
    )


def volume_tiers(term: VolumeTiers, language: Language) -> Iterator[str]:
    """What each number treated costs."""
    terms, per = term_names(term.of, language), per_words(term.per, language)
    yield _say(term.mode, language, terms=terms, per=per)
    *tiers, last = term.tiers
    told = [
        _say("tier", language, share=share(tier.share, language), to=str(tier.to)) for tier in tiers
    ]
    code = "tier_last" if tiers else "tier_only"
    yield ", ".join([*told, _say(code, language, share=share(last.share, language))])
    yield _say(term.counts, language)


def basket(term: Basket, language: Language) -> Iterator[str]:
    """Which terms are netted, at which weights."""
    members = [
        _say("member", language, term=member.term, weight=share(member.weight, language))
        for member in term.members
    ]
    per = per_words(term.per, language)
    yield _say("basket", language, per=per, members=listed(members, language))
    yield _say(term.net, language)
