"""The sentences of the evidence page that are made from numbers."""

from app.evidence.curves import Reading, ShownCurve
from app.web.words import N_, translator
from reports.chart_words import count
from reports.council_words import landmark, median
from reports.language import Language, format_number, format_percent


def told_landmark(one: Reading, lang: Language) -> str:
    """A landmark in words, or why it is not shown and what may be said instead."""
    words = translator(lang)
    time = one.landmark.label.text(lang)
    if not one.withheld:
        return landmark(one.landmark, lang)
    if one.at_least is not None:
        text = N_("After {time}: fewer than 5 events, so at least {share} are free of the event.")
        return words.gettext(text).format(time=time, share=format_percent(one.at_least, lang, 0))
    text = N_("After {time}: not shown, because it would tell of fewer than 5 patients.")
    return words.gettext(text).format(time=time)


def told_difference(one: Reading, lang: Language) -> str:
    """How far we are from what was published, and whether chance can explain it; else empty."""
    if one.difference is None:
        return ""
    words = translator(lang)
    points = format_number(abs(100 * one.difference), lang, 1)
    if one.difference >= 0:
        text = N_("{points} percentage points above what was published")
    else:
        text = N_("{points} percentage points below what was published")
    told = words.gettext(text).format(points=points)
    if one.inside is None:
        return told
    inside = N_("the published number lies inside our interval")
    outside = N_("the published number lies outside our interval")
    return f"{told}; {words.gettext(inside if one.inside else outside)}"


def told_median(curve: ShownCurve, lang: Language) -> str:
    """The median, that it is not reached, or that it may not be told."""
    return median(curve.median, lang)


def months(number: float | None, lang: Language) -> str:
    """A number of months; a dash where it is not known or not shown."""
    if number is None:
        return "–"
    text = translator(lang).gettext("{number} months")
    return text.format(number=format_number(number, lang, 1))


def told_count(number: int | None, lang: Language) -> str:
    """A number, or that it is not shown: it or another that follows from it is under five."""
    return translator(lang).gettext(N_("not shown")) if number is None else count(number, lang)
