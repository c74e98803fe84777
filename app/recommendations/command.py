"""The council's report from the terminal: read, build, print; nothing is stored."""

from datetime import date

from app.db.engine import Database, read_tx
from app.evidence.facts import last_recorded
from app.permissions import NotFound
from app.recommendations.gathering import cuts, for_cut, gather, versions
from app.recommendations.report import build
from reports.council_report import pdf
from reports.language import Language


def report_council(database: Database, plan: str, as_of: date, lang: Language) -> bytes:
    """The PDF of a frozen plan's report with facts up to a day.

    Where a data cut of that day was taken, the newest is made again, byte for byte; else the report
    is made with all that is known now, and is the same until something more is recorded.

    Raises:
        NotFound: no frozen plan has this id.
    """
    with read_tx(database) as session:
        frozen = versions(session, plan)
        if not frozen:
            raise NotFound
        taken = [one for one in cuts(session, frozen) if one.cut_on == as_of]
        if taken:
            inputs = for_cut(session, taken[-1])
        else:
            inputs = gather(session, frozen, last_recorded(session), as_of)
    return pdf(build(inputs), lang)
