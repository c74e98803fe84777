"""An issued run as a workbook, a Beancount ledger, and a bundle that anybody can check."""

import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.clock import now
from app.db.engine import read_tx
from app.permissions import NotFound
from app.settlements.exports import Form, export
from app.settlements.line_files import DANISH
from tests.app.settlements.conftest import INSTALMENT, SEEN, empty_run_issued

VERIFIER = Path(__file__).parents[3] / "reports" / "verify_bundle.py"


def exported(world, run: str, form: Form) -> bytes:
    with read_tx(world.db) as session:
        return export(session, world.analyst, run, form, "da").content


def verified(content: bytes, folder: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """What the shipped program says, with no package in reach."""
    file = folder / "bundle.json"
    file.write_bytes(content)
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(VERIFIER), str(file), "--lang", lang]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("form", list(Form))
def test_a_run_exports_to_the_same_bytes_after_later_corrections(world, settled, form) -> None:
    before = exported(world, settled, form)
    world.looks(1, SEEN, "resumed", at=date(2025, 1, 5), why="fejl")
    world.settled(date(2025, 6, 30), "2025-H1")
    assert exported(world, settled, form) == before


@pytest.mark.parametrize("form", list(Form))
def test_a_draft_is_not_exported(world, form) -> None:
    run = world.draft(date(2024, 6, 30))
    with pytest.raises(NotFound):
        exported(world, run, form)


def test_the_workbook_holds_every_line_in_exact_amounts(world, settled) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(world, settled, Form.XLSX)))
    heading, *lines = book.worksheets[1].values
    amounts = [Decimal(str(line[heading.index("Beløb")])) for line in lines]
    totals = json.loads(exported(world, settled, Form.BUNDLE))["totals"]
    assert sum(amounts) == Decimal(sum(totals.values())) / 100 >= Decimal(2 * INSTALMENT) / 100
    assert all(cell.data_type != "f" for row in book.worksheets[1].rows for cell in row)


def test_the_workbook_tells_days_as_days_and_sections_by_name(world, settled) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(world, settled, Form.XLSX)))
    heading, *lines = book.worksheets[1].values
    by_name = [dict(zip(heading, line, strict=True)) for line in lines]
    assert all(isinstance(line["Forfalder"], datetime) for line in by_name if line["Beløb"])
    assert {line["Afsnit"] for line in by_name} == {"Betales", "Betales ikke"}


def test_the_workbook_has_the_columns_of_the_csv_and_danish_spellings(world, settled) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(world, settled, Form.XLSX)))
    heading, *lines = book.worksheets[1].values
    assert heading[: len(DANISH)] == DANISH
    paid = dict(zip(heading, lines[0], strict=True))
    assert paid["Afdeling"].startswith("Rigshospitalet")
    assert paid["Status"] == "opfyldt"
    told = "".join(str(line[-1]) for line in lines)
    assert re.search(r", \d\d-\d\d-\d{4} \(version 1, registreret \d\d-\d\d-\d{4}\skl", told)
    assert not re.search(r"\d{4}-\d\d-\d\d|T\d\d:", told)
    due = next(cell for cell in book.worksheets[1][2] if isinstance(cell.value, datetime))
    assert due.number_format == "dd-mm-yyyy"


def test_the_ledger_for_beancount_adds_up_to_its_own_balances(world, settled) -> None:
    told = exported(world, settled, Form.BEANCOUNT).decode()
    sums: Counter[str] = Counter()
    for account, amount in re.findall(r"^  ([A-Z]\S+)  (-?[\d.]+) DKK$", told, re.MULTILINE):
        sums[account] += Decimal(amount)
    stated = dict(re.findall(r"^\S+ balance (\S+)  (-?[\d.]+) DKK$", told, re.MULTILINE))
    assert {name: Decimal(amount) for name, amount in stated.items()} == sums
    assert stated.keys() == set(re.findall(r"^\S+ open (\S+)$", told, re.MULTILINE))


def test_an_untouched_bundle_holds(world, settled, tmp_path) -> None:
    answer = verified(exported(world, settled, Form.BUNDLE), tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "hovedstaden DKK: 2150000.00" in answer.stdout


def test_a_later_run_with_adjustments_holds_too(world, settled, tmp_path) -> None:
    world.looks(1, SEEN, "resumed", at=date(2025, 1, 5), why="fejl")
    run = world.settled(date(2025, 6, 30), "2025-H1")
    answer = verified(exported(world, run, Form.BUNDLE), tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def _line(bundle: dict[str, Any]) -> dict[str, Any]:
    return next(line for line in bundle["lines"] if line["amount"])


def _raised(bundle: dict[str, Any]) -> None:
    line = _line(bundle)
    line["entitled"] += 100
    line["amount"] += 100


def _product(bundle: dict[str, Any]) -> None:
    reason = _line(bundle)["explanation"]["entitlement"]["reason"]
    node = next(child for child in reason["children"] if child["code"] == "amount")
    node["values"]["amount"] = "1"


TAMPERED: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    ("a clause", lambda b: b["agreements"][0]["terms"]["money"].update(currency="EUR"), "terms"),
    ("a fact", lambda b: b["facts"][0].update(value="x"), "snapshot_sha256"),
    ("which fact", lambda b: b["facts"][1].update(value="x"), "(row 2): was changed"),
    ("a fact left out", lambda b: b["facts"].pop(), "facts  the last 1 are missing"),
    ("the first fact left out", lambda b: b["facts"].pop(0), "a row before it is missing"),
    ("facts in another order", lambda b: b["facts"].reverse(), "stands in another's place"),
    ("a fact of later", lambda b: b["run"].update(known_at="2024-01-01T00:00:00+00:00"), "after"),
    ("an amount", _raised, "lines_sha256"),
    ("which line", _raised, "(row 1): was changed"),
    ("lines in another order", lambda b: b["lines"].reverse(), "stands in another's place"),
    ("a product", _product, "of its instalment"),
    ("a line left out", lambda b: b["lines"].remove(_line(b)), "is not what line"),
    ("the version", lambda b: b["agreements"][0].update(version="9"), "not those stated"),
    ("the period", lambda b: b["run"].update(period="2024-Q2"), "not the hash of its inputs"),
    ("the software", lambda b: b["run"].update(software="0"), "not the hash of its inputs"),
    ("the day", lambda b: b["run"].update(settle_on="2024-07-01"), "not the hash of its inputs"),
    ("the position", lambda b: b["position"].update(x=1), "position_sha256"),
    ("an entry", lambda b: b["entries"][1].update(amount=1), "entry 2"),
    ("an entry left out", lambda b: b["entries"].pop(), "has no entry"),
    ("two entries swapped", lambda b: b["entries"].reverse(), "does not follow"),
    ("a total", lambda b: b["totals"].update({"hovedstaden DKK": 1}), "not the sum"),
    ("the head", lambda b: b.update(head="0" * 64), "last entry"),
]


@pytest.mark.parametrize(
    ("change", "named"), [t[1:] for t in TAMPERED], ids=[t[0] for t in TAMPERED]
)
def test_a_changed_bundle_is_refused_and_the_row_named(
    world, settled, tmp_path, change, named
) -> None:
    bundle = json.loads(exported(world, settled, Form.BUNDLE))
    change(bundle)
    answer = verified(json.dumps(bundle).encode(), tmp_path)
    assert answer.returncode == 1
    assert named in answer.stdout


def test_the_verifier_speaks_danish_too(world, settled, tmp_path) -> None:
    content = exported(world, settled, Form.BUNDLE)
    good = verified(content, tmp_path, "da")
    assert "hovedstaden DKK: 2150000,00" in good.stdout
    assert re.search(
        r"kørsel \w{12} holder \(linjer: \d+, fakta: \d+, posteringer: 3\)", good.stdout
    )
    bundle = json.loads(content)
    bundle["facts"][1].update(value="x")
    assert "(række 2): er ændret" in verified(json.dumps(bundle).encode(), tmp_path, "da").stdout


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": "other/1"}', b"\xff"])
def test_what_is_no_bundle_is_said_to_be_none(tmp_path, content) -> None:
    answer = verified(content, tmp_path)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("not a bundle")


@pytest.mark.parametrize("found", ["1/0", "x", None])
def test_what_is_no_number_is_told_without_a_trace(world, settled, tmp_path, found) -> None:
    bundle = json.loads(exported(world, settled, Form.BUNDLE))
    reason = _line(bundle)["explanation"]["entitlement"]["reason"]
    node = next(child for child in reason["children"] if child["code"] == "amount")
    node["values"]["share"] = found
    answer = verified(json.dumps(bundle).encode(), tmp_path)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("not a bundle")


def test_the_verifier_is_short_and_needs_nothing_but_python() -> None:
    text = VERIFIER.read_text()
    assert len(text.splitlines()) < 200
    imported = set(re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE))
    assert imported <= set(sys.stdlib_module_names)


def test_the_pages_offer_each_file_and_the_verifier(world, settled, analyst) -> None:
    for form in Form:
        answer = analyst.get(f"/settlements/{settled}/files/{form}")
        assert (answer.status_code, answer.content) == (200, exported(world, settled, form))
    assert analyst.get("/settlements/files/verify_bundle.py").content == VERIFIER.read_bytes()


def test_a_form_nobody_knows_is_not_found(world, settled, analyst) -> None:
    assert analyst.get(f"/settlements/{settled}/files/pdf").status_code == 404


def test_a_run_issued_after_the_clock_was_set_back_exports_the_same_ledger(world, settled) -> None:
    before = json.loads(exported(world, settled, Form.BUNDLE))
    run = empty_run_issued(world, at=now() - timedelta(hours=1))
    bundle = json.loads(exported(world, run, Form.BUNDLE))
    assert bundle["before"] == {"sequence": 3, "hash": before["head"]}
    assert bundle["head"] == before["head"]
    postings = re.compile(rb"^\S+ \* .*$", re.MULTILINE)
    first, later = (exported(world, one, Form.BEANCOUNT) for one in (settled, run))
    assert postings.findall(later) == postings.findall(first) != []
