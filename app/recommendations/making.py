"""Makes the report of a data cut: both languages and the numbers, stored together or not at all."""

from typing import Any

from app.db.engine import Database, read_tx, write_tx
from app.jobs import Done, Progress, handles
from app.permissions import Actor
from app.recommendations.actions import NUMBERS, REPORT, file_report
from app.recommendations.gathering import for_cut, one_cut
from app.recommendations.queries import filed
from app.recommendations.report import build, summary
from reports.council_report import pdf
from reports.language import LANGUAGES

JOB = "council.report"
NO_LANGUAGE = "-"


@handles(JOB)
def make_report(
    database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress
) -> Done:
    """Make and store the report of a data cut; again, it finds it there."""
    cut_id = int(arguments["cut"])
    done = Done(location=f"/recommendations/cuts/{cut_id}")
    with read_tx(database) as session:
        if filed(session, cut_id):
            return done
        inputs = for_cut(session, one_cut(session, cut_id))
    report = build(inputs)
    printed = {(NUMBERS, NO_LANGUAGE): summary(inputs)}
    for part, lang in enumerate(LANGUAGES, start=1):
        progress(40 * part)
        printed[REPORT, lang] = pdf(report, lang)
    with write_tx(database) as session:
        file_report(session, actor, cut_id, printed)
    return done
