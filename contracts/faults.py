"""Faults of an agreement file: where, what, why, and what to do, in Danish and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from contracts.reason import Language


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps an agreement from loading."""

    clause: str
    path: str
    code: str
    values: tuple[tuple[str, str], ...] = ()

    def reason(self, language: Language) -> str:
        """What is wrong, with the value found."""
        return self._words(0 if language == "da" else 1)

    def remedy(self, language: Language) -> str:
        """What to do next."""
        return self._words(2 if language == "da" else 3)

    def _words(self, which: int) -> str:
        words = CATALOGUE.get(self.code, CATALOGUE["invalid"])[which]
        return words.format_map({"found": "", "expected": ""} | dict(self.values))


class AgreementRefused(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """An agreement file was not loaded; carries every fault of it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        lines = (f"{f.path}: {f.reason('en')} {f.remedy('en')}" for f in faults)
        super().__init__("\n".join(lines))
        self.faults = faults


# code: what is wrong (DA, EN), what to do (DA, EN)
CATALOGUE: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "too_big": (
            "Filen fylder {found} kB; højst 256 kB er tilladt.",
            "The file is {found} kB; at most 256 kB are allowed.",
            "Del aftalen op, eller flyt eksempler til en egen fil.",
            "Divide the agreement, or move examples to a file of their own.",
        ),
        "not_yaml": (
            "Filen kan ikke læses som YAML: linje {found}.",
            "The file cannot be read as YAML: line {found}.",
            "Ret indrykning og citationstegn på den linje.",
            "Correct the indentation and quotes on that line.",
        ),
        "alias": (
            "Linje {found} bruger et anker eller en henvisning (& eller *).",
            "Line {found} uses an anchor or an alias (& or *).",
            "Skriv indholdet ud, så hvert punkt kan læses for sig.",
            "Write the content out, so that each clause can be read by itself.",
        ),
        "tag": (
            "Linje {found} bruger et YAML-mærke (!).",
            "Line {found} uses a YAML tag (!).",
            "Fjern mærket; alle værdier læses som tekst.",
            "Remove the tag; every value is read as text.",
        ),
        "too_deep": (
            "Linje {found} er indlejret for dybt.",
            "Line {found} is nested too deeply.",
            "Brug højst 40 niveauer.",
            "Use at most 40 levels.",
        ),
        "duplicate_key": (
            "«{found}» står to gange samme sted.",
            "“{found}” stands twice in one place.",
            "Slet den ene; ellers ville kun den sidste gælde.",
            "Delete one; otherwise only the last would count.",
        ),
        "not_a_mapping": (
            "Her ventes navngivne felter.",
            "Named fields are expected here.",
            "Skriv felterne som navn: værdi.",
            "Write the fields as name: value.",
        ),
        "missing": (
            "Feltet mangler.",
            "The field is missing.",
            "Skriv, hvad parterne har aftalt; intet er underforstået.",
            "Write what the parties agreed; nothing is implied.",
        ),
        "undecided": (
            "Vilkåret afgør ikke, hvad der gælder ved {found}.",
            "The term does not decide what applies on {found}.",
            "Tilføj reglen under exceptions.",
            "Add the rule under exceptions.",
        ),
        "untranslated": (
            "Teksten mangler på {found}.",
            "The text is missing in {found}.",
            "Skriv den; aftalen skal kunne læses på dansk og engelsk.",
            "Write it; the agreement must be readable in Danish and English.",
        ),
        "extra_forbidden": (
            "Feltet er ukendt: «{found}».",
            "The field is not known: “{found}”.",
            "Ret navnet, eller slet feltet; et felt, som intet læser, er ikke en aftale.",
            "Correct the name or delete the field; a field that nothing reads agrees nothing.",
        ),
        "literal_error": (
            "«{found}» er ikke tilladt her.",
            "“{found}” is not allowed here.",
            "Brug en af: {expected}.",
            "Use one of: {expected}.",
        ),
        "union_tag_invalid": (
            "«{found}» er ikke en kendt type.",
            "“{found}” is not a known type.",
            "Brug en af: {expected}.",
            "Use one of: {expected}.",
        ),
        "union_tag_not_found": (
            "Betingelsen eller vilkåret har ingen kendt slags.",
            "The criterion or term is of no known kind.",
            "Brug en af betingelserne i contracts/README.md, eller angiv type.",
            "Use one of the criteria in contracts/README.md, or state the type.",
        ),
        "bad_period": (
            "«{found}» er ikke en periode.",
            "“{found}” is not a period.",
            "Skriv fx P365D, P12M eller P1Y.",
            "Write for example P365D, P12M or P1Y.",
        ),
        "bad_date": (
            "«{found}» er ikke en dato.",
            "“{found}” is not a date.",
            "Skriv den som 2026-03-01.",
            "Write it as 2026-03-01.",
        ),
        "bad_instant": (
            "«{found}» er ikke et tidspunkt med tidszone.",
            "“{found}” is not an instant with an offset.",
            "Skriv det som 2026-02-10T09:00Z.",
            "Write it as 2026-02-10T09:00Z.",
        ),
        "bad_amount": (
            "«{found}» er ikke et beløb.",
            "“{found}” is not an amount.",
            'Skriv det som "21500000.00 DKK".',
            'Write it as "21500000.00 DKK".',
        ),
        "bad_share": (
            "«{found}» er ikke en andel mellem 0 og 1.",
            "“{found}” is not a share between 0 and 1.",
            'Skriv fx "40 %" eller "1/3".',
            'Write for example "40 %" or "1/3".',
        ),
        "bad_number": (
            "«{found}» er ikke et tal.",
            "“{found}” is not a number.",
            "Skriv det med punktum som 5.0 og uden tusindtalstegn.",
            "Write it with a point as 5.0 and without thousands marks.",
        ),
        "bad_count": (
            "«{found}» er ikke et antal fra 1 til 200.",
            "“{found}” is not a count from 1 to 200.",
            "Skriv et helt tal.",
            "Write a whole number.",
        ),
        "bad_flag": (
            "«{found}» er hverken true eller false.",
            "“{found}” is neither true nor false.",
            "Skriv true eller false.",
            "Write true or false.",
        ),
        "death_undecided": (
            "Død skal have enten ét resultat eller ét for hver årsag.",
            "Death needs either one result or one for each cause.",
            "Skriv result, eller related med yes, no og unknown.",
            "Write result, or related with yes, no and unknown.",
        ),
        "death_hold_open": (
            "unknown_after og unknown_then hører sammen.",
            "unknown_after and unknown_then belong together.",
            "Skriv begge eller ingen af dem.",
            "Write both or neither.",
        ),
        "milestones_unclear": (
            "Milepælene skal skrives på én måde.",
            "The milestones must be written in one way.",
            "Skriv every og count, eller at, ikke begge.",
            "Write every and count, or at, not both.",
        ),
        "warranty_open": (
            "Garantien siger ikke, hvor meget der betales tilbage.",
            "The warranty does not say how much is refunded.",
            "Skriv steps eller linear.",
            "Write steps or linear.",
        ),
        "unknown_endpoint": (
            "Endepunktet «{found}» findes ikke i aftalen.",
            "The endpoint “{found}” is not in the agreement.",
            "Tilføj det under endpoints, eller ret navnet.",
            "Add it under endpoints, or correct the name.",
        ),
        "unknown_outcome": (
            "Målet «{found}» findes ikke under outcomes.",
            "The outcome “{found}” is not among outcomes.",
            "Tilføj det under outcomes, eller ret navnet.",
            "Add it under outcomes, or correct the name.",
        ),
        "wrong_type": (
            "«{found}» er ikke af den type, som betingelsen bruger.",
            "“{found}” is not of the type the criterion uses.",
            "Brug outcome til tal, state til tilstande og event til hændelser.",
            "Use outcome for numbers, state for states and event for events.",
        ),
        "unknown_state": (
            "Tilstanden «{found}» findes ikke; målet har: {expected}.",
            "The state “{found}” does not exist; the outcome has: {expected}.",
            "Ret tilstanden, eller tilføj den under values.",
            "Correct the state, or add it under values.",
        ),
        "unknown_attribute": (
            "Egenskaben «{found}» findes ikke på hændelsen.",
            "The event has no attribute “{found}”.",
            "Ret den, eller tilføj den under attributes.",
            "Correct it, or add it under attributes.",
        ),
        "unknown_method": (
            "Metoden «{found}» findes ikke; målet har: {expected}.",
            "The method “{found}” does not exist; the outcome has: {expected}.",
            "Ret metoden, eller tilføj den under methods.",
            "Correct the method, or add it under methods.",
        ),
        "unit_mismatch": (
            "Enheden «{found}» er ikke målets enhed «{expected}».",
            "The unit “{found}” is not the outcome's unit “{expected}”.",
            "Skriv tallet i målets enhed.",
            "Write the number in the outcome's unit.",
        ),
        "too_fine": (
            "Grænsen {found} er finere end målets præcision {expected}.",
            "The limit {found} is finer than the outcome's precision {expected}.",
            "Brug en grænse, som målingen kan ramme.",
            "Use a limit that the measurement can meet.",
        ),
        "shares_not_one": (
            "Andelene af prisen er tilsammen {found}, ikke 1.",
            "The shares of the price add up to {found}, not 1.",
            "Ret andelene, så de tilsammen er præcis 100 %.",
            "Correct the shares so that they are exactly 100 % together.",
        ),
        "shares_above_one": (
            "Andelene er tilsammen {found}; mere end prisen kan ikke betales tilbage.",
            "The shares add up to {found}; no more than the price can be given back.",
            "Ret andelene til højst 100 % tilsammen.",
            "Correct the shares to at most 100 % together.",
        ),
        "share_count": (
            "Der er {found} andele og {expected} milepæle.",
            "There are {found} shares and {expected} milestones.",
            "Giv én andel for hver milepæl, og eventuelt én før dem, som betales ved infusion.",
            "Give one share for each milestone, and possibly one before them, paid at infusion.",
        ),
        "window_before_anchor": (
            "Vinduet til milepæl {found} åbner før infusionen.",
            "The window of milestone {found} opens before infusion.",
            "Gør vinduet kortere, eller flyt milepælen.",
            "Shorten the window, or move the milestone.",
        ),
        "windows_overlap": (
            "Vinduerne til milepæl {found} og {expected} overlapper.",
            "The windows of milestones {found} and {expected} overlap.",
            "Gør vinduerne kortere, så ingen måling kan bruges to gange.",
            "Shorten the windows, so that no value can be used twice.",
        ),
        "milestones_unordered": (
            "Milepæl {found} ligger ikke efter den foregående.",
            "Milestone {found} does not come after the one before it.",
            "Skriv milepælene i tidsrækkefølge.",
            "Write the milestones in order of time.",
        ),
        "report_before_close": (
            "Fristen for indberetning ligger før vinduet lukker.",
            "The deadline for reports comes before the window closes.",
            "Sæt report_by mindst lige så langt som window.after.",
            "Set report_by at least as far as window.after.",
        ),
        "months_needed": (
            "Forholdsmæssig betaling i måneder kræver milepæle i hele måneder.",
            "Payment in proportion by months needs milestones in whole months.",
            "Skriv milepælene i måneder eller år, eller brug pro_rata_by: days.",
            "Write the milestones in months or years, or use pro_rata_by: days.",
        ),
        "pro_rata_here": (
            "PRO_RATA giver ingen mening i dette vilkår ({found}).",
            "PRO_RATA makes no sense in this term ({found}).",
            "Brug NOT_MET, EXCUSED, HOLD eller TERMINATED.",
            "Use NOT_MET, EXCUSED, HOLD or TERMINATED.",
        ),
        "currency_mismatch": (
            "Valutaen {found} er ikke aftalens valuta {expected}.",
            "The currency {found} is not the agreement's currency {expected}.",
            "Skriv beløbet i aftalens valuta.",
            "Write the amount in the agreement's currency.",
        ),
        "steps_unordered": (
            "Garantiens trin er ikke i tidsrækkefølge.",
            "The warranty's steps are not in order of time.",
            "Skriv trinene med stigende until.",
            "Write the steps with rising until.",
        ),
        "repeated_id": (
            "Id'et «{found}» bruges to gange.",
            "The id “{found}” is used twice.",
            "Giv hvert punkt, vilkår, endepunkt og eksempel sit eget id.",
            "Give every clause, term, endpoint and example an id of its own.",
        ),
        "effective_backwards": (
            "effective_until ligger før effective_from.",
            "effective_until is before effective_from.",
            "Ret datoerne.",
            "Correct the dates.",
        ),
        "no_terms": (
            "Aftalen har ingen vilkår.",
            "The agreement has no terms.",
            "Skriv mindst ét vilkår under terms.",
            "Write at least one term under terms.",
        ),
        "examples_twice": (
            "Eksempler står både i aftalen og i en egen fil.",
            "Examples stand both in the agreement and in a file of their own.",
            "Saml dem ét sted.",
            "Keep them in one place.",
        ),
        "example_facts": (
            "Eksemplets oplysninger kan ikke bruges: {found}",
            "The example's facts cannot be used: {found}",
            "Ret rækken i eksemplet.",
            "Correct the row in the example.",
        ),
        "example_fails": (
            "Eksemplet giver {found}, men der står {expected}.",
            "The example gives {found}, but it says {expected}.",
            "Ret vilkåret eller eksemplet, så de siger det samme.",
            "Correct the term or the example, so that they say the same.",
        ),
        "invalid": (
            "«{found}» kan ikke bruges her.",
            "“{found}” cannot be used here.",
            "Ret værdien; se contracts/README.md.",
            "Correct the value; see contracts/README.md.",
        ),
    }
)
