"""Faults in terms that act on other terms, in Danish and English."""

# code: what is wrong (DA, EN), what to do (DA, EN)
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "said_twice": (
        "Det samme står to gange: {found} og {expected}.",
        "The same is said twice: {found} and {expected}.",
        "Slet det ene sted.",
        "Delete it in one place.",
    ),
    "unknown_term": (
        "Vilkåret «{found}» kan ikke nævnes her; der findes: {expected}.",
        "The term “{found}” cannot be named here; there are: {expected}.",
        "Ret id'et, eller skriv vilkåret.",
        "Correct the id, or write the term.",
    ),
    "counted_later": (
        "«{found}» regnes ud efter dette vilkår og kan ikke tælle med; der kan nævnes: {expected}.",
        "“{found}” is worked out after this term and cannot count; it may name: {expected}.",
        "Slet navnet, skriv det andet vilkår først, eller nævn selv de vilkår, en kurv består af.",
        "Delete the name, write the other term first, or name the terms a basket is made of.",
    ),
    "floor_unpaid": (
        "Intet af det, der tælles, betales efter aftalen, så et mindstebeløb er ikke af noget.",
        "Nothing that is counted is paid under the agreement, so a least is of nothing.",
        "Slet floor, eller nævn et vilkår, der betaler.",
        "Delete floor, or name a term that pays.",
    ),
    "payer_nobody": (
        "«{found}» er ordet for, at ingen ved, hvem der betaler; hver linje ville vente for altid.",
        "“{found}” is the word for nobody knowing who pays; every line would wait for ever.",
        "Skriv den part, der betaler, når ingen region kendes, eller slet otherwise.",
        "Write the party that pays where no region is known, or delete otherwise.",
    ),
    "repeat_dose_empty": (
        "Vilkåret siger ikke, hvad nogen dosis koster.",
        "The term does not say what any dose costs.",
        "Skriv second_dose, out_of_specification eller not_infused.",
        "Write second_dose, out_of_specification or not_infused.",
    ),
    "switch_unclear": (
        "Tilbagebetalingen skal skrives på én måde.",
        "The refund must be written in one way.",
        "Skriv share eller actual_cost, ikke begge.",
        "Write share or actual_cost, not both.",
    ),
    "obligation_unclear": (
        "Det er ikke sagt på én måde, hvad pligten til at indberette gælder.",
        "What the duty to report is about is not said in one way.",
        "Skriv of, eller milestone med otherwise: NOTHING, hvor ingen penge afhænger af det.",
        "Write of, or milestone with otherwise: NOTHING where no money depends on it.",
    ),
    "switch_needs_event": (
        "Et skift af behandling vises af hændelser, ikke af målinger.",
        "A change of therapy is shown by events, not by measurements.",
        "Brug event, fx next_therapy, eller skriv en warranty_refund.",
        "Use event, such as next_therapy, or write a warranty_refund.",
    ),
    "patient_cap_empty": (
        "Vilkåret siger hverken højst eller mindst.",
        "The term says neither a most nor a least.",
        "Skriv ceiling, floor eller begge.",
        "Write ceiling, floor or both.",
    ),
    "bounds_crossed": (
        "Den nedre grænse ligger over den øvre.",
        "The lower bound is above the upper.",
        "Byt dem om, eller ret den ene.",
        "Exchange them, or correct one.",
    ),
    "tiers_open": (
        "Kun det sidste trin må være uden grænse, og det skal være det.",
        "The last tier must have no end, and only the last.",
        "Slet to på det sidste trin, og skriv den på de andre.",
        "Delete to on the last tier, and write it on the others.",
    ),
    "tiers_unordered": (
        "Trinene er ikke i stigende orden.",
        "The tiers are not in rising order.",
        "Skriv trinene med stigende to.",
        "Write the tiers with rising to.",
    ),
    "unit_nothing": (
        "Der kan ikke afrundes til nul.",
        "Nothing can be rounded to a unit of nothing.",
        "Skriv fx 1.00 DKK eller 0.01 DKK.",
        "Write for example 1.00 DKK or 0.01 DKK.",
    ),
    "end_undecided": (
        "Aftalen slutter, men «{found}» ser måske senere frem.",
        "The agreement ends, but “{found}” may look beyond that.",
        "Skriv vilkåret under survives eller lapses.",
        "Write the term under survives or lapses.",
    ),
}
