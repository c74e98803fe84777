"""Checks the bundle of one settlement run without Effekt: Python's own library and this file.

    python verify_bundle.py bundle.json

It recomputes every hash (terms, facts, position, inputs, lines, entries), every difference, every
entry, every multiplication from price to amount, every sum, and that each cited fact stands in the
bundle as cited and was known. It does not read the clauses: whether a value meets a criterion, and
what ceilings, indices, currencies and VAT make of an amount, is Effekt's own to derive again.

Exit code 0: all holds. 1: something does not; each row is named. 2: the file cannot be read.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

FORMAT = "effekt-run-bundle/1"
MINOR = 100
GENESIS = "0" * 64
LATER = {"adjudicated", "converted", "patient_cap"}
"""Steps after the multiplication that may make a line's amount larger than the product."""


def written(value: object) -> bytes:
    """The one spelling of a value that hashes are taken of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(value: object) -> str:
    """The SHA-256 of a value's one spelling."""
    return hashlib.sha256(written(value)).hexdigest()


def rounded(value: Fraction) -> int:
    """To the nearest whole, halves away from zero."""
    whole = (abs(value) * 2 + 1) // 2
    return int(-whole if value < 0 else whole)


def nodes(reason: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of an explanation."""
    yield reason
    for child in reason["children"]:
        yield from nodes(child)


def hashes(bundle: dict[str, Any]) -> Iterator[str]:
    """What was signed is what stands here: terms, facts, position, inputs, lines."""
    run, position = bundle["run"], bundle["position"]
    found = [(one, sha256(one["terms"])) for one in bundle["agreements"]]
    for one, terms in found:
        if one["sha256"] != terms:
            yield f"agreement version {one['version']}: its terms do not have the hash stated"
    own = [terms for _, terms in found]
    parts = {
        "agreement_sha256": own[0] if len(own) == 1 else sha256(own),
        "snapshot_sha256": sha256(
            [[row[name] for name in bundle["columns"]] for row in bundle["facts"]]
        ),
        "position_sha256": sha256(
            [run["previous_run"], [[k, position[k]] for k in sorted(position)]]
        ),
        "lines_sha256": hashlib.sha256(
            b"".join(written(line) + b"\n" for line in bundle["lines"])
        ).hexdigest(),
    }
    for name, value in parts.items():
        if run[name] != value:
            yield f"run: {name} is not the hash of what the bundle holds"
    inputs = [run["agreement"], *(run[name] for name in ("agreement_sha256", "snapshot_sha256"))]
    if run["id"] != sha256([*inputs, run["settle_on"], run["position_sha256"], run["semantics"]]):
        yield "run: its id is not the hash of its inputs"


def lines(bundle: dict[str, Any]) -> Iterator[str]:
    """Each line posts what is owed less what was settled."""
    for key, times in Counter(line["key"] for line in bundle["lines"]).items():
        if times > 1:
            yield f"line {key}: stands {times} times"
    for line in bundle["lines"]:
        key, owed = line["key"], line["explanation"]["entitlement"]
        if line["amount"] != line["entitled"] - line["previous"]:
            yield f"line {key}: the amount is not what is owed less what was settled"
        if line["previous"] != bundle["position"].get(key, 0):
            yield f"line {key}: {line['previous']} was not settled before"
        same = (owed["key"], owed["amount_ore"], owed["status"], owed["currency"])
        if same != (key, line["entitled"], line["status"], line["currency"]):
            yield f"line {key}: its explanation is about something else"


def arithmetic(bundle: dict[str, Any]) -> Iterator[str]:
    """Price times share times factor is the amount, but for the unit that makes shares sum up."""
    for line in bundle["lines"]:
        reason = line["explanation"]["entitlement"]["reason"]
        by_code = {node["code"]: node["values"] for node in reason["children"]}
        if "amount" not in by_code:
            continue
        one, ratio = by_code["amount"], by_code.get("indexed", {}).get("ratio", "1")
        product = rounded(Fraction(one["instalment"]) * Fraction(one["factor"]) * Fraction(ratio))
        if abs(Fraction(one["instalment"]) - Fraction(one["price"]) * Fraction(one["share"])) > 1:
            yield f"line {line['key']}: {one['instalment']} is not its share {one['share']}"
        if product != int(one["amount"]):
            yield f"line {line['key']}: {one['amount']} is not {one['factor']} of its instalment"
        if not by_code.keys() & LATER and abs(line["entitled"]) > abs(product):
            yield f"line {line['key']}: {line['entitled']} is more than its product {product}"


def evidence(bundle: dict[str, Any]) -> Iterator[str]:
    """Each cited fact stands in the bundle as cited and was known at the moment of the run."""
    known = {(row["fact_id"], row["version"]): row for row in bundle["facts"]}
    moment = datetime.fromisoformat(bundle["run"]["known_at"])
    for row in bundle["facts"]:
        if datetime.fromisoformat(row["recorded_at"]) > moment:
            yield f"fact {row['fact_id']} version {row['version']}: recorded after the run's moment"
    for line in bundle["lines"]:
        for node in nodes(line["explanation"]["entitlement"]["reason"]):
            if node["code"] != "fact":
                continue
            cited = node["values"]
            name = f"{cited['fact_id']} version {cited['version']}"
            if cited.items() - known.get((cited["fact_id"], cited["version"]), {}).items():
                yield f"line {line['key']}: fact {name} is not in the bundle as cited"


def entries(bundle: dict[str, Any]) -> Iterator[str]:
    """The entries follow each other, and are those of the lines that move money."""
    previous = bundle["before"]["hash"]
    number = bundle["before"]["sequence"]
    wanted = {line["key"]: line for line in bundle["lines"] if line["amount"]}
    for row in bundle["entries"]:
        number += 1
        body = {name: value for name, value in row.items() if name != "hash"}
        follows = hashlib.sha256(bytes.fromhex(previous) + written(body)).hexdigest()
        if row["sequence"] != number or row["hash"] != follows:
            yield f"entry {row['sequence']}: does not follow from the one before"
        previous, line = row["hash"], wanted.pop(row["key"], None)
        if line is None or not _posts(row, line):
            yield f"entry {row['sequence']}: is not what line {row['key']} moves"
    yield from (f"line {key}: has no entry" for key in sorted(wanted))
    if bundle["head"] != previous:
        yield "head: is not the hash of the last entry"


def _posts(row: dict[str, Any], line: dict[str, Any]) -> bool:
    pair = (f"payer:{line['payer']}", f"due:{line['key'].split('|')[0]}")
    debit, credit = pair if line["amount"] > 0 else pair[::-1]
    found = (row["debit"], row["credit"], row["amount"], row["currency"])
    return found == (debit, credit, abs(line["amount"]), line["currency"])


def totals(bundle: dict[str, Any]) -> Iterator[str]:
    """What each payer owes by this run is the sum of its lines."""
    sums: Counter[str] = Counter()
    for line in bundle["lines"]:
        sums[f"{line['payer']} {line['currency']}"] += line["amount"]
    moved = {name: amount for name, amount in sums.items() if amount or name in bundle["totals"]}
    for name in sorted(moved.keys() | bundle["totals"].keys()):
        if moved.get(name, 0) != bundle["totals"].get(name, 0):
            yield f"total {name}: is not the sum of its lines"


FORMS: dict[str, tuple[Callable[[dict[str, Any]], Iterator[str]], ...]] = {
    FORMAT: (hashes, lines, arithmetic, evidence, entries, totals)
}


def main(arguments: list[str]) -> int:
    """Check the bundle named on the command line."""
    try:
        bundle = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        faults = [fault for check in FORMS[bundle["format"]] for fault in check(bundle)]
    except (IndexError, OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        sys.stderr.write(f"not a bundle of the form {FORMAT}: {type(error).__name__} {error}\n")
        return 2
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    for name, amount in sorted(bundle["totals"].items()):
        whole, part = divmod(abs(amount), MINOR)
        sys.stdout.write(f"{name}: {'-' if amount < 0 else ''}{whole}.{part:02d}\n")
    counts = {name: len(bundle[name]) for name in ("lines", "facts", "entries")}
    verdict = "does not hold" if faults else "holds"
    sys.stdout.write(
        f"run {bundle['run']['id'][:12]}: {verdict} ({counts}), head {bundle['head']}\n"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
