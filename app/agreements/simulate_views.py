"""A kept simulation in words, rows and figures for its page and its files."""

from dataclasses import dataclass
from typing import Any

from app.agreements.simulate_work import Kept
from app.web.words import N_, translator
from reports.fan_chart import Fan, FanYear, fan_svg, told
from reports.language import Language

BANDS = (("25", "975"), ("100", "900"), ("250", "750"))
"""The ends of the bands of 95, 80 and 50 of 100 futures, the widest first."""

CHOICES = {
    "exceptions.death.related.yes": N_("death from the treatment"),
    "exceptions.death.related.no": N_("death from another cause"),
    "exceptions.death.related.unknown": N_("death of unknown cause"),
    "exceptions.death.result": N_("death"),
    "exceptions.withdrawal.result": N_("consent withdrawn"),
    "exceptions.lost_to_follow_up.result": N_("lost to follow-up"),
    "exceptions.relocation_abroad.result": N_("moved abroad"),
    "exceptions.missing_assessment.then": N_("assessment missing"),
    "on_failure": N_("after a failure"),
    "partial_period": N_("the period begun"),
}
READ_AS = {
    "NOT_MET": N_("as a failure"),
    "EXCUSED": N_("as if it had worked"),
    "PRO_RATA": N_("paid in part"),
    "HOLD": N_("held back"),
    "TERMINATED": N_("nothing more falls due"),
    "stop_permanently": N_("the later ones lapse"),
    "suspend_until_restored": N_("paused until restored"),
    "this_instalment_only": N_("only this one is lost"),
    "unpaid": N_("is not paid"),
    "pro_rata": N_("is paid in part"),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of our own, which escapes what it writes; a template puts it in as it is."""

    svg: str

    def __html__(self) -> str:
        """The drawing, for the template engine."""
        return self.svg


@dataclass(frozen=True, slots=True)
class Read:
    """One clause read otherwise, and what that changes."""

    clause: str
    term: str
    about: str
    written: str
    read_as: str
    mean: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Design:
    """One design as it is shown."""

    name: str
    found: dict[str, Any]
    drawing: Drawing
    readings: tuple[Read, ...]
    untouched: tuple[str, ...]
    """Choices that change nothing under this scenario."""


def designs(kept: Kept, lang: Language) -> tuple[Design, ...]:
    """The designs of a simulation, drawn on one scale."""
    every = [year for one in kept.designs for year in one["years"]]
    ends = [amount for year in every for amount in year["per_mille"].values()]
    scale = (min([0, *ends]), max([1, *ends]))
    return tuple(_design(one, nth, scale, lang) for nth, one in enumerate(kept.designs))


def _design(one: dict[str, Any], nth: int, scale: tuple[int, int], lang: Language) -> Design:
    name = f"{one['agreement']} v{one['version']}"
    _ = translator(lang).gettext
    fan = Fan(
        f"fan-{nth + 1}",
        _("What %(name)s costs each year") % {"name": name},
        _("Shades hold 50, 80 and 95 of 100 futures; the line is the middle one."),
        one["currency"],
        tuple(_year(year, one["currency"], lang) for year in one["years"]),
        *scale,
        nth,
    )
    read = [(_read(cost, lang), cost["change"]) for cost in one["readings"]]
    moved = tuple(shown for shown, change in read if _moves(change))
    still = dict.fromkeys(shown.about for shown, change in read if not _moves(change))
    here = {shown.about for shown in moved}
    left = tuple(about for about in still if about not in here)
    return Design(name, one, Drawing(fan_svg(fan, lang)), moved, left)


def _moves(change: dict[str, Any]) -> bool:
    return bool(change["mean_ore"]) or any(change["per_mille"].values())


def _year(year: dict[str, Any], currency: str, lang: Language) -> FanYear:
    at = year["per_mille"]
    bands = tuple((at[low], at[high]) for low, high in BANDS)
    return FanYear(
        year["year"], bands, at["500"], told(year["year"], at["500"], bands[0], currency, lang)
    )


def _read(cost: dict[str, Any], lang: Language) -> Read:
    _, change = translator(lang).gettext, cost["change"]
    about = CHOICES[cost["choice"]]
    written, read_as = (READ_AS[cost[name]] for name in ("written", "read_as"))
    return Read(
        cost["clause"],
        cost["term"],
        _(about),
        _(written),
        _(read_as),
        change["mean_ore"],
        change["per_mille"]["25"],
        change["per_mille"]["975"],
    )
