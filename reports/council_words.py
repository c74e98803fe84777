"""The sentences of a council report that are made from numbers."""

from reports.chart_words import count, told_published, told_share
from reports.council import CrossCheck, FollowUp, Landmark, Median, Published
from reports.figures import ReferencePoint
from reports.language import Language, format_number, translator


def landmark(one: Landmark, lang: Language) -> str:
    """One planned time: `Efter 12 måneder: 71,7 % (69,8–73,6), 1.452 i risiko`."""
    _ = translator(lang).gettext
    label = one.label.text(lang)
    if one.estimate is None:
        return _("After {time}: nobody has been followed so long.").format(time=label)
    told = _("After {time}: {share}, {count} at risk").format(
        time=label,
        share=told_share(one.estimate, (one.lower, one.upper), lang),
        count=count(one.at_risk, lang),
    )
    if one.published is None:
        return told + "."
    return told + "; " + _("published {share}.").format(share=published(one.published, lang))


def published(one: Published, lang: Language) -> str:
    """The published number, with its interval only where the source prints one."""
    return told_published(ReferencePoint(0, one.estimate, one.lower, one.upper), lang)


def median(one: Median, lang: Language) -> str:
    """`Median 34,2 måneder (28,1–41,0).` or that it is not reached."""
    _ = translator(lang).gettext
    if one.withheld:
        return _("The median is not shown: it would tell of fewer than 5 patients.")
    if one.estimate is None:
        return _("The median has not been reached: more than half are still free of the event.")
    number = format_number(one.estimate, lang, 1)
    if one.lower is None:
        return _("Median {number} months.").format(number=number)
    low = format_number(one.lower, lang, 1)
    if one.upper is None:
        return _(
            "Median {number} months (95 percent interval from {lower}; upper end not reached)."
        ).format(number=number, lower=low)
    ends = f"{low}–{format_number(one.upper, lang, 1)}"
    return _("Median {number} months (95 percent interval {ends}).").format(
        number=number, ends=ends
    )


def follow_up(one: FollowUp, lang: Language) -> list[tuple[str, str]]:
    """The length of follow-up as named values; the ends only where they may be told."""
    _ = translator(lang).gettext
    ends = _range(one.shortest, one.longest, lang)
    return [
        (_("Median follow-up (reverse Kaplan-Meier)"), _months(one.median, lang)),
        (_("95 percent interval"), _range(one.lower, one.upper, lang)),
        *([(_("Shortest and longest"), ends)] if one.shortest is not None else []),
    ]


def cross_check(one: CrossCheck | None, lang: Language) -> str:
    """How far the numbers lie from those of an independent tool, at most."""
    _ = translator(lang).gettext
    if one is None:
        return _("Not done")
    return _("{count} numbers compared with {tool}; largest difference {difference}").format(
        count=format_number(one.compared, lang),
        tool=one.tool,
        difference=_scientific(one.largest_difference, lang),
    )


def days(number: int | None, lang: Language) -> str:
    """A number of days; a dash where it is not known or not shown."""
    if number is None:
        return "–"
    words = translator(lang).ngettext("{count} day", "{count} days", number)
    return words.format(count=format_number(number, lang))


def _months(number: float | None, lang: Language) -> str:
    if number is None:
        return "–"
    words = translator(lang).gettext("{number} months")
    return words.format(number=format_number(number, lang, 1))


def _range(low: float | None, high: float | None, lang: Language) -> str:
    if low is None and high is None:
        return "–"
    ends = ("–" if end is None else format_number(end, lang, 1) for end in (low, high))
    words = translator(lang).gettext("{first} to {last} months")
    return words.format(**dict(zip(("first", "last"), ends, strict=True)))


def _scientific(number: float, lang: Language) -> str:
    """A tiny difference as people write it: `2,2 · 10⁻¹⁶`."""
    if number == 0:
        return "0"
    digits, power = f"{number:.1e}".split("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{format_number(digits, lang)}\u00a0·\u00a010{raised}"
