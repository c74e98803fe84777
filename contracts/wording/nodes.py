"""The phrases of the criterion language, in Danish and English."""

from contracts.reason import Language

# operator: how it reads when it holds, and when it does not
_RELATIONS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    ">=": (("mindst", "at least"), ("under", "below")),
    ">": (("over", "above"), ("højst", "at most")),
    "<=": (("højst", "at most"), ("over", "above")),
    "<": (("under", "below"), ("mindst", "at least")),
    "=": (("lig med", "equal to"), ("forskellig fra", "other than")),
    "!=": (("forskellig fra", "other than"), ("lig med", "equal to")),
}

# How a number of times compares: "equal to 0 times" is no language.
_NUMBERS = {op: words for op, (words, _) in _RELATIONS.items()} | {"=": ("præcis", "exactly")}

_WORDS = {
    "not": ("ikke ({inner})", "not ({inner})"),
    "group": ("({inner})", "({inner})"),
    "compare": ("{outcome} er {relation} {value}", "{outcome} is {relation} {value}"),
    "between": (
        "{outcome} er {low_relation} {low} og {high_relation} {high}",
        "{outcome} is {low_relation} {low} and {high_relation} {high}",
    ),
    "count_event": (
        "{outcome} er sket {relation} {value} {times} {span}",
        "{outcome} has happened {relation} {value} {times} {span}",
    ),
    "count_day": (
        "{outcome} er sket på {relation} {value} {times} {span}",
        "{outcome} has happened on {relation} {value} {times} {span}",
    ),
    "count_sum": (
        "summen af {outcome} {span} er {relation} {value}",
        "the sum of {outcome} {span} is {relation} {value}",
    ),
    "times_event": ("gange", "times"),
    "times_event_one": ("gang", "time"),
    "times_day": ("dage", "days"),
    "times_day_one": ("dag", "day"),
    "days": ("fra {start} til {limit}", "from {start} to {limit}"),
    "within": ("inden for {period} frem til {limit}", "within {period} up to {limit}"),
    "span": (
        "inden for {length} frem til {limit} gælder ved hver måling (mindst {count}): {inner}",
        "within {length} up to {limit} this holds at every measurement (at least {count}): {inner}",
    ),
    "run": (
        (
            "ved mindst {count} målinger i træk, den første mindst {length} før den sidste, "
            "frem til {limit} gælder: {inner}"
        ),
        (
            "at {count} measurements in a row at least, the first at least {length} before the "
            "last, up to {limit} this holds: {inner}"
        ),
    ),
    "method": (" (metode {method})", " (method {method})"),
    "state": ("{outcome} er {value}", "{outcome} is {value}"),
    "quoted": ("«{value}»", "“{value}”"),
    "event": (
        "{outcome} er sket fra {start} til {limit}",
        "{outcome} has happened from {start} to {limit}",
    ),
    "event_not": (
        "{outcome} ikke er sket fra {start} til {limit}",
        "{outcome} has not happened from {start} to {limit}",
    ),
    "where": (" ({name}: {values})", " ({name}: {values})"),
    "since": (
        "fra {start} til vinduets udløb gælder ved hver måling: {inner}",
        "from {start} to the close of the window this holds at every measurement: {inner}",
    ),
    "known": ("{outcome} er målt i vinduet", "{outcome} was measured in the window"),
    "change": (
        "{outcome} er ændret fra udgangspunktet med {relation} {value}",
        "{outcome} has changed from baseline by {relation} {value}",
    ),
    "baseline": (
        " (udgangspunkt: sidste værdi højst {within} før infusionen)",
        " (baseline: the last value at most {within} before infusion)",
    ),
    "offset": ("{period} efter infusionen", "{period} after infusion"),
    "infusion": ("infusionen", "infusion"),
    "previous_milestone": ("forrige milepæl", "the previous milestone"),
    "window_open": ("vinduets åbning", "the opening of the window"),
    "target": ("milepælens dato", "the date of the milestone"),
    "window_close": ("vinduets udløb", "the close of the window"),
}


def say(code: str, language: Language, **values: str) -> str:
    """One phrase of the criterion language."""
    return _WORDS[code][0 if language == "da" else 1].format(**values)


def relation(op: str, language: Language, *, holds: bool = True) -> str:
    """An operator in words, as it reads when it holds or does not."""
    return _RELATIONS[op][0 if holds else 1][0 if language == "da" else 1]


def number_relation(op: str, language: Language) -> str:
    """An operator in words, as it reads before a number of times."""
    return _NUMBERS[op][0 if language == "da" else 1]
