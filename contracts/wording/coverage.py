"""What each branch of a term is called, in Danish and English."""

from fractions import Fraction

from contracts.agreement import Agreement
from contracts.dates import parse_period
from contracts.file.written import Bilingual
from contracts.reason import Language, Status
from contracts.wording.formats import number, period
from contracts.wording.labels import label, state_label, status_label

_BRANCHES: dict[str, tuple[str, str]] = {
    "not_infused": ("lægemidlet blev aldrig givet", "the medicine was never given"),
    "death yes": ("død, der skyldes behandlingen", "a death caused by the treatment"),
    "death no": ("død, der ikke skyldes behandlingen", "a death not caused by the treatment"),
    "death unknown": ("død med ukendt årsag", "a death of unknown cause"),
    "death any": ("død", "a death"),
    "death unclear": (
        "fristen for at afklare en dødsårsag er udløbet",
        "the time to find out a cause of death is over",
    ),
    "death later": (
        "død før milepælens egen periode",
        "a death before the milestone's own period",
    ),
    "withdrawal": ("samtykket trukket tilbage", "consent withdrawn"),
    "lost_to_follow_up waiting": (
        "tabt for opfølgning, mens der endnu ventes",
        "lost to follow-up, still waiting",
    ),
    "lost_to_follow_up final": ("tabt for opfølgning, afgjort", "lost to follow-up, decided"),
    "relocation_abroad at_once": ("fraflyttet landet", "moved abroad"),
    "relocation_abroad later": (
        "fraflyttet landet, fristen er udløbet",
        "moved abroad, the time to wait is over",
    ),
    "competing_therapy": ("konkurrerende behandling", "a competing therapy"),
    "missing_assessment overdue": (
        "vurderingen mangler, fristen løber",
        "the assessment is missing, its time still runs",
    ),
    "missing_assessment final": (
        "vurderingen mangler endeligt",
        "the assessment is missing for good",
    ),
    "missing_assessment carried_forward": (
        "en tidligere værdi føres frem",
        "an earlier value is carried forward",
    ),
    "after_failure stop_permanently": (
        "milepælen efter en, der svigtede: standset",
        "the milestone after one that failed: stopped",
    ),
    "after_failure suspend_until_restored": (
        "virkningen er tilbage efter et svigt",
        "the effect is back after a failure",
    ),
    "after_failure this_instalment_only": (
        "opfyldt igen efter en milepæl, der ikke var det",
        "met again after a milestone that was not",
    ),
    "linear": ("tab i den lineære del", "a loss in the linear part"),
    "stacked": ("to tilbagebetalinger på én gang", "two refunds at once"),
    "cost known": ("udgiften er kendt", "the cost is known"),
    "cost missing": ("udgiften er ikke kendt", "the cost is not known"),
    "cost ceiling": ("udgiften når loftet", "the cost reaches the ceiling"),
    "ceiling below": ("under loftet", "below the ceiling"),
    "ceiling above": ("over loftet", "above the ceiling"),
    "ceiling at": ("præcis på loftet", "exactly at the ceiling"),
    "floor below": ("under mindstebeløbet", "below the floor"),
    "floor above": ("over mindstebeløbet", "above the floor"),
    "floor at": ("præcis på mindstebeløbet", "exactly at the floor"),
    "second_dose": ("en senere dosis", "a later dose"),
    "out_of_specification": ("en dosis uden for specifikation", "a dose out of specification"),
    "netted": ("kurvens vægte ændrer beløbet", "the basket's weights change the amount"),
    "indexed": ("beløbet følger indekset", "the amount follows the index"),
    "index_missing": ("indekstallet mangler", "the index figure is missing"),
    "revised": ("indekstallet er revideret", "the index figure has been revised"),
    "floor": ("indekset er under sin bund", "the index is below its floor"),
    "cap": ("indekset er over sit loft", "the index is above its cap"),
    "converted": ("beløbet er omregnet", "the amount is converted"),
    "earlier_day": ("kursen er fra en tidligere bankdag", "the rate is from an earlier bank day"),
    "rate_missing": ("kursen mangler", "the rate is missing"),
    "fixing": ("kursen er rettet senere", "the rate was corrected later"),
    "vat": ("moms er beregnet", "VAT is worked out"),
    "vat_missing": ("momssatsen mangler", "the VAT rate is missing"),
    "paid": ("saldoen er stor nok til at blive betalt", "the balance is large enough to be paid"),
    "carried": ("saldoen føres videre", "the balance is carried forward"),
    "resident": ("bopælsregionen er kendt", "the region of residence is known"),
    "moved": ("flyttet til en anden region", "moved to another region"),
    "homeless": ("bopælsregionen er ikke kendt", "the region of residence is not known"),
    "kept": ("der er indberettet i tide", "the report came in time"),
    "breached": ("der er ikke indberettet i tide", "the report did not come in time"),
    "disputed": ("en linje er bestridt", "a line is in dispute"),
    "dispute_late": ("indsigelsen kom for sent", "the dispute came too late"),
    "adjudicated": ("tvisten er afgjort", "the dispute is decided"),
    "too_late": ("en rettelse efter fristen", "a correction after the limitation"),
    "ended": ("aftalen er ophørt før milepælen", "the agreement ended before the milestone"),
}
_SIDES = {
    "below": ("lige under", "just below"),
    "at": ("præcis på", "exactly at"),
    "above": ("lige over", "just above"),
}
_ANSWERS = {
    "yes": ("ja", "yes"),
    "no": ("nej", "no"),
    "missing": ("ikke kendt", "not known"),
}


def cell_words(agreement: Agreement, mark: tuple[str, ...]) -> Bilingual:
    """What the branch of a mark is, in both languages."""
    return Bilingual(da=_words(agreement, mark, "da"), en=_words(agreement, mark, "en"))


def _words(agreement: Agreement, mark: tuple[str, ...], language: Language) -> str:
    which = 0 if language == "da" else 1
    found = _BRANCHES.get(" ".join(mark[1:]))
    if found is not None:
        return found[which]
    kind, said = mark[1], mark[2:]
    if kind in {"compare", "change", "count"}:
        return _threshold(agreement, kind, said, language)
    return _named(agreement, kind, said, language)


def _threshold(agreement: Agreement, kind: str, said: tuple[str, ...], language: Language) -> str:
    which = 0 if language == "da" else 1
    name, _, constant, side = said
    outcomes = agreement.document.outcomes
    unit = getattr(outcomes[name], "unit", "")
    called = label(name, language, outcomes)
    if kind == "change":
        called = f"ændring i {called}" if language == "da" else f"change in {called}"
    if kind == "count":
        called = f"antal: {called}" if language == "da" else f"number: {called}"
    if side == "missing":
        return f"{called}: {('ikke målt', 'not measured')[which]}"
    shown = number(constant, language) if "/" not in constant else str(Fraction(constant))
    return f"{called} {_SIDES[side][which]} {shown} {unit}"


def _named(agreement: Agreement, kind: str, said: tuple[str, ...], language: Language) -> str:
    which = 0 if language == "da" else 1
    outcomes = agreement.document.outcomes
    answer = _ANSWERS[said[-1]][which] if said and said[-1] in _ANSWERS else ""
    name = label(said[0], language, outcomes)
    if kind == "status":
        return f"{('udfald', 'result')[which]}: {status_label(Status(said[0]), language)}"
    if kind == "state":
        name = f"{name} = {'/'.join(state_label(one, language) for one in said[1].split(', '))}"
    if kind == "sustained":
        held = period(parse_period(said[0]), language)
        name = ("{} i {} målinger", "{} in {} measurements")[which].format(held, said[1])
    if kind in _NAMED:
        return _NAMED[kind][which].format(name)
    return f"{name}: {answer}"


_NAMED = {
    "baseline": ("{}: udgangsværdi mangler", "{}: no baseline"),
    "member": ("«{}» tæller med i kurven", "“{}” counts in the basket"),
    "survives": ("«{}» løber videre", "“{}” runs on"),
    "step": ("tab i trin {}", "a loss in step {}"),
    "tier": ("trin {} er nået", "tier {} is reached"),
    "tier_end": ("præcis sidste plads i trin {}", "exactly the last place of tier {}"),
}
