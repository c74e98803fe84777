"""Faults in terms on a population's result, in Danish and English."""

# code: what is wrong (DA, EN), what to do (DA, EN)
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "greater_than_equal": (
        "«{found}» er under nul.",
        "“{found}” is below nothing.",
        "Skriv nul eller mere.",
        "Write nothing or more.",
    ),
    "less_than": (
        "«{found}» er for stort her.",
        "“{found}” is too large here.",
        "Skriv mindre end 100 %.",
        "Write less than 100 %.",
    ),
    "population_backwards": (
        "Den sidste infusionsdag ligger før den første.",
        "The last day of infusion is before the first.",
        "Byt infused_from og infused_to om, eller ret den ene.",
        "Exchange infused_from and infused_to, or correct one.",
    ),
    "population_unruled": (
        "Aftalen gælder {expected}, men populationen er infunderet {found}.",
        "The agreement governs {expected}, but the population is infused {found}.",
        "Læg populationens dage inden for aftalens.",
        "Put the days of the population within those of the agreement.",
    ),
    "cut_unclear": (
        "Skæringsdatoen skal skrives på én måde.",
        "The data cut must be written in one way.",
        "Skriv on med en dato, eller after med en tid efter infused_to.",
        "Write on with a date, or after with a time after infused_to.",
    ),
    "cut_before_horizon": (
        "Data læses til {found}, men den sidste patient når først {expected}.",
        "Data are read up to {found}, but the last patient gets there only on {expected}.",
        "Flyt skæringsdatoen, eller afkort horisonten; intet fremskrives.",
        "Move the data cut, or shorten the horizon; nothing is extrapolated.",
    ),
    "no_competing": (
        "Endepunktet «{found}» har ingen konkurrerende hændelser.",
        "The endpoint “{found}” has no competing events.",
        "Skriv competing på endepunktet, eller competing: censored her.",
        "Write competing on the endpoint, or competing: censored here.",
    ),
    "reason_not_an_end": (
        "«{found}» afslutter ikke opfølgningen; det gør: {expected}.",
        "“{found}” does not end the follow-up; these do: {expected}.",
        "Ret navnet under reasons.",
        "Correct the name under reasons.",
    ),
    "denominator_unclear": (
        "Nævneren og reglen for de tabte passer ikke sammen.",
        "The denominator and the rule for the lost do not fit together.",
        "Skriv lost_to_follow_up ved evaluable, og kun der.",
        "Write lost_to_follow_up with evaluable, and only there.",
    ),
    "level_needed": (
        "Der ses på intervallets grænser, men dets niveau er ikke aftalt.",
        "The bounds of the interval are looked at, but its level is not agreed.",
        "Skriv level, fx 95 %.",
        "Write level, such as 95 %.",
    ),
    "level_idle": (
        "Intervallets niveau er aftalt, men intet ser på dets grænser.",
        "The level of the interval is agreed, but nothing looks at its bounds.",
        "Slet level, eller brug estimate: lower eller upper.",
        "Delete level, or use estimate: lower or upper.",
    ),
    "precision_unusable": (
        "Resultatet kan ikke vises i trin på {found}.",
        "The result cannot be shown in steps of {found}.",
        "Skriv fx 0.1 %; højst fire decimaler.",
        "Write for example 0.1 %; at most four decimals.",
    ),
    "risk_above_n": (
        "Der kræves flere fulgt til horisonten ({found}) end i populationen ({expected}).",
        "More are required at the horizon ({found}) than in the population ({expected}).",
        "Sænk min_at_risk, eller hæv min_n.",
        "Lower min_at_risk, or raise min_n.",
    ),
    "payoff_unclear": (
        "Det, resultatet flytter, skal skrives på én måde.",
        "What the result moves must be written in one way.",
        "Skriv steps, eller per_point med most.",
        "Write steps, or per_point with most.",
    ),
    "payoff_basis": (
        "Det skal fremgå på én måde, hvad andelen tages af.",
        "What the share is taken of must be written in one way.",
        "Skriv of med vilkår, eller price.",
        "Write of with terms, or price.",
    ),
    "payoff_of_nothing": (
        "Intet betales efter {found}, så en andel af det er altid nul.",
        "Nothing is paid under {found}, so a share of it is always nothing.",
        "Nævn et vilkår, der betaler, eller skriv price, hvor prisen betales uden om aftalen.",
        "Name a term that pays, or write price where the price is paid outside the agreement.",
    ),
    "results_exceed": (
        "{found} kan tilsammen kræve {expected} tilbage for de samme patienter.",
        "{found} may together ask {expected} back for the same patients.",
        "Sænk andelene til højst 100 % tilsammen, eller lad infusionsdagene ikke overlappe.",
        "Lower the shares to 100 % together, or keep the days of infusion from overlapping.",
    ),
    "step_in_corridor": (
        "Trinet til {found} ligger inden for korridoren på {expected} procentpoint.",
        "The step to {found} lies within the corridor of {expected} percentage points.",
        "Slet trinet, eller gør korridoren mindre.",
        "Delete the step, or make the corridor smaller.",
    ),
    "guarantee_elsewhere": (
        "Kravet er {found}, men afstanden måles fra {expected}.",
        "What is required is {found}, but the distance is measured from {expected}.",
        "Læg kravet mellem garantien og korridorens kant, så intet beløb springer.",
        "Put it between the guarantee and the corridor's edge, so that no amount jumps.",
    ),
}
