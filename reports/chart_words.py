"""A figure in words: its alternative text with the numbers, its labels and its account."""

from decimal import Decimal
from typing import assert_never

from reports.figures import CurvePoint, Reference, ReferencePoint, SurvivalChart, TimeUnit
from reports.language import Language, format_number, format_percent, translator


def alternative_text(chart: SurvivalChart, lang: Language) -> str:
    """The figure in words, with its numbers at every mark of the time axis."""
    parts = [chart.title.text(lang)]
    for curve in chart.curves:
        told = [
            f"{time(day, chart.unit, lang)}: {told_point(point, lang)}"
            for day in chart.tick_days
            if day and (point := curve.standing(day))
        ]
        parts.append(f"{curve.label.text(lang)}: " + "; ".join(told))
    return ". ".join(parts) + "."


def about(chart: SurvivalChart, lang: Language) -> str:
    """What is drawn, and what the marks mean."""
    _ = translator(lang).gettext
    drawn = _(
        "Kaplan-Meier curve from 0 to 100 percent over {time}. Shaded: 95 percent interval. "
        "Small upright marks: censored. Grey curve: fewer than {few} at risk."
    ).format(time=time(chart.horizon, chart.unit, lang), few=chart.few_at_risk)
    if not chart.references:
        return drawn
    sources = "; ".join(reference_label(one, lang) for one in chart.references)
    return f"{drawn} " + _("Published, in grey: {sources}.").format(sources=sources)


def reference_label(reference: Reference, lang: Language) -> str:
    """The published cohort with its source."""
    return f"{reference.label.text(lang)} ({reference.source})"


def time(day: int, unit: TimeUnit, lang: Language) -> str:
    """A day on the axis in its unit: `12 måneder`."""
    translations = translator(lang)
    count = round(day / unit.days)
    match unit:
        case TimeUnit.DAYS:
            words = translations.ngettext("{count} day", "{count} days", count)
        case TimeUnit.MONTHS:
            words = translations.ngettext("{count} month", "{count} months", count)
        case TimeUnit.YEARS:
            words = translations.ngettext("{count} year", "{count} years", count)
        case _:
            assert_never(unit)
    return words.format(count=format_number(count, lang))


def axis_title(unit: TimeUnit, lang: Language) -> str:
    """What the time axis counts. Day 0 is the treatment."""
    _ = translator(lang).gettext
    match unit:
        case TimeUnit.DAYS:
            return _("Days since treatment")
        case TimeUnit.MONTHS:
            return _("Months since treatment")
        case TimeUnit.YEARS:
            return _("Years since treatment")


def told_point(point: CurvePoint, lang: Language) -> str:
    """One point of our curve: `71,7 % (69,8–73,6), 1.452 i risiko`."""
    at_risk = translator(lang).gettext("{count} at risk")
    share = told_share(point.survival, (point.lower, point.upper), lang)
    return f"{share}, {at_risk.format(count=count(point.at_risk, lang))}"


def told_published(point: ReferencePoint, lang: Language) -> str:
    """A published share with its interval, as precise as the source prints it: `64 % (60–68)`."""
    return told_share(point.survival, (point.lower, point.upper), lang)


def told_share(share: float, ends: tuple[float | None, float | None], lang: Language) -> str:
    """A share with its interval, where there is one: `71,7 % (69,8–73,6)`, `52 % (29–70)`.

    Whole percents stand without decimals.
    """
    numbers = [n for n in (share, *ends) if n is not None]
    decimals = 0 if all(abs(100 * n - round(100 * n)) < 1e-9 for n in numbers) else 1
    told = format_percent(share, lang, decimals)
    lower, upper = ends
    if lower is None or upper is None:
        return told
    low, high = (format_number(100 * Decimal(str(end)), lang, decimals) for end in (lower, upper))
    return f"{told} ({low}–{high})"


def count(patients: int | None, lang: Language) -> str:
    """A number of patients, or `<5` where it is not shown."""
    return "<5" if patients is None else format_number(patients, lang)
