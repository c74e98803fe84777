"""A file is kept as it came and stored once, wholly or with the rows the person chose."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from tests.app.imports.conftest import HEADER, files, lab, number_of_facts

GOOD = files()["good_utf8_bom.csv"].content
MIXED = files()["bad_value_not_a_number.csv"].content


def test_the_same_file_again_adds_no_fact(bring_in, ward) -> None:
    first = bring_in(GOOD)
    known = number_of_facts(ward.db)
    again = bring_in(GOOD)
    assert (first.counts["create"], again.counts["create"], again.counts["unchanged"]) == (6, 0, 6)
    assert number_of_facts(ward.db) == known


def test_one_refused_row_stops_the_file_when_all_was_asked_for(bring_in, ward) -> None:
    from app.imports.actions import FileStopped

    before = number_of_facts(ward.db)
    with pytest.raises(FileStopped):
        bring_in(MIXED, choice="all")
    assert number_of_facts(ward.db) == before


def test_the_valid_rows_go_in_when_that_was_asked_for(bring_in, ward) -> None:
    before = number_of_facts(ward.db)
    assert bring_in(MIXED).counts["facts"] == 5
    assert number_of_facts(ward.db) == before + 5


def test_every_fact_says_from_which_batch_it_came(bring_in, ward) -> None:
    from app.db.engine import read_tx
    from app.db.tables.followup import Observation

    batch = bring_in(GOOD).batch_id
    with read_tx(ward.db) as session:
        found = session.exec(select(Observation).where(Observation.source == f"import:{batch}"))
        assert {(one.recorded_by, one.version) for one in found} == {(ward.nurse.user_id, 1)}


def test_the_file_is_kept_sealed_with_its_hash(bring_in, ward) -> None:
    from app.db.engine import read_tx
    from app.db.tables.imports import ImportFile
    from app.imports.actions import own_file

    bring_in(GOOD)
    with read_tx(ward.db) as session:
        kept = session.exec(select(ImportFile)).one()
        assert b"0702684659" not in kept.content_sealed
        assert own_file(session, ward.nurse, kept.id) == ("svar.csv", GOOD)


def test_another_person_s_file_is_not_found(bring_in, ward) -> None:
    from app.db.engine import read_tx
    from app.imports.actions import own_file
    from app.permissions import NotFound

    bring_in(GOOD)
    with read_tx(ward.db) as session, pytest.raises(NotFound):
        own_file(session, ward.other, 1)


def test_the_trail_counts_and_holds_no_value_or_number(bring_in, ward) -> None:
    from app.audit import first_broken
    from app.db.engine import read_tx
    from app.db.tables.trail import AuditEvent

    bring_in(MIXED)
    with read_tx(ward.db) as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "import.stored")).one()
        assert first_broken(session) is None
    assert event.details["create"] == 5
    assert not any(secret in json.dumps(event.details) for secret in ("NaN", "1404694661"))


def test_a_plan_that_was_overtaken_is_made_anew(ward) -> None:
    from app.db.engine import read_tx, write_tx
    from app.imports.actions import Order, keep_file, prepare, store
    from tests.app.imports.conftest import LAB_MAP, TODAY

    with write_tx(ward.db) as session:
        order = Order(keep_file(session, ward.nurse, "a.csv", GOOD), LAB_MAP, "valid")
    with read_tx(ward.db) as session:
        ready = prepare(session, ward.nurse, order, TODAY)
    for expected in (6, 0):
        with write_tx(ward.db) as session:
            assert store(session, ward.nurse, ready, TODAY).counts["create"] == expected


def test_a_job_stores_a_file_once_however_often_it_is_tried(ward) -> None:
    from app.db.engine import write_tx
    from app.imports.actions import Order, arguments_of, keep_file, store_in_job
    from tests.app.imports.conftest import LAB_MAP

    with write_tx(ward.db) as session:
        order = Order(keep_file(session, ward.nurse, "a.csv", GOOD), LAB_MAP, "valid")
    told = []
    for _ in range(2):
        done = store_in_job(ward.db, ward.nurse, arguments_of(order, "k"), told.append)
        assert done.location == "/imports/1?done=imported"
    assert told[0] == 0


PATIENTS = ("0702684659", "P-003", "1404694661", "P-999", "1502604321", "31129944", "=1+1", "")
DAYS = ("16-11-2026", "14-11-2026", "31-02-2026", "2026-11-14", "01-01-2030", "02-05-2026", "")
CODES = ("LOK-FIX1", "LOK-FIXK", "NPU19651", "NPU02319", "X", "")
VALUES = ("31,4", "30", "<1", "480", "0,31", "5,O", "1.234", "NaN", "1e999", "３", "54,7", "")
UNITS, METHODS = ("%", "IU/mL", "U/L", "g", ""), ("1-trins", "kromogen", "hurtig", "")
ROWS = st.tuples(*map(st.sampled_from, (PATIENTS, DAYS, CODES, VALUES, UNITS, METHODS)))
TEXTS = st.one_of(ROWS.map(";".join), st.text(max_size=40).filter(lambda t: '"' not in t))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TEXTS, max_size=25), st.sampled_from(["utf-8-sig", "utf-16", "utf-8"]))
def test_every_row_of_any_file_is_accounted_for_and_again_adds_nothing(
    bring_in, ward, rows, encoding
) -> None:
    from app.imports.problems import FileRefused

    content = "\n".join([HEADER, *rows]).encode(encoding)
    with suppress(FileRefused):
        counts = bring_in(content).counts
        fates = ("create", "unchanged", "asked", "refused", "duplicate")
        assert sum(counts[fate] for fate in fates) == counts["read"]
        assert bring_in(content).counts["facts"] == 0


def test_lab_rows_of_one_treatment_go_in_together(bring_in) -> None:
    rows = [f"P-0002;{day:02d}-10-2026;NPU19651;{day + 20};U/L;" for day in range(1, 29)]
    assert bring_in(lab(*rows)).counts["create"] == 28
