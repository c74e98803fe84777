"""The council's part of the demo: plans frozen long ago, data cuts taken, reports printed."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import yaml

from app.db.engine import Database, write_tx
from app.demo.cohort import office_hour
from app.permissions import Actor
from app.recommendations.actions import cut, freeze
from app.recommendations.making import make_report
from fixtures.demo import Report

FIXTURES = Path("fixtures")
REFERENCE = "analysis_plans/ebmt.yaml"


def freeze_plans(database: Database, reviewer: Actor, reports: Iterable[Report]) -> None:
    """Freeze the plans of the reports, before anything is analysed by them."""
    for report_ in reports:
        text = (FIXTURES / report_.plan).read_text(encoding="utf-8")
        with write_tx(database) as session:
            freeze(session, reviewer, text, at=office_hour(report_.frozen_on))


def report(database: Database, reviewer: Actor, reports: Iterable[Report], today: date) -> None:
    """Take each plan's data cut and print its report; the EBMT cohort's too, frozen today."""
    reference = Report(REFERENCE, today, today)
    freeze_plans(database, reviewer, [reference])
    for one in (*reports, reference):
        plan = yaml.safe_load((FIXTURES / one.plan).read_text(encoding="utf-8"))["analysis_plan"]
        with write_tx(database) as session:
            number = cut(session, reviewer, plan, one.data_cut, today=today)
        make_report(database, reviewer, {"cut": number}, lambda *_heard: None)
