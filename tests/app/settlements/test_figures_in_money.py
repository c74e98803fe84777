"""Figures in money: euro, an index, VAT, a ceiling, netting and a successor, settled twice.

By hand, in euro: 105,000 and 106,000 are due, and of the ceiling of 150,000 come 30,355.45 and
30,644.55 back. In kroner, each at the fixing of its own day (that of New Year's Eve is taken from
the bank day before): 783,300.00 - 226,148.10 and 791,820.00 - 228,301.90; with 25 % VAT 696,439.88
and 704,397.63, of which whole kroner are paid. Corrected: 106,500 at a fixing of 7.48.
"""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.agreements import actions as agreements
from app.agreements.figures import NewFigure
from app.db.engine import read_tx, write_tx
from app.db.tables.agreements import AgreementActivation
from app.db.tables.settlements import SettlementRun
from app.evidence.facts import facts, last_recorded
from app.settlements import actions, issue
from app.settlements.freshness import GroundMoved, freshness, must_be_fresh
from app.settlements.verify import verify
from app.settlements.working import As, every_line, inputs
from contracts.entitlement import entitlements
from contracts.fact import COMMON, Kind
from tests.app.settlements.conftest import noon
from tests.app.settlements.reading import ledger, lines, statement

TEXT = (Path(__file__).parent / "in_euro.yaml").read_text(encoding="utf-8")
NUMBER = "TEST-IN-EURO"
FIRST, SECOND = date(2028, 1, 3), date(2028, 1, 31)
ONCE, THEN = 1_400_838_00, 1_402_182_00
STATED = (
    (Kind.PRICE, "price-in-euro", "200000.00", date(2026, 1, 1), "EUR", ""),
    (Kind.INDEX, "nettoprisindeks", "100.0", date(2025, 11, 1), "", ""),
    (Kind.INDEX, "nettoprisindeks", "105.0", date(2026, 11, 1), "", ""),
    (Kind.INDEX, "nettoprisindeks", "106.0", date(2026, 12, 1), "", ""),
    (Kind.FX, "EUR/DKK", "7.46", date(2027, 1, 15), "", "ECB"),
    (Kind.FX, "EUR/DKK", "7.47", date(2027, 2, 1), "", "ECB"),
    (Kind.FX, "EUR/DKK", "7.45", date(2027, 12, 30), "", "ECB"),
    (Kind.VAT, "dk-medicine", "25 %", date(2020, 1, 1), "", ""),
    (Kind.SUCCESSION, "hovedstaden", "ostdanmark", date(2027, 1, 1), "", ""),
    (Kind.SUCCESSION, "sjaelland", "ostdanmark", date(2027, 1, 1), "", ""),
)


@dataclass
class InEuro:
    """The agreement in force with its figures, and two patients whose first year is met."""

    world: object
    first: int
    second: int

    def states(self, stated: tuple, at: date | None = None) -> None:
        kind, name, value, on, unit, method = stated
        new = NewFigure(kind, name, value, on, "offentliggjort", unit=unit, method=method)
        self.world.figure(new, noon(at or max(on, date(2026, 1, 2))))

    def settled(self, on: date) -> str:
        with write_tx(self.world.db) as session:
            analyst = self.world.analyst
            run = actions.draft(session, analyst, NUMBER, "2027-H1", on, at=noon(on)).id
        self.world.propose(run)
        self.world.approve(run)
        issue.issue(self.world.db, self.world.analyst, run)
        return run

    def owed(self, on: date) -> dict[str, int]:
        """What one run with today's knowledge would say, worked out at once."""
        with read_tx(self.world.db) as session:
            given = inputs(session, NUMBER, As(on))
        found = entitlements(given.newest, given.snapshot, on)
        assert {line.currency for line in found} == {"DKK"}
        return {line.key: line.amount for line in found if line.amount}


def put_in_force(world, text: str, on: date) -> None:
    """A version straight into force: the page asks for examples of every case, this has one."""
    by, at = world.approver.user_id, noon(on)
    with write_tx(world.db) as session:
        row = agreements.record_version(session, world.analyst, text, at=at)
        session.add(
            AgreementActivation(agreement_version_id=row.id, activated_at=at, activated_by=by)
        )


@pytest.fixture
def in_euro(world) -> InEuro:
    put_in_force(world, TEXT, date(2020, 1, 4))
    first = world.patient("hovedstaden", date(2026, 1, 15))
    second = world.patient("sjaelland", date(2026, 2, 1))
    made = InEuro(world, first, second)
    for stated in STATED:
        made.states(stated)
    world.looks(first, date(2027, 1, 10))
    world.looks(second, date(2027, 1, 20))
    return made


def words_of(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


def held(world) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in ledger(world):
        sign = 1 if entry.debit.startswith("payer:") else -1
        found[entry.key] = found.get(entry.key, 0) + sign * entry.amount
    return {key: amount for key, amount in found.items() if amount}


def corrected(in_euro) -> None:
    """The December index is revised and the February fixing corrected after the settlement."""
    later = date(2028, 1, 10)
    for index, value in ((3, "106.5"), (5, "7.48")):
        in_euro.states((*STATED[index][:2], value, *STATED[index][3:]), later)


def test_the_ledger_holds_what_is_owed_in_the_currency_paid(in_euro) -> None:
    in_euro.settled(FIRST)
    assert held(in_euro.world) == in_euro.owed(FIRST)
    assert sum(held(in_euro.world).values()) == ONCE
    assert {entry.currency for entry in ledger(in_euro.world)} == {"DKK"}
    corrected(in_euro)
    in_euro.settled(SECOND)
    assert held(in_euro.world) == in_euro.owed(SECOND)
    assert sum(held(in_euro.world).values()) == THEN
    assert verify(in_euro.world.db).problems == ()


def test_a_corrected_fixing_has_a_line_of_its_own(in_euro) -> None:
    in_euro.settled(FIRST)
    corrected(in_euro)
    run = in_euro.settled(SECOND)
    moved = {line.key.split("|", 2)[2]: line.amount for line in lines(in_euro.world, run)}
    assert moved["P-0002|rates|1|fx"] == 106_500_00 // 100
    assert moved["P-0002|rates|1|instalment"] == 373_500


def test_the_statement_prints_kroner_vat_and_the_successor(in_euro) -> None:
    told = words_of(statement(in_euro.world, in_euro.settled(FIRST)))
    assert "Afregningens samlede beløb 1.400.838,00 kr." in told
    assert "Moms er medregnet og står på egne linjer" in told
    assert "105.000,00 EUR til kursen 7,46 fra 15-01-2027" in told
    assert "§ 5, moms alle behandlinger Region Østdanmark 139.287,98 kr." in told
    assert "afløser af Region Hovedstaden: Region Østdanmark" in told
    assert "§ 6, overført alle behandlinger" in told


def test_without_a_rate_of_exchange_the_line_is_held(in_euro) -> None:
    third = in_euro.world.patient("syddanmark", date(2026, 3, 2))
    in_euro.world.looks(third, date(2027, 3, 2))
    run = in_euro.settled(FIRST)
    line = next(one for one in lines(in_euro.world, run) if one.treatment == "P-0003")
    assert (line.section, line.status, line.currency) == ("blocked", "HOLD", "DKK")


def test_a_figure_recorded_between_look_and_signature_stops_the_run(in_euro) -> None:
    with write_tx(in_euro.world.db) as session:
        analyst = in_euro.world.analyst
        run = actions.draft(session, analyst, NUMBER, "2027-H2", FIRST, at=noon(FIRST))
        actions.propose(session, analyst, run.id)
    with read_tx(in_euro.world.db) as session:
        found = freshness(session, session.get_one(SettlementRun, run.id))
    corrected(in_euro)
    with read_tx(in_euro.world.db) as session, pytest.raises(GroundMoved):
        must_be_fresh(session, session.get_one(SettlementRun, run.id), found)


def test_two_versions_in_force_owe_the_vat_of_both(in_euro) -> None:
    later = TEXT.partition("examples:")[0].replace('version: "1"', 'version: "2"')
    later = later.replace("effective_from: 2020-01-01", "effective_from: 2026-01-20")
    put_in_force(in_euro.world, later, date(2026, 3, 1))
    third = in_euro.world.patient("hovedstaden", date(2026, 2, 1))
    in_euro.world.looks(third, date(2027, 1, 20))
    with read_tx(in_euro.world.db) as session:
        found = every_line(inputs(session, NUMBER, As(FIRST)))
        owed = {line.key.split("|", 1)[1]: line.entitled for line in found}
    whole = owed["hovedstaden|P-0001|rates|1|instalment"]
    whole += owed["hovedstaden|P-0003|rates|1|instalment"] + owed["hovedstaden|*|budget|2027|cap"]
    assert owed["hovedstaden|*|moms|2500|vat"] == pytest.approx(whole / 4, abs=1)


def test_nobody_but_a_settlement_is_given_figures_or_rulings(in_euro) -> None:
    with read_tx(in_euro.world.db) as session:
        read = facts(session, "hemgenix", "haemophilia-b", last_recorded(session))
    assert not {fact.kind for fact in read} & {*COMMON, Kind.RULING}
