"""What the number treated takes off the price."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.counted import Counted, Total, divided, year_of
from contracts.reason import Reason
from contracts.terms import VolumeTiers


def tiered(agreement: Agreement, term: VolumeTiers, counted: list[Counted]) -> list[Total]:
    """What each payer gets back in each calendar year for the volume reached.

    A treatment belongs to the period of its infusion, whenever its instalments fall due; so one
    registered late moves the others, also in years that have been settled.
    """
    ours = [one for one in counted if not term.of or one.term in term.of]
    periods = _periods(agreement, term, ours)
    shares = _shares(term, periods)
    owed: dict[tuple[int, str], dict[Fraction, int]] = defaultdict(lambda: defaultdict(int))
    back: dict[int, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for one in ours:
        share = shares.get(one.treatment, Fraction(1))
        owed[one.day.year, one.payer][share] += one.amount
        back[one.day.year][one.payer] -= one.amount * (1 - share)
    volumes = tuple(
        Reason("volume", (("year", str(year)), ("count", str(len(periods[year])))))
        for year in sorted(periods)
    )
    return [
        Total(payer, year, "tiers", date(year, 12, 31), amount, Reason("tiers", (), told))
        for year in sorted(back)
        for payer, amount in divided(back[year])
        for told in [(*volumes, *_tiers(owed[year, payer]))]
    ]


def _tiers(owed: dict[Fraction, int]) -> tuple[Reason, ...]:
    """What was owed of the year at each share of the price."""
    return tuple(
        Reason("tier", (("sum", str(owed[share])), ("share", str(share))))
        for share in sorted(owed, reverse=True)
    )


def _treated(term: VolumeTiers, ours: list[Counted]) -> dict[str, date]:
    """The treatments that count, each with its day of infusion."""
    paid: dict[str, int] = defaultdict(int)
    for one in ours:
        paid[one.treatment] += one.amount
    return {
        one.treatment: one.infused_on
        for one in ours
        if one.infused_on is not None and (term.counts == "infused" or paid[one.treatment] > 0)
    }


def _periods(
    agreement: Agreement, term: VolumeTiers, ours: list[Counted]
) -> dict[int, list[tuple[date, str]]]:
    """The treatments of each period, in the order of their places."""
    periods: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for treatment, day in _treated(term, ours).items():
        periods[year_of(agreement, term.per, day)].append((day, treatment))
    return {year: sorted(treated) for year, treated in periods.items()}


def _shares(term: VolumeTiers, periods: dict[int, list[tuple[date, str]]]) -> dict[str, Fraction]:
    """The share of the price that each treatment costs, by its place or by the last one's."""
    return {
        treatment: _share(term, len(treated) if term.mode == "all_units" else place)
        for treated in periods.values()
        for place, (_, treatment) in enumerate(treated, start=1)
    }


def _share(term: VolumeTiers, number: int) -> Fraction:
    return next(tier.share for tier in term.tiers if tier.to is None or number <= tier.to)
