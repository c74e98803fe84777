"""Faults in how an agreement file is written, in Danish and English."""

# code: what is wrong (DA, EN), what to do (DA, EN)
FAULTS: dict[str, tuple[str, str, str, str]] = {
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
    "invalid": (
        "«{found}» kan ikke bruges her.",
        "“{found}” cannot be used here.",
        "Ret værdien; se contracts/README.md.",
        "Correct the value; see contracts/README.md.",
    ),
}
