"""Faults found by looking at every case a term can meet, in Danish and English."""

# code: what is wrong (DA, EN), what to do (DA, EN)
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "never_holds": (
        "Betingelsen på «{found}» kan aldrig være opfyldt.",
        "The criterion on “{found}” can never hold.",
        "Ret grænserne, eller brug any.",
        "Correct the limits, or use any.",
    ),
    "always_holds": (
        "Betingelsen på «{found}» er altid opfyldt.",
        "The criterion on “{found}” always holds.",
        "Ret grænserne, eller brug all.",
        "Correct the limits, or use all.",
    ),
    "dead_branch": (
        "Delen «{found}» ændrer aldrig resultatet.",
        "The part “{found}” never changes the result.",
        "Slet den, eller ret den, så den afgør noget.",
        "Delete it, or correct it so that it decides something.",
    ),
    "not_monotone": (
        "Med «{found}» går det bedre end med «{expected}», men betingelsen siger det modsatte.",
        "With “{found}” things go better than with “{expected}”, but the criterion says otherwise.",
        "Ret op og grænse, eller ret better under outcomes.",
        "Correct op and limit, or correct better among outcomes.",
    ),
    "too_many_cells": (
        "Betingelsen har {found} tilfælde; højst {expected} kan efterses.",
        "The criterion has {found} cases; at most {expected} can be looked at.",
        "Del den på flere vilkår, eller brug færre mål.",
        "Divide it over several terms, or use fewer outcomes.",
    ),
    "too_much_work": (
        "Aftalens betingelser har {found} tilfælde gange dele; højst {expected} kan efterses.",
        "The agreement's criteria have {found} cases times parts; at most {expected} can be read.",
        "Brug færre dele i betingelsen, eller del aftalen op.",
        "Use fewer parts in the criterion, or divide the agreement.",
    ),
    "exceptions_collide": (
        "Hændelsen «{found}» udløser to undtagelser med hvert sit resultat: {expected}.",
        "The event “{found}” fires two exceptions that differ in result: {expected}.",
        "Slet den fra list, giv begge samme resultat, eller skriv priority.",
        "Delete it from list, give both the same result, or write priority.",
    ),
    "nothing_reads": (
        "«{found}» er erklæret, men ingen betingelse eller undtagelse læser det.",
        "“{found}” is declared, but no criterion or exception reads it.",
        "Slet det, eller skriv det vilkår, der skal læse det.",
        "Delete it, or write the term that is to read it.",
    ),
    "reads_no_values": (
        "«{found}» har ingen virkning her, for betingelsen læser ingen målinger.",
        "“{found}” has no effect here, because the criterion reads no measurements.",
        "Slet feltet, eller skriv en betingelse, der læser en måling.",
        "Delete the field, or write a criterion that reads a measurement.",
    ),
    "no_pro_rata": (
        "pro_rata_by: {found} har ingen virkning, for intet giver PRO_RATA.",
        "pro_rata_by: {found} has no effect, because nothing gives PRO_RATA.",
        "Slet feltet, eller skriv PRO_RATA i en undtagelse eller partial_period: pro_rata.",
        "Delete the field, or write PRO_RATA in an exception or partial_period: pro_rata.",
    ),
    "wait_past_limitation": (
        "Der ventes {found} efter vinduet, men rettelser slutter efter {expected}.",
        "There is a wait of {found} after the window, but corrections end after {expected}.",
        "Gør ventetiden kortere, eller lad rettelser løbe længere.",
        "Shorten the wait, or let corrections run longer.",
    ),
    "past_agreement_end": (
        "Milepæl {found} ligger efter aftalens slutning {expected} for enhver behandling.",
        "Milestone {found} lies after the agreement's end {expected} for any treatment.",
        "Slet milepælen, flyt ends_on, eller skriv vilkåret under survives.",
        "Delete the milestone, move ends_on, or write the term under survives.",
    ),
    "treated_past_end": (
        "Aftalen gælder behandlinger til {found}, men slutter {expected}.",
        "The agreement governs treatments until {found}, but ends on {expected}.",
        "Ret effective_until eller ends_on.",
        "Correct effective_until or ends_on.",
    ),
    "example_product": (
        "Eksemplet behandler med «{found}», men aftalen gælder «{expected}».",
        "The example treats with “{found}”, but the agreement covers “{expected}”.",
        "Ret value i eksemplet eller product i aftalen.",
        "Correct value in the example, or product in the agreement.",
    ),
    "endpoints_too_big": (
        "free_of står for {found} felter og værdier i alt; højst {expected} kan læses.",
        "free_of stands for {found} fields and values in all; at most {expected} can be read.",
        "Brug færre free_of, eller gør endepunkterne mindre.",
        "Use fewer free_of, or make the endpoints smaller.",
    ),
    "lookalike": (
        "«{found}» ligner et kendt navn, men har et fremmed bogstav: {expected}.",
        "“{found}” looks like a known name but holds a foreign letter: {expected}.",
        "Skriv navnet igen med bogstaverne a–z.",
        "Type the name anew with the letters a–z.",
    ),
}
