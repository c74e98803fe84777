"""What the reasons of bounds, counts and conditions that last say, in Danish and English."""

PHRASES: dict[str, tuple[str, str]] = {
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
