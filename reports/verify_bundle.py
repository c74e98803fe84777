"""Checks the bundle of one settlement run without Effekt: Python's own library and this file.

    python verify_bundle.py bundle.json [--lang da|en]        (else as LANG says)

It names the first fact and the first line that are not as they were written. It recomputes every
hash, difference, entry, sum and multiplication from price to amount, and that each cited fact
stands in the bundle as cited and was known. Unproved is what Effekt derives from the clauses
(whether a value meets a criterion; ceilings, indices, currencies, VAT), `number` and `text`.
Exit code 0: all holds. 1: something does not; each row is named. 2: the file cannot be read.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from locale import getlocale
from pathlib import Path
from typing import Any

FORMAT, MINOR, FACT = "effekt-run-bundle/2", 100, "{fact_id} version {version}"
LATER = {"adjudicated", "converted", "patient_cap"}  # may make an amount exceed its product
Bundle = dict[str, Any]
Fault = tuple[Any, ...]  # what it is about, by kind and name; what is wrong; the values told
ENGLISH = "line fact entry run version total head lines facts entries"
DANISH = "linje faktum postering kørsel version sum hoved linjer fakta posteringer"
KINDS = dict(zip(ENGLISH.split(), zip(DANISH.split(), ENGLISH.split(), strict=True), strict=True))
SAID = {
    "changed": ("(række {}): er ændret eller tilføjet", "(row {}): was changed or added"),
    "moved": ("(række {}): står på en andens plads", "(row {}): stands in another's place"),
    "before": ("(række {}): en række før den mangler", "(row {}): a row before it is missing"),
    "cut": ("de sidste {} mangler", "the last {} are missing"),
    "terms": ("vilkårene er ikke dem, der står", "its terms are not those stated"),
    "hash": ("{} passer ikke til indholdet", "{} is not the hash of what the bundle holds"),
    "inputs": ("id er ikke hash af dens input", "its id is not the hash of its inputs"),
    "twice": ("står {} gange", "stands {} times"),
    "less": ("beløbet er ikke krav minus afregnet", "the amount is not owed less settled"),
    "settled": ("{} var ikke afregnet før", "{} was not settled before"),
    "else": ("forklaringen handler om noget andet", "its explanation is about something else"),
    "share": ("{} er ikke andelen {}", "{} is not its share {}"),
    "factor": ("{} er ikke {} af raten", "{} is not {} of its instalment"),
    "more": ("{} er mere end produktet {}", "{} is more than its product {}"),
    "late": ("registreret efter kørslens tidspunkt", "recorded after the run's moment"),
    "cited": ("{} står ikke som citeret", "fact {} is not in the bundle as cited"),
    "chain": ("følger ikke efter den forrige", "does not follow from the one before"),
    "posts": ("er ikke, hvad linje {} flytter", "is not what line {} moves"),
    "unposted": ("har ingen postering", "has no entry"),
    "end": ("er ikke den sidste posterings hash", "is not the hash of the last entry"),
    "sum": ("er ikke summen af linjerne", "is not the sum of its lines"),
    "holds": ("holder", "holds"),
    "fails": ("holder ikke", "does not hold"),
    "unread": ("filen er ikke et bundt af formen", "not a bundle of the form"),
}


def written(value: object) -> bytes:
    """The one spelling of a value that hashes are taken of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(value: object) -> str:
    """The SHA-256 of a value's one spelling."""
    return hashlib.sha256(written(value)).hexdigest()


def rows(bundle: Bundle) -> Iterator[Fault]:
    """The first fact and the first line that is not the one that was written there."""
    for kind, named in (("facts", "fact"), ("lines", "line")):
        marks, found = bundle["marks"][kind], [sha256(row)[:16] for row in bundle[kind]]
        first = next((n for n, one in enumerate(found) if marks[n : n + 1] != [one]), None)
        if first is not None:
            row, moved = bundle[kind][first], marks[first : first + 1] and marks[first] in found
            code = "changed" if found[first] not in marks else "moved" if moved else "before"
            yield named, row["key"] if "key" in row else FACT.format_map(row), code, first + 1
        elif len(found) < len(marks):
            yield kind, "", "cut", len(marks) - len(found)


def hashes(bundle: Bundle) -> Iterator[Fault]:
    """What was signed is what stands here: terms, facts, position, inputs, lines."""
    run, position, signed = bundle["run"], bundle["position"], bundle["agreements"]
    own = [(sha256(one["terms"]), one["terms"]["agreement"]["version"]) for one in signed]
    stated = [(one["sha256"], one["version"]) for one in signed]
    yield from (("version", it[1], "terms") for it in stated if it not in own)
    facts = [[row[name] for name in bundle["columns"]] for row in bundle["facts"]]
    told = b"".join(written(line) + b"\n" for line in bundle["lines"])
    before = [run["previous_run"], [[key, position[key]] for key in sorted(position)]]
    parts = {
        "agreement_sha256": own[0][0] if len(own) == 1 else sha256([one for one, _ in own]),
        "snapshot_sha256": sha256(facts),
        "position_sha256": sha256(before),
        "lines_sha256": hashlib.sha256(told).hexdigest(),
    }
    yield from (("run", "", "hash", name) for name in parts if run[name] != parts[name])
    names = "agreement agreement_sha256 snapshot_sha256 settle_on position_sha256 semantics"
    if run["id"] != sha256([run[it] for it in f"{names} period software lines_sha256".split()]):
        yield "run", "", "inputs"


def lines(bundle: Bundle) -> Iterator[Fault]:
    """Each line posts what is owed less what was settled; what each payer owes is their sum."""
    sums, told = Counter[str](), bundle["totals"]
    times = Counter(line["key"] for line in bundle["lines"])
    yield from (("line", key, "twice", found) for key, found in times.items() if found > 1)
    for line in bundle["lines"]:
        key, owed = line["key"], line["explanation"]["entitlement"]
        sums[f"{line['payer']} {line['currency']}"] += line["amount"]
        if line["amount"] != line["entitled"] - line["previous"]:
            yield "line", key, "less"
        if line["previous"] != bundle["position"].get(key, 0):
            yield "line", key, "settled", line["previous"]
        same = (owed["key"], owed["amount_ore"], owed["status"], owed["currency"])
        if same != (key, line["entitled"], line["status"], line["currency"]):
            yield "line", key, "else"
        nodes = {node["code"]: node["values"] for node in owed["reason"]["children"]}
        yield from _product(line, nodes) if "amount" in nodes else ()
    wrong = sorted(name for name in sums.keys() | told if sums[name] != told.get(name, 0))
    yield from (("total", name, "sum") for name in wrong)


def _product(line: dict[str, Any], nodes: dict[str, dict[str, str]]) -> Iterator[Fault]:
    """The multiplication; a unit may go to the share that makes all of them sum up."""
    one, ratio = nodes["amount"], nodes.get("indexed", {}).get("ratio", "1")
    exact = Fraction(one["instalment"]) * Fraction(one["factor"]) * Fraction(ratio)
    product = int((abs(exact) * 2 + 1) // 2) * (-1 if exact < 0 else 1)  # halves away from zero
    if abs(Fraction(one["instalment"]) - Fraction(one["price"]) * Fraction(one["share"])) > 1:
        yield "line", line["key"], "share", one["instalment"], one["share"]
    if product != int(one["amount"]):
        yield "line", line["key"], "factor", one["amount"], one["factor"]
    if not nodes.keys() & LATER and abs(line["entitled"]) > abs(product):
        yield "line", line["key"], "more", line["entitled"], product


def evidence(bundle: Bundle) -> Iterator[Fault]:
    """Each cited fact stands in the bundle as cited and was known at the moment of the run."""
    known = {FACT.format_map(row): row for row in bundle["facts"]}
    moment = datetime.fromisoformat(bundle["run"]["known_at"])
    at = ((name, datetime.fromisoformat(row["recorded_at"])) for name, row in known.items())
    yield from (("fact", name, "late") for name, recorded in at if recorded > moment)
    for line in bundle["lines"]:
        nodes = [line["explanation"]["entitlement"]["reason"]]
        for node in nodes:  # grows while it is walked
            nodes += node["children"]
            cited = node["values"] if node["code"] == "fact" else {}
            name = FACT.format_map(cited) if cited else ""
            if cited.items() - known.get(name, {}).items():
                yield "line", line["key"], "cited", name


def entries(bundle: Bundle) -> Iterator[Fault]:
    """The entries follow each other, and are those of the lines that move money."""
    previous, first = bundle["before"]["hash"], bundle["before"]["sequence"] + 1
    wanted = {line["key"]: line for line in bundle["lines"] if line["amount"]}
    for number, row in enumerate(bundle["entries"], start=first):
        body = written({name: value for name, value in row.items() if name != "hash"})
        follows = hashlib.sha256(bytes.fromhex(previous) + body).hexdigest()
        if (row["sequence"], row["hash"]) != (number, follows):
            yield "entry", row["sequence"], "chain"
        previous, line = row["hash"], wanted.pop(row["key"], {"amount": 0})
        sides = f"payer:{line.get('payer')}", f"due:{row['key'].split('|')[0]}"
        moves = (*sides[:: 1 if line["amount"] > 0 else -1], abs(line["amount"]))
        told = (row["debit"], row["credit"], row["amount"], row["currency"])
        if told != (*moves, line.get("currency")):
            yield "entry", row["sequence"], "posts", row["key"]
    yield from (("line", key, "unposted") for key in sorted(wanted))
    if bundle["head"] != previous:
        yield "head", "", "end"


def report(bundle: Bundle, lang: int) -> int:
    """Say what does not hold, what each payer owes, and the verdict."""
    faults = [f for check in (rows, hashes, lines, evidence, entries) for f in check(bundle)]
    out = [f"{KINDS[f[0]][lang]} {f[1]} {SAID[f[2]][lang].format(*f[3:])}" for f in faults]
    for name, amount in sorted(bundle["totals"].items()):
        whole, part = divmod(abs(amount), MINOR)
        out.append(f"{name}: {'-' if amount < 0 else ''}{whole}{',.'[lang]}{part:02d}")
    counts = (f"{KINDS[one][lang]}: {len(bundle[one])}" for one in ("lines", "facts", "entries"))
    verdict = f"{bundle['run']['id'][:12]} {SAID['fails' if faults else 'holds'][lang]}"
    out.append(f"{KINDS['run'][lang]} {verdict} ({', '.join(counts)})")
    sys.stdout.write("\n".join([*out, f"{KINDS['head'][lang]} {bundle['head']}\n"]))
    return 1 if faults else 0


def main(arguments: list[str]) -> int:
    """Check the bundle named on the command line."""
    at = arguments.index("--lang") + 1 if "--lang" in arguments else len(arguments)
    lang = 0 if [*arguments, getlocale()[0] or ""][at].startswith("da") else 1
    try:
        bundle = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        return {FORMAT: report}[bundle["format"]](bundle, lang)
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        sys.stderr.write(f"{SAID['unread'][lang]} {FORMAT}: {type(error).__name__} {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
