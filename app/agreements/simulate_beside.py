"""Two designs of one simulation beside each other: what they come to, and what sets them apart."""

from dataclasses import dataclass
from typing import Any

from app.agreements.simulate_work import Kept
from app.web.words import N_, translator
from reports.language import Language
from reports.millions import millions, unit

SUMS = (
    (N_("Costs in all, on average"), "payer", "mean"),
    (N_("In 95 of 100 futures it costs at most"), "payer", "950"),
    (N_("The supplier misses, on average"), "supplier", "mean"),
    (N_("In 95 of 100 futures the supplier misses at most"), "supplier", "950"),
)
"""What is told of each design: in words, whose money, and which of its figures."""
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Two designs as a table of sums and a table of years, amounts in millions."""

    unit: str
    """The one both are counted in; empty where each has its own, told by its heading."""
    heads: Row
    sums: tuple[Row, ...]
    years: tuple[Row, ...]


def beside(kept: Kept, lang: Language) -> Beside | None:
    """The designs of a simulation beside each other, where there are two."""
    if len(kept.designs) != 2:
        return None
    _ = translator(lang).gettext
    units = [unit(one["currency"], lang) for one in kept.designs]
    one_unit = units[0] if units[0] == units[1] else ""
    names = (
        f"{letter} · {one['agreement']} v{one['version']}" + ("" if one_unit else f", {own}")
        for letter, one, own in zip("AB", kept.designs, units, strict=True)
    )
    last = (_("B minus A"),) if kept.difference else ()
    sums = tuple((_(label), *_sum(kept, who, at, lang)) for label, who, at in SUMS)
    return Beside(one_unit, (*names, *last), sums, tuple(_years(kept, lang)))


def _sum(kept: Kept, who: str, at: str, lang: Language) -> Row:
    each = (
        millions(_at(one[f"{who}_exposure"], at), one["currency"], lang) for one in kept.designs
    )
    if not kept.difference:
        return tuple(each)
    more = _at(kept.difference[who], at)
    return (*each, millions(more, kept.designs[0]["currency"], lang, signed=True))


def _at(spread: dict[str, Any], at: str) -> int:
    found: int = spread["mean_ore"] if at == "mean" else spread["per_mille"][at]
    return found


def _years(kept: Kept, lang: Language) -> list[Row]:
    found: list[Row] = []
    first, second = kept.designs
    for one, other in zip(first["years"], second["years"], strict=True):
        means = (one["mean_ore"], other["mean_ore"])
        told = [
            millions(mean, design["currency"], lang)
            for mean, design in zip(means, kept.designs, strict=True)
        ]
        if kept.difference:
            told.append(millions(means[1] - means[0], first["currency"], lang, signed=True))
        found.append((str(one["year"]), *told))
    return found
