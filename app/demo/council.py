"""The council's part of the demo: plans frozen long ago, data cuts taken, reports printed."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from app.db.engine import Database, write_tx
from app.demo.cohort import office_hour
from app.permissions import Actor
from app.recommendations.actions import cut, freeze
from app.recommendations.making import make_report
from fixtures.demo import Report

FIXTURES = Path("fixtures")
REFERENCE = "analysis_plans/ebmt.yaml"


def publish_reports(
    database: Database, reviewer: Actor, reports: Iterable[Report], today: date
) -> None:
    """Freeze each plan, take its data cut and print its report; the EBMT cohort's too."""
    for report in (*reports, Report(REFERENCE, today, today)):
        text = (FIXTURES / report.plan).read_text(encoding="utf-8")
        with write_tx(database) as session:
            plan = freeze(session, reviewer, text, at=office_hour(report.frozen_on))
        with write_tx(database) as session:
            number = cut(session, reviewer, plan, report.data_cut, today=today)
        make_report(database, reviewer, {"cut": number}, lambda _percent: None)
