"""Faults of a scenario, in Danish and English."""

# code: what is wrong (DA, EN), what to do (DA, EN)
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "bad_whole": (
        "«{found}» er ikke et helt tal, der kan bruges her.",
        "“{found}” is not a whole number that can be used here.",
        "Skriv et helt tal, {expected}, uden tusindtalsskilletegn.",
        "Write a whole number, {expected}, without thousands marks.",
    ),
    "not_given": (
        "Feltet mangler.",
        "The field is missing.",
        "Skriv det; intet i et scenarie er underforstået.",
        "Write it; nothing in a scenario is implied.",
    ),
    "bad_month": (
        "«{found}» er ikke en måned.",
        "“{found}” is not a month.",
        "Skriv den som 2027-01.",
        "Write it as 2027-01.",
    ),
    "bad_price": (
        "«{found}» er ikke en pris.",
        "“{found}” is not a price.",
        "Skriv den som et tal uden valuta, fx 21.500.000,00 eller 21,5 mio.",
        "Write it as a number without the currency, for example 21,500,000.00 or 21.5 million.",
    ),
    "months_unweighed": (
        "Der står vægte for {found} måneder, som ikke passer med det antal, der behandles i.",
        "There are weights for {found} months, which do not fit the number treated in.",
        "Skriv en vægt for hver måned, mindst én over 0, eller lad dem ude.",
        "Write one weight for each month, at least one above 0, or leave them out.",
    ),
    "loss_unclear": (
        "Det fremgår ikke, hvornår virkningen tabes.",
        "It is not clear when the effect is lost.",
        "Skriv enten cured, shape og scale_months eller en curve, ikke begge dele.",
        "Write either cured, shape and scale_months, or a curve, not both.",
    ),
    "curve_unordered": (
        "Kurvens måneder stiger ikke, eller dens andele vokser.",
        "The curve's months do not rise, or its shares grow.",
        "Skriv månederne i rækkefølge, og lad andelen være den samme eller mindre hver gang.",
        "Write the months in order, each share the same or smaller than the one before.",
    ),
    "causes_above_one": (
        "Behandlingsrelaterede og uafklarede dødsfald er tilsammen mere end alle dødsfald.",
        "Deaths that are related and deaths of unknown cause are together more than all deaths.",
        "Ret related og unknown, så de tilsammen højst er 100 %.",
        "Correct related and unknown so that they are at most 100 % together.",
    ),
    "regions_weightless": (
        "Ingen region har en vægt over 0.",
        "No region has a weight above 0.",
        "Giv mindst én region en vægt, fx dens indbyggertal.",
        "Give at least one region a weight, such as its population.",
    ),
    "too_many_paths": (
        "Scenariet trækker {found} patientforløb; højst {expected} er tilladt.",
        "The scenario draws {found} courses; at most {expected} are allowed.",
        "Sæt antallet af fremtider eller patienter ned.",
        "Lower the number of futures or of patients.",
    ),
}
