"""A kept simulation in words, rows and figures for its page and its files."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from app.agreements.library import KINDS
from app.agreements.simulate_work import Kept
from app.web.drawings import Drawing
from app.web.words import N_, translator
from contracts.wording.labels import capital
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
    "exceptions.competing_therapy.result": N_("another therapy"),
    "pro_rata_by": N_("parts of a period"),
    "stacking": N_("several refunds for one failure"),
    "compare": N_("how finely it is compared"),
    "not_evaluable": N_("a result that cannot be determined"),
    "corrections": N_("corrections after the data cut"),
    "competing": N_("competing events"),
    "dead": N_("the dead of the population"),
    "denominator": N_("whom a response is held against"),
    "mode": N_("what a step of volume applies to"),
    "per": N_("what is summed over"),
    "counts": N_("who counts towards volume"),
    "net": N_("netting across products"),
    "revised": N_("a revised index"),
    "fixing": N_("the day of the exchange rate"),
    "rule": N_("who pays after a move"),
    "otherwise": N_("data not delivered"),
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
    "days": N_("by days"),
    "months": N_("by whole months"),
    "max": N_("the largest"),
    "first": N_("the first"),
    "sum": N_("all of them"),
    "raw": N_("as measured"),
    "rounded": N_("rounded as declared"),
    "defer": N_("is put off"),
    "neutral": N_("moves no money"),
    "resettled": N_("are settled again"),
    "final_at_cut": N_("move nothing"),
    "censored": N_("end the observation"),
    "cumulative_incidence": N_("count as not lost"),
    "failure": N_("count as failures"),
    "left_out": N_("are left out"),
    "treated": N_("all treated"),
    "evaluable": N_("those who could be judged"),
    "graduated": N_("only what is above it"),
    "all_units": N_("all of the period"),
    "calendar_year": N_("the calendar year"),
    "agreement_year": N_("the year of the agreement"),
    "course": N_("the course"),
    "patient": N_("the patient"),
    "infused": N_("those infused"),
    "paid": N_("those paid for"),
    "both_ways": N_("both ways"),
    "not_below_zero": N_("never below zero"),
    "first_published": N_("the first published counts"),
    "true_up": N_("is trued up"),
    "treated_on": N_("of the treatment"),
    "due_date": N_("of the due date"),
    "at_treatment": N_("the region of the treatment"),
    "at_due_date": N_("the region on the due date"),
    "split_by_days": N_("shared by days"),
    "NOTHING": N_("changes nothing"),
}


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
    held: int
    """How many in a hundred of what was looked at are held back; they count as nothing paid."""
    read_futures: int
    """Over how many futures the choices were read otherwise."""
    terms: dict[str, str]
    """The terms in words, by the names they have in the agreement."""
    by_rows: str
    """The clause for which it was settled patient by patient, in words; empty where none was."""


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
    terms = _terms(one, lang)
    read = [(_read(cost, terms, lang), cost["change"]) for cost in one["readings"]]
    moved = tuple(shown for shown, change in read if _moves(change))
    still = dict.fromkeys(shown.about for shown, change in read if not _moves(change))
    here = {shown.about for shown in moved}
    left = tuple(about for about in still if about not in here)
    few = min((cost["futures"] for cost in one["readings"]), default=one["futures"])
    return Design(
        *(name, one, Drawing(fan_svg(fan, lang)), moved, left, _held(one), few),
        terms,
        _by_rows(one, terms),
    )


def _terms(one: dict[str, Any], lang: Language) -> dict[str, str]:
    """Each term by what it is; by its name too where a clause has two of the kind."""
    _ = translator(lang).gettext
    kinds = Counter((term["clause"], term["type"]) for term in one["terms"])
    found = {}
    for term in one["terms"]:
        words = capital(_(KINDS.get(term["type"], term["type"])))
        alone = kinds[term["clause"], term["type"]] == 1
        found[term["term"]] = words if alone else f"{words} ({term['term']})"
    return found


def _by_rows(one: dict[str, Any], terms: dict[str, str]) -> str:
    name = one["not_in_columns"].partition(": ")[0]
    clauses = {term["term"]: term["clause"] for term in one["terms"]}
    return f"§ {clauses[name]}, {terms[name]}" if name in clauses else ""


def _held(one: dict[str, Any]) -> int:
    counts: list[dict[str, int]] = [told["patients"] for told in one["statuses"]]
    every = sum(sum(told.values()) for told in counts)
    return 100 * sum(told.get("HOLD", 0) for told in counts) // max(every, 1)


def _moves(change: dict[str, Any]) -> bool:
    return bool(change["mean_ore"]) or any(change["per_mille"].values())


def _year(year: dict[str, Any], currency: str, lang: Language) -> FanYear:
    at = year["per_mille"]
    bands = tuple((at[low], at[high]) for low, high in BANDS)
    return FanYear(
        year["year"], bands, at["500"], told(year["year"], at["500"], bands[0], currency, lang)
    )


def _read(cost: dict[str, Any], terms: dict[str, str], lang: Language) -> Read:
    _, change = translator(lang).gettext, cost["change"]
    about = CHOICES.get(cost["choice"], cost["choice"])
    written, read_as = (READ_AS.get(cost[name], cost[name]) for name in ("written", "read_as"))
    return Read(
        cost["clause"],
        terms.get(cost["term"], cost["term"]),
        _(about),
        _(written),
        _(read_as),
        change["mean_ore"],
        change["per_mille"]["25"],
        change["per_mille"]["975"],
    )
