"""What the reasons of bounds, counts and conditions that last say, in Danish and English."""

PHRASES: dict[str, tuple[str, str]] = {
    "passed_over_later": (
        "{outcome} {value} er ikke brugt, for den brugte er registreret senere",
        "{outcome} {value} is not used, because the one used was recorded later",
    ),
    "passed_over_id": (
        (
            "{outcome} {value} er ikke brugt; ingen af dem er registreret senere end den "
            "anden, og den brugte har det laveste nummer"
        ),
        (
            "{outcome} {value} is not used; neither was recorded later than the other, and the one "
            "used has the lower number"
        ),
    ),
    "bridged": (
        "værdien efter metoden {method} er ganget med {rate}",
        "the value by the method {method} was multiplied by {rate}",
    ),
    "too_late": (
        (
            "{name} {value} kom, efter at rettelser holdt op med at flytte penge ({until}), og "
            "ændrer ikke beløbet"
        ),
        (
            "{name} {value} came after corrections had stopped moving money ({until}) and does not "
            "change the amount"
        ),
    ),
    "too_late_gone": (
        (
            "{name} {value} blev tilbagekaldt, efter at rettelser holdt op med at flytte penge "
            "({until}), og det ændrer ikke beløbet"
        ),
        (
            "{name} {value} was retracted after corrections had stopped moving money ({until}), "
            "which does not change the amount"
        ),
    ),
    "between_true": (
        "{outcome} {value} er {relation} {constant} og {relation_high} {high}",
        "{outcome} {value} is {relation} {constant} and {relation_high} {high}",
    ),
    "between_unknown": (
        "{outcome} {value} kan ikke holdes op mod grænserne {constant} og {high}",
        "{outcome} {value} cannot be held against the bounds {constant} and {high}",
    ),
    "count_true": (
        "{outcome} fra {from} til {to} er talt til {count}{cited}; aftalt er {constant}",
        "{outcome} from {from} to {to} is counted as {count}{cited}; {constant} is agreed",
    ),
    "count_false": (
        "{outcome} fra {from} til {to} er talt til {count}{cited}; aftalt er {constant}",
        "{outcome} from {from} to {to} is counted as {count}{cited}; {constant} is agreed",
    ),
    "count_unknown": (
        "{outcome} fra {from} til {to} er talt til {count}{cited}, men der kan være flere",
        "{outcome} from {from} to {to} is counted as {count}{cited}, but there may be more",
    ),
    "sustained_true": (
        "det gælder ved hver måling fra {from} til {to} (målinger: {count})",
        "it holds at every measurement from {from} to {to} (measurements: {count})",
    ),
    "sustained_false": (
        "det gælder ikke ved hver måling frem til {to}",
        "it does not hold at every measurement up to {to}",
    ),
    "sustained_unknown": (
        "det vides ikke, om det er varigt (målinger: {count}, aftalt: {at_least} over {length})",
        "it is not known to last (measurements: {count}, agreed: {at_least} over {length})",
    ),
}
