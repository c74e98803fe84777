"""The council's report from the terminal: read, build, print; nothing is stored."""

from datetime import date, datetime

from app.db.engine import Database, read_tx
from app.evidence.facts import last_recorded
from app.permissions import NotFound
from app.recommendations.gathering import cuts, for_cut, gather, versions
from app.recommendations.report import build
from reports.council_report import pdf
from reports.language import Language


def report_council(
    database: Database,
    plan: str,
    as_of: date,
    lang: Language,
    *,
    cut: int | None = None,
    known_at: datetime | None = None,
) -> bytes:
    """The PDF of a frozen plan's report with facts up to a day.

    The report names the cut, or the moment, it was made of; with that it is made again, byte for
    byte. Without, the newest data cut of that day is made again; where none was taken, the report
    is made with all that is known now.

    Raises:
        NotFound: no frozen plan has this id, or none of its cuts of that day has this number.
    """
    with read_tx(database) as session:
        frozen = versions(session, plan)
        if not frozen:
            raise NotFound
        taken = [
            one for one in cuts(session, frozen) if one.cut_on == as_of and cut in (None, one.id)
        ]
        if cut is not None and not taken:
            raise NotFound
        if taken and known_at is None:
            inputs = for_cut(session, taken[-1])
        else:
            inputs = gather(session, frozen, known_at or last_recorded(session), as_of)
    return pdf(build(inputs), lang)
