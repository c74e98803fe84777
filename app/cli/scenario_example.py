"""A scenario to begin from: every field with what it means, and the prices an agreement asks."""

from typing import TYPE_CHECKING

from app.web.words import N_, translator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.language import Language

FIELDS = (
    ('seed: "1"', N_("the same seed draws the same patients")),
    ('paths: "500"', N_("how many futures are drawn")),
    ('years: "15"', N_("calendar years looked at, from the first month")),
    ("enrolment:", N_("who is treated")),
    ("  first: 2027-01-01", N_("the first month")),
    ('  months: "36"', N_("over how many months; each is as likely")),
    ('  patients: "20"', N_("how many in all")),
    ("regions:", N_("where they live, by weights such as inhabitants in millions")),
    ("loss:", N_("how long the effect lasts; or a curve: [{month: 12, kept: 90 %}, ...]")),
    ('  cured: "70 %"', N_("keep it for good")),
    ('  scale_months: "48"', N_("by this month 63 in 100 of the others have lost it")),
    ('  shape: "1.2"', N_("1: as many of those left each month; above 1 later, below 1 early")),
    ("death:", N_("of those alive")),
    ('  per_year: "1 %"', N_("die each year")),
    ('  related: "10 %"', N_("of the deaths, from the treatment")),
    ('  unknown: "10 %"', N_("of the deaths, of unknown cause")),
    ('lost_to_follow_up: {per_year: "1 %"}', N_("of those seen")),
    ('withdrawal: {per_year: "0.5 %"}', N_("withdraw consent")),
    ('relocation_abroad: {per_year: "0.5 %"}', N_("move abroad")),
    ('missed_visits: "3 %"', N_("of the visits planned")),
)
"""The scenario line by line, but for regions and prices; each with what it says."""


def example(prices: "Iterable[tuple[str, str]]", lang: "Language") -> str:
    """A scenario's file with every field, and the prices it has to give."""
    from app.agreements.simulate_inputs import REGIONS

    _ = translator(lang).gettext
    lines: list[str] = []
    for text, meaning in FIELDS:
        lines.append(f"{text:<42}# {_(meaning)}")
        if text == "regions:":
            lines += [f'  {name}: "{weight}"' for name, weight in sorted(REGIONS.items())]
    given = [f'  {name}: "20000000.00 {currency}"' for name, currency in prices]
    if given:
        told = _("of one treatment; the amount is only an example, write your own")
        lines += [f"{'prices:':<42}# {told}", *given]
    return "\n".join(lines)
