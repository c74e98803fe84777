"""What the reasons of a population's result say, in Danish and English."""

ON_ALL_MEMBERS = frozenset({"population_survival_line", "population_response_line"})
"""Reasons that tell of the population and of no single patient."""

ON_ONE_MEMBER = frozenset(
    {
        "population_excluded",
        "population_excluded_late",
        "population_contradicted",
        "population_unreadable",
    }
)

_CUT = (
    "data til og med {cut} tæller, og resultatet afgøres efter {deadline}",
    "data up to and including {cut} count, and the result is decided after {deadline}",
)

PHRASES: dict[str, tuple[str, str]] = {
    "population_survival_line": _CUT,
    "population_response_line": _CUT,
    "population_ended": (
        "aftalen sluttede den {on}, før data skulle læses",
        "the agreement ended on {on}, before the data were to be read",
    ),
    "population_none": (
        "ingen patienter hører til populationen",
        "no patients belong to the population",
    ),
    "population_survival": (
        (
            "af {n} patienter har {failed} mistet «{endpoint}», {left_out} er udeladt før "
            "horisonten, og {at_risk} er fulgt til den; andelen uden tab er {estimate}"
        ),
        (
            "of {n} patients {failed} have lost “{endpoint}”, {left_out} were left out before the "
            "horizon, and {at_risk} were followed to it; the share without loss is {estimate}"
        ),
    ),
    "population_response": (
        "af {n} patienter har {failed} ikke respons; andelen med respons er {estimate}",
        "of {n} patients {failed} have no response; the share with a response is {estimate}",
    ),
    "population_dead": (
        "{count} døde før vurderingen og er udeladt",
        "{count} died before the assessment and are left out",
    ),
    "population_interval": (
        "intervallet på {level} er {lower} til {upper}",
        "the interval of {level} is {lower} to {upper}",
    ),
    "estimate_point_reached": (
        "andelen {estimate} er mindst {share}",
        "the share of {estimate} is at least {share}",
    ),
    "estimate_point_missed": (
        "andelen {estimate} er under {share}",
        "the share of {estimate} is below {share}",
    ),
    "estimate_lower_reached": (
        "intervallets nedre grænse {estimate} er mindst {share}",
        "the interval's lower bound of {estimate} is at least {share}",
    ),
    "estimate_lower_missed": (
        "intervallets nedre grænse {estimate} er under {share}",
        "the interval's lower bound of {estimate} is below {share}",
    ),
    "estimate_upper_reached": (
        "intervallets øvre grænse {estimate} er mindst {share}",
        "the interval's upper bound of {estimate} is at least {share}",
    ),
    "estimate_upper_missed": (
        "intervallets øvre grænse {estimate} er under {share}",
        "the interval's upper bound of {estimate} is below {share}",
    ),
    "population_lost_left_out": (
        (
            "{count} er tabt for opfølgning ({share}, højst {limit}) og udelades: {estimate}; "
            "regnet som svigt var andelen {strict}"
        ),
        (
            "{count} are lost to follow-up ({share}, at most {limit}) and left out: {estimate}; "
            "counted as failures the share would be {strict}"
        ),
    ),
    "population_lost_failed": (
        (
            "{count} er tabt for opfølgning ({share}, over {limit}) og regnes som svigt: "
            "{strict}; udeladt var andelen {estimate}"
        ),
        (
            "{count} are lost to follow-up ({share}, above {limit}) and count as failures: "
            "{strict}; left out the share would be {estimate}"
        ),
    ),
    "population_small": (
        "populationen er {count}, og der kræves mindst {least}",
        "the population is {count}, and at least {least} are required",
    ),
    "population_thin": (
        "{count} er fulgt til horisonten, og der kræves mindst {least}",
        "{count} were followed to the horizon, and at least {least} are required",
    ),
    "population_either_way": (
        "kun {at_risk} er fulgt til horisonten, men resten kan ikke ændre svaret",
        "only {at_risk} were followed to the horizon, but the rest cannot change the answer",
    ),
    "population_deferred": (
        "resultatet kan ikke afgøres og udsættes",
        "the result cannot be determined and is deferred",
    ),
    "population_neutral": (
        "resultatet kan ikke afgøres og flytter ingen penge",
        "the result cannot be determined and moves no money",
    ),
    "population_excluded": (
        "behandling {treatment} er holdt ude ved en afgørelse fra før skæringsdatoen",
        "treatment {treatment} is kept out by a ruling from before the data cut",
    ),
    "population_excluded_late": (
        "afgørelsen om behandling {treatment} kom efter skæringsdatoen og holder ingen ude",
        "the ruling on treatment {treatment} came after the data cut and keeps no one out",
    ),
    "population_contradicted": (
        "behandling {treatment}: {fact_id} af {on} modsiger andre oplysninger; ret den forkerte",
        "treatment {treatment}: {fact_id} of {on} contradicts other facts; correct the wrong one",
    ),
    "population_unreadable": (
        "behandling {treatment}: en værdi er registreret, men kan ikke bruges; ret den",
        "treatment {treatment}: a value is recorded but cannot be used; correct it",
    ),
    "population_less": (
        "{points} procentpoint under {guarantee} giver {share} af {basis} tilbage",
        "{points} percentage points below {guarantee} give back {share} of {basis}",
    ),
    "population_more": (
        "{points} procentpoint over {guarantee} koster {share} af {basis}",
        "{points} percentage points above {guarantee} cost {share} of {basis}",
    ),
}
