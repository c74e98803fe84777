"""The whole answer to "how did this cohort do?" as plain values, ready for JSON."""

from collections.abc import Sequence

from analytics.cohort import Cohort
from analytics.events import event_table
from analytics.logrank import LogRank, log_rank
from analytics.survival import Landmark, Quantile, SurvivalCurve, follow_up_curve, kaplan_meier
from analytics.wording import Note

Json = dict[str, object]


def analyse(cohort: Cohort, at: Sequence[float], level: float = 0.95) -> Json:
    """Kaplan-Meier at the landmarks `at`, medians and follow-up; per group with the log-rank test.

    Full double precision. None stands for "not reached", "not defined" and "beyond the follow-up".
    """
    table = event_table(cohort)
    curve = kaplan_meier(table, level)
    answer = _curve(curve, at)
    notes = list(curve.notes)
    if cohort.group is not None:
        tables = {name: event_table(part) for name, part in cohort.by_group().items()}
        curves = {name: kaplan_meier(part, level) for name, part in tables.items()}
        answer["groups"] = {
            name: _curve(one, at) | {"notes": _notes(list(one.notes))}
            for name, one in curves.items()
        }
        test = log_rank(tables)
        answer["logrank"] = _test(test)
        notes += [test] if isinstance(test, Note) else []
    return answer | {"level": level, "notes": _notes(notes)}


def _curve(curve: SurvivalCurve, at: Sequence[float]) -> Json:
    return {
        "n": curve.n,
        "events": curve.events_total,
        "at": [_landmark(curve.at(time)) for time in at],
        "median": _quantile(curve.quantile()),
        "follow_up_median": _quantile(follow_up_curve(curve.table, curve.level).quantile()),
        "last_time": curve.last_time,
    }


def _landmark(found: Landmark) -> Json:
    return {name: getattr(found, name) for name in Landmark.__slots__}


def _quantile(found: Quantile) -> Json:
    return {name: getattr(found, name) for name in Quantile.__slots__}


def _test(found: LogRank | Note) -> Json | None:
    return None if isinstance(found, Note) else {"chi2": found.chi2, "df": found.df, "p": found.p}


def _notes(notes: list[Note]) -> list[Json]:
    return [{"code": n.value, "da": n.sentence("da"), "en": n.sentence("en")} for n in notes]
