"""Money that slips away: what is not settled, not paid, or out of every settlement's reach."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from app.agreements import actions as agreements
from app.db.engine import read_tx, write_tx
from app.db.facts import next_version
from app.db.server_time import stamp
from app.db.tables.patients import Residence
from app.db.tables.settlements import SettlementLine
from app.followup.actions import record_observation
from app.followup.entries import ObservationEntry
from app.patients.actions import (
    NewPatient,
    NewTreatment,
    State,
    add_treatment,
    record_state,
    register_patient,
)
from app.permissions import NotAllowed
from app.settlements import lines
from app.settlements.cash import Payment
from app.settlements.disputes import Said, dispute
from app.settlements.leakage import Ends, Wanted, band_of, ends_of, leakage
from app.settlements.leakage_due import AT_ONCE_TREATMENTS, freshen, look_at, looks
from app.settlements.leakage_items import Kind
from contracts import library
from contracts.states import State as Stands
from tests.app.settlements.conftest import AGREEMENT, INSTALMENT, MEANT, MID_2024, SEEN, noon
from tests.app.settlements.reading import lines as lines_of

CORRECTED = date(2025, 1, 5)
NEXT = date(2025, 1, 31)
BACK = 17_916_667
"""The twelfth of an instalment for the month after the effect was lost."""


def found(world, today=MID_2024, **wanted):
    with read_tx(world.db) as session:
        return leakage(session, world.analyst, Wanted(**wanted), today)


def looked(world, today=MID_2024, **wanted):
    look_at(world.db, world.analyst, AGREEMENT, today)
    return found(world, today, **wanted)


def ordered_at(world, nurse, product: tuple[str, str, str], on: date) -> int:
    """A treatment that is registered and not given: product, indication and course."""
    with write_tx(world.db) as session:
        tail = {"at": stamp(session, noon(on)), "source": "entered"}
        new = NewPatient(None, None, "m", 1980, ("T", uuid4().hex[:8]), "syddanmark")
        one = register_patient(session, nurse, new, **tail)
        (site,) = nurse.site_ids
        treated = NewTreatment(one, *product[:2], site, product[2])
        return add_treatment(session, nurse, treated, **tail)


def states(world, nurse, number: int, *found: tuple[State, date]) -> None:
    with write_tx(world.db) as session:
        tail = {"at": stamp(session), "source": "entered"}
        for state, day in found:
            record_state(session, nurse, number, state, day, **tail)


def luxturna_in_force(world) -> None:
    with write_tx(world.db) as session:
        text, examples = library.template("luxturna_dk"), library.examples_of("luxturna_dk")
        row = agreements.record_version(session, world.analyst, text, examples)
        agreements.activate(session, world.approver, row.agreement_id, row.version, accepted=MEANT)


@pytest.fixture
def corrected(world, settled) -> None:
    """The first patient's effect turns out to have been lost before the milestone was paid."""
    world.looks(1, SEEN, "resumed", at=CORRECTED, why="fejl i journalen")


def test_what_is_due_and_in_no_issued_run_is_owed_to_the_supplier(world) -> None:
    world.looks(world.patient(), SEEN)
    one = looked(world).of(Kind.PAYMENT_UNSETTLED)[0]
    assert (one.treatment, one.amount, one.currency) == ("P-0001", INSTALMENT, "DKK")
    assert one.days(MID_2024) == (MID_2024 - one.since).days > 90


def test_a_draft_leaves_it_unsettled_and_an_issue_makes_it_unpaid(world) -> None:
    world.looks(world.patient(), SEEN)
    world.draft(MID_2024)
    assert [one.kind for one in looked(world).items] == [Kind.PAYMENT_UNSETTLED]
    world.settled(MID_2024)
    assert [one.kind for one in looked(world).items] == [Kind.PAYMENT_UNPAID]


def test_a_refund_nobody_claimed_comes_first(world, corrected) -> None:
    sums = looked(world, NEXT).sums()
    assert (sums[0].kind, sums[0].amount) == (Kind.REFUND_UNCLAIMED, BACK)
    assert Kind.PAYMENT_UNPAID in {one.kind for one in sums}


def test_a_refund_that_is_issued_waits_for_the_supplier(world, corrected) -> None:
    world.settled(NEXT, "2025-H1")
    one = looked(world, NEXT).of(Kind.REFUND_UNPAID)
    assert [item.amount for item in one] == [-BACK]
    assert looked(world, NEXT).of(Kind.REFUND_UNCLAIMED) == ()


def test_what_is_not_settled_is_what_the_next_settlement_would_post(world, corrected) -> None:
    world.looks(world.patient("syddanmark"), SEEN, at=CORRECTED)
    told = {one.key: one.amount for one in looked(world, NEXT).items if one.line_id is None}
    run = world.draft(NEXT, "2025-H1")
    assert {k: v for k, v in told.items() if v} == {
        one.key: one.amount for one in lines_of(world, run) if one.amount
    }


def test_nothing_is_owed_before_its_day(world) -> None:
    world.looks(world.patient(), SEEN)
    assert looked(world, SEEN).of(Kind.PAYMENT_UNSETTLED) == ()


def test_a_milestone_without_data_is_undecided_with_no_amount(world) -> None:
    world.patient()
    kinds = {(one.kind, one.amount) for one in looked(world, date(2024, 12, 31)).items}
    assert kinds == {(Kind.UNDECIDED, 0)}


def paying(world, line: SettlementLine, amount: int) -> None:
    with write_tx(world.db) as session:
        lines.note_payment(session, world.analyst, line.id, amount, Payment(MID_2024))


@pytest.mark.parametrize(
    ("paid", "kind", "rest"),
    [
        (INSTALMENT - 100, Kind.PAYMENT_UNPAID, 100),
        (INSTALMENT + 100, Kind.REFUND_UNPAID, -100),
        (INSTALMENT, None, 0),
    ],
)
def test_of_a_payment_only_the_difference_is_outstanding(world, settled, paid, kind, rest) -> None:
    line = next(one for one in lines_of(world, settled) if one.amount)
    paying(world, line, paid)
    told = [(one.kind, one.amount) for one in found(world).items if one.line_id == line.id]
    assert told == ([(kind, rest)] if kind else [])


def test_a_disputed_line_is_unpaid_and_says_so(world, settled) -> None:
    line = next(one for one in lines_of(world, settled) if one.amount)
    with write_tx(world.db) as session:
        dispute(session, world.analyst, line.id, Said("forkert"), at=noon(MID_2024))
    one = next(one for one in found(world).items if one.line_id == line.id)
    assert (one.kind, one.state) == (Kind.PAYMENT_UNPAID, Stands.DISPUTED)


def test_a_patient_treated_before_any_version_is_under_no_agreement(world) -> None:
    world.patient(infused=date(2019, 6, 1))
    one = found(world).of(Kind.NO_AGREEMENT)[0]
    assert (one.treatment, one.missing, one.since) == ("P-0001", "day", date(2019, 6, 1))


def test_a_patient_of_no_known_region_cannot_be_settled(world) -> None:
    world.patient()
    with write_tx(world.db) as session:
        before = session.exec(select(Residence)).one()
        how = {"recorded_at": stamp(session), "recorded_by": 1, "reason": "fejl"}
        session.add(next_version(before, retracted=True, **how))
    assert [one.missing for one in found(world).of(Kind.NO_BASIS)] == ["region"]


def test_a_treatment_without_the_value_from_before_it_lacks_its_basis(world, person) -> None:
    nurse = person("clinician", "rh-oje")
    eye = ordered_at(world, nurse, ("luxturna", "rpe65", "right"), MID_2024)
    luxturna_in_force(world)
    states(world, nurse, eye, (State.INFUSED, MID_2024))
    assert [one.missing for one in found(world).of(Kind.NO_BASIS)] == ["fst_white"]
    with write_tx(world.db) as session:
        entry = ObservationEntry(eye, "fst_white", MID_2024, "1.5", unit="log10 cd.s/m2")
        record_observation(session, nurse, entry, at=stamp(session), source="entered")
    assert found(world).of(Kind.NO_BASIS) == ()


@pytest.mark.parametrize(("days", "counts"), [(90, False), (91, True)])
def test_what_was_ordered_and_not_given_is_asked_about_after_ninety_days(
    world, ordered, days, counts
) -> None:
    today = ordered + timedelta(days=days)
    assert bool(found(world, today).of(Kind.NOT_INFUSED)) == counts
    assert found(world, today, wait=10).of(Kind.NOT_INFUSED)


def test_what_was_given_up_is_not_asked_about(world, ordered) -> None:
    states(world, world.clinician, 1, (State.NOT_INFUSED, ordered + timedelta(days=9)))
    assert found(world, ordered + timedelta(days=400)).of(Kind.NOT_INFUSED) == ()


@pytest.fixture
def ordered(world) -> date:
    """The day a treatment was manufactured that nobody has given."""
    day = date(2024, 2, 1)
    one = ordered_at(world, world.clinician, ("hemgenix", "haemophilia-b", ""), day)
    earlier = (State.ORDERED, day - timedelta(days=30))
    states(world, world.clinician, one, earlier, (State.MANUFACTURED, day))
    return day


def test_the_list_is_narrowed_by_agreement_region_and_supplier(world, settled) -> None:
    everything = found(world)
    regions = [code for code, _ in everything.choices.regions]
    apart = [len(found(world, region=code).items) for code in regions]
    supplier = everything.choices.suppliers[0][0]
    assert sum(apart) == len(everything.items) == len(found(world, supplier=supplier).items)
    assert found(world, agreement="ingen").items == found(world, supplier="ingen").items == ()


def test_amounts_are_sorted_and_ages_fall_in_four_bands() -> None:
    assert [band_of(days) for days in (0, 30, 31, 90, 91, 180, 181, 5000)] == [
        *(0, 0, 1, 1, 2, 2, 3, 3)
    ]
    assert [ends_of(days) for days in (-1, 0, 30, 31, 90, 91, 365, 366)] == [
        *(Ends.PASSED, Ends.MONTH, Ends.MONTH, Ends.QUARTER, Ends.QUARTER),
        *(Ends.YEAR, Ends.YEAR, Ends.LATER),
    ]


def test_the_sums_by_age_are_the_items(world, corrected) -> None:
    told = looked(world, NEXT)
    for one in told.sums():
        mine = [item for item in told.of(one.kind) if bool(item.amount) == bool(one.currency)]
        assert one.count == len(mine)
        assert one.amount == sum(abs(item.amount) for item in mine)


def test_what_is_lost_is_told_by_the_limitation_of_the_agreement(world, corrected) -> None:
    one = looked(world, NEXT).of(Kind.REFUND_UNCLAIMED)[0]
    with read_tx(world.db) as session:
        line = session.exec(select(SettlementLine).where(SettlementLine.key == one.key)).first()
    closes = date.fromisoformat(line.explanation["entitlement"]["window"][1])
    assert one.last_day == closes.replace(year=closes.year + 3)
    assert [lapse.refunds for lapse in looked(world, NEXT).lapses()] == [BACK]
    assert found(world, one.last_day + timedelta(days=1)).lapses()[0].ends is Ends.PASSED


def test_a_look_is_behind_as_soon_as_something_is_recorded(world, settled) -> None:
    looked(world)
    world.looks(1, SEEN, "resumed", at=CORRECTED, why="fejl")
    with read_tx(world.db) as session:
        assert [one.fresh for one in looks(session, MID_2024)] == [False]


def test_a_small_cohort_is_worked_out_while_the_page_opens(world, settled) -> None:
    freshen(world.db, world.analyst, MID_2024)
    with read_tx(world.db) as session:
        assert [one.fresh for one in looks(session, MID_2024)] == [True]
    assert AT_ONCE_TREATMENTS >= 100


def test_whoever_may_not_read_settlements_sees_nothing(world, settled) -> None:
    with read_tx(world.db) as session, pytest.raises(NotAllowed):
        leakage(session, world.clinician, Wanted(), MID_2024)
