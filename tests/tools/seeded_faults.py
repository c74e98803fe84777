"""Put known faults into copies of the engine and see that the tests of the contracts fail.

`python tests/tools/seeded_faults.py [--json] [NAME ...]` prints a line for each fault: the test
that catches it, or that it survived. Each is put into a copy of its own; the tree is only read.
Ends with 1 if a fault survives, if its text is no longer in the engine, or if it breaks the import.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.tools.faults import FAULTS, Fault  # noqa: E402 -- after the path is set

NEEDED = ("contracts", "tests/contracts", "tests/tools", "pyproject.toml", "tests/conftest.py")
CAUGHT, SURVIVED, BROKEN = "caught", "survived", "broken"
_FAILED = re.compile(r"^(?:FAILED|ERROR) (?:.*?::)?(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fault: caught by a test, survived, or it could not be tried."""

    name: str
    file: str
    outcome: str
    by: str
    seconds: int


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these faults", metavar="NAME")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    wanted = parser.parse_args(arguments)
    unknown = set(wanted.names) - {fault.name for fault in FAULTS}
    if unknown:
        parser.error(f"there is no fault {', '.join(sorted(unknown))}")
    faults = [fault for fault in FAULTS if not wanted.names or fault.name in wanted.names]
    found = tried(faults, wanted.jobs)
    print(json.dumps([asdict(one) for one in found], indent=1) if wanted.json else table(found))
    return 0 if all(one.outcome == CAUGHT for one in found) else 1


def tried(faults: Sequence[Fault], jobs: int = 1) -> list[Outcome]:
    """What becomes of each fault; the tests that are to catch them pass first without any."""
    named = " or ".join(sorted({fault.only for fault in faults}))
    files = " ".join(sorted({fault.tests for fault in faults}))
    sound = _run(Fault("none", (), files, named))
    if sound.outcome != SURVIVED:
        return [replace(sound, outcome=BROKEN, by=f"fails without a fault: {sound.by}")]
    with ThreadPoolExecutor(jobs) as several:
        return list(several.map(_run, faults))


def _run(fault: Fault) -> Outcome:
    began = monotonic()
    with TemporaryDirectory(prefix="effekt-fault-") as folder:
        tree = copied(Path(folder))
        missing = put_into(tree, fault)
        outcome, by = (BROKEN, missing) if missing else _tested(tree, fault)
    seconds = round(monotonic() - began)
    print(f"{fault.name}: {outcome} in {seconds} s", file=sys.stderr, flush=True)
    return Outcome(fault.name, ", ".join(edit[0] for edit in fault.edits), outcome, by, seconds)


def copied(folder: Path) -> Path:
    """A copy of all that the tests of the contracts read."""
    for name in NEEDED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return folder


def put_into(tree: Path, fault: Fault) -> str:
    """Put a fault into a copy; says where its text does not stand exactly once."""
    for file, old, new in fault.edits:
        path = tree / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if text.count(old) != 1:
            return f"{file} has this {text.count(old)} times: {old.splitlines()[0].strip()}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return ""


def _tested(tree: Path, fault: Fault) -> tuple[str, str]:
    """The tests in a copy: they have to fail by themselves, not for want of an import."""
    options = ["-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", fault.only]
    command = [sys.executable, "-m", "pytest", *options, *fault.tests.split()]
    profile = {"HYPOTHESIS_PROFILE": "faults", "PYTHONDONTWRITEBYTECODE": "1"}
    environment = os.environ | profile
    done = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    failed = _FAILED.search(done.stdout)
    name = failed[1] if failed else " ".join(done.stdout.split()[-12:])
    if done.returncode == 1 and "ERROR collecting" not in done.stdout:
        return CAUGHT, name
    return (SURVIVED, "") if done.returncode == 0 else (BROKEN, name)


def table(found: Sequence[Outcome]) -> str:
    """One line a fault, and how many were caught."""
    wide = max(len(one.name) for one in found)
    lines = [f"{one.name:<{wide}}  {one.outcome:<8} {one.seconds:>3} s  {one.by}" for one in found]
    caught = sum(one.outcome == CAUGHT for one in found)
    return "\n".join([*lines, f"{caught} of {len(found)} faults caught"])


if __name__ == "__main__":
    sys.exit(main())
