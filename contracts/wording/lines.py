"""The phrases an explanation is put together from, in Danish and English."""

from contracts.reason import Language

_WORDS = {
    "instalment": ("rate {index}", "instalment {index}"),
    "upfront": ("betaling ved infusion", "payment at infusion"),
    "rebate": ("milepæl {index}", "milestone {index}"),
    "refund": ("garanti", "warranty"),
    "cap": ("årsloft {index}", "yearly ceiling {index}"),
    "not_infused": ("ikke infunderet", "not infused"),
    "switch": ("skift af behandling", "change of therapy"),
    "patient_cap": ("loft for patienten {index}", "bound of the patient {index}"),
    "population": ("populationens resultat", "result of the population"),
    "tiers": ("mængdetrin {index}", "volume tiers {index}"),
    "basket": ("kurv {index}", "basket {index}"),
    "fx": ("kursforskel {index}", "rate difference {index}"),
    "vat": ("moms", "VAT"),
    "carry": ("overført", "carried forward"),
    "carried": ("Overføres ({amount}).", "Carried forward ({amount})."),
    "treatment": (", behandling {id}", ", treatment {id}"),
    "check_up": ("kontrol {index}", "check-up {index}"),
    "paid": ("Betales ({amount}).", "Payable ({amount})."),
    "paid_part": ("Betales forholdsmæssigt ({amount}).", "Payable in proportion ({amount})."),
    "excused": (
        "Betales, fordi milepælen er undtaget ({amount}).",
        "Payable because the milestone is excused ({amount}).",
    ),
    "unpaid": ("Betales ikke ({amount}).", "Not payable ({amount})."),
    "refunded": ("Leverandøren betaler tilbage ({amount}).", "The supplier pays back ({amount})."),
    "not_refunded": ("Ingen tilbagebetaling ({amount}).", "No refund ({amount})."),
    "HOLD": ("Tilbageholdt ({amount}).", "On hold ({amount})."),
    "AWAITING": ("Afventer ({amount}).", "Awaiting ({amount})."),
    "TERMINATED": ("Ophørt ({amount}).", "Ended ({amount})."),
    "CONFLICT": ("Modstridende regler ({amount}).", "Conflicting rules ({amount})."),
    "window": ("Vinduet er {opens}–{closes}.", "The window is {opens}–{closes}."),
    "previous": (
        "Tidligere afregnet {previous}; derfor reguleres {amount}.",
        "Previously settled {previous}; adjustment {amount}.",
    ),
    "corrected": (
        "{name} {fact_id}: v{old} {before} er rettet til v{new} {after}.",
        "{name} {fact_id}: v{old} {before} was corrected to v{new} {after}.",
    ),
    "new": ("Ny: {name} {fact_id} v{new} {after}.", "New: {name} {fact_id} v{new} {after}."),
    "gone": (
        "Indgår ikke længere: {name} {fact_id} v{old} {before}.",
        "No longer used: {name} {fact_id} v{old} {before}.",
    ),
    "corrected_undated": (
        "{name}: {before} er rettet til {after}.",
        "{name}: {before} was corrected to {after}.",
    ),
    "new_undated": ("Ny: {name} {after}.", "New: {name} {after}."),
    "gone_undated": (
        "Indgår ikke længere: {name} {before}.",
        "No longer used: {name} {before}.",
    ),
    "corrected_withheld": (
        "{name}: en oplysning er rettet.",
        "{name}: what was recorded has been corrected.",
    ),
    "new_withheld": ("Ny oplysning: {name}.", "Newly recorded: {name}."),
    "gone_withheld": ("Indgår ikke længere: {name}.", "No longer used: {name}."),
    "rests_on": ("Lagt til grund: {names}.", "It rests on: {names}."),
    "related_yes": ("skyldes behandlingen", "caused by the treatment"),
    "related_no": ("skyldes ikke behandlingen", "not caused by the treatment"),
    "related_unknown": (
        "uvist om det skyldes behandlingen",
        "not known whether caused by the treatment",
    ),
    "owed": ("{outcome} fra {owner}", "{outcome} from {owner}"),
    "owed_by": ("{outcome} fra {owner} senest {deadline}", "{outcome} from {owner} by {deadline}"),
    "visit": (
        "et opfølgningsbesøg, der viser om {outcome} er sket,",
        "a follow-up visit that shows whether {outcome} has happened,",
    ),
    "missing": ("Mangler: {owed}.", "Missing: {owed}."),
    "looks_at": ("Kontrollen ser på: {outcomes}.", "The check-up looks at: {outcomes}."),
    "no_term": ("Vilkåret findes ikke i denne version.", "The term is not in this version."),
    "price": ("Pris", "Price"),
    "share": ("Andel af prisen", "Share of the price"),
    "instalment_step": ("Heraf", "Which is"),
    "factor": ("Betales med", "Paid at"),
    "refunded_at": ("Tilbagebetales med", "Refunded at"),
    "ratio": ("Indekseret med", "Indexed by"),
    "ruled": ("Afgjort i en tvist", "Decided in a dispute"),
    "part_of_days": ("Betalerens del af dagene", "The payer's part of the days"),
    "rate": ("Kurs", "Rate of exchange"),
    "uncut": ("Uden hensyn til det betalte", "Without regard to what was paid"),
    "ceiling": ("Loft for året", "Ceiling of the year"),
    "basis": ("Beregnes af", "Worked out on"),
    "share_moved": ("Heraf flyttes", "Of which is moved"),
    "sum": ("Årets betalinger", "The year's payments"),
    "excess": ("Over loftet", "Above the ceiling"),
    "result": ("I alt", "In all"),
    "held": ("Tidligere afregnet", "Previously settled"),
    "delta": ("Regulering", "Adjustment"),
}


def say(code: str, language: Language, **values: str) -> str:
    """One phrase, filled."""
    said = _WORDS[code][0 if language == "da" else 1].format(**values)
    # The point of "kr." also ends the sentence.
    return said.replace("kr..", "kr.")
