"""Faults in how an agreement file is written, in Danish and English."""

# What is told after the remedy where the fault knows it (DA, EN).
HINTS: dict[str, tuple[str, str]] = {
    "near": ("Mente du «{}»?", "Did you mean “{}”?"),
    "choices": ("Mulighederne er: {}.", "The choices are: {}."),
    "like": ("Skriv fx {}.", "Write for example {}."),
    "known": ("Her kan stå: {}.", "What may stand here: {}."),
    "letter": ("«{}» er ikke et af dem.", "“{}” is not one of them."),
    "starts": (
        "Det første tegn er «{}» og skal være et bogstav eller tal.",
        "The first sign is “{}” and has to be a letter or digit.",
    ),
    "length": ("Det har {} tegn, og der er plads til 64.", "It has {} characters, and 64 fit."),
}

# code: what is wrong (DA, EN), what to do (DA, EN)
FAULTS: dict[str, tuple[str, str, str, str]] = {
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
        "«{found}» er ikke en periode på højst 100 år.",
        "“{found}” is not a period of at most 100 years.",
        "Skriv fx P365D, P12M eller P1Y.",
        "Write for example P365D, P12M or P1Y.",
    ),
    "bad_date": (
        "«{found}» er ikke en dato mellem 1900 og 2199.",
        "“{found}” is not a date between 1900 and 2199.",
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
    "bad_ratio": (
        "«{found}» er ikke et forhold på mindst 0.",
        "“{found}” is not a ratio of at least 0.",
        'Skriv fx "110 %" eller "1.10".',
        'Write for example "110 %" or "1.10".',
    ),
    "bad_currency": (
        "«{found}» er ikke en valuta, som aftaler kan betales i.",
        "“{found}” is not a currency agreements can be paid in.",
        "Skriv fx DKK eller EUR.",
        "Write for example DKK or EUR.",
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
    "invalid": (
        "«{found}» kan ikke bruges her.",
        "“{found}” cannot be used here.",
        "Ret værdien; se contracts/README.md.",
        "Correct the value; see contracts/README.md.",
    ),
    "comma_splits": (
        "Kommaet deler tallet {found} i to.",
        "The comma splits the number {found} in two.",
        "Skriv {expected}.",
        "Write {expected}.",
    ),
    "comma_in_list": (
        "Mellem tallene i {found} står et komma uden mellemrum.",
        "Between the numbers of {found} stands a comma without a space.",
        "Skriv {expected}, hvis det er ét tal; er det to, så skriv mellemrum efter kommaet.",
        "Write {expected} if it is one number; if it is two, write a space after the comma.",
    ),
    "danish_number": (
        "«{found}» er skrevet på dansk; filen bruger punktum.",
        "“{found}” is written in Danish; the file uses a decimal point.",
        "Skriv {expected}.",
        "Write {expected}.",
    ),
    "too_short": (
        "Listen er tom.",
        "The list is empty.",
        "Skriv mindst ét punkt.",
        "Write at least one entry.",
    ),
    "enum": (
        "«{found}» er ikke tilladt her.",
        "“{found}” is not allowed here.",
        "Brug en af: {expected}.",
        "Use one of: {expected}.",
    ),
    "greater_than": (
        "«{found}» er ikke større end nul.",
        "“{found}” is not above nothing.",
        "Skriv et tal større end nul.",
        "Write a number above nothing.",
    ),
    "price_unclear": (
        "Prisen «{found}» siger ikke, om den er et beløb eller findes i en prisliste.",
        "The price “{found}” does not say whether it is an amount or from a price list.",
        'Skriv {{amount: "100.00 DKK"}} eller {{list: navn}}.',
        'Write {{amount: "100.00 DKK"}} or {{list: name}}.',
    ),
    "string_pattern_mismatch": (
        "«{found}» er ikke et id.",
        "“{found}” is not an id.",
        "Brug bogstaver a–z, tal og tegnene _ . : - uden mellemrum.",
        "Use letters a–z, digits and the signs _ . : - without spaces.",
    ),
    "model_type": (
        "«{found}» står, hvor der ventes navngivne felter.",
        "“{found}” stands where named fields are expected.",
        "Skriv felterne som navn: værdi.",
        "Write the fields as name: value.",
    ),
    "dict_type": (
        "«{found}» står, hvor der ventes navngivne felter.",
        "“{found}” stands where named fields are expected.",
        "Skriv felterne som navn: værdi.",
        "Write the fields as name: value.",
    ),
    "tuple_type": (
        "«{found}» står, hvor der ventes en liste.",
        "“{found}” stands where a list is expected.",
        "Skriv hvert punkt på sin egen linje med - foran.",
        "Write each entry on a line of its own with - before it.",
    ),
}
