"""Compares every text of the pages and reports with its Danish; English is the message id.

    python tests/tools/translations.py                    all problems; exit 1 if there are any
    python tests/tools/translations.py --room patients    only those of one room
    python tests/tools/translations.py --missing          what is missing, as .po text to fill in

Texts are taken from `_()`, `gettext`, `ngettext`, `pgettext` and `N_` in Python and from the
templates. The Danish of a package stands in `locales/da/*.po`, one file for each room.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

# A page also reads the reports' words; a report knows only its own.
PACKAGES = {"reports": ("reports",), "app": ("app", "reports")}
METHODS = [("**/templates/**.*", "jinja2.ext:babel_extract"), ("**.py", "python")]
# As app/web/templating.py and reports/templating.py set their environments.
JINJA = {
    "newstyle_gettext": "true",
    "trimmed": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{[^{}]*\}")
LONE_PERCENT = re.compile(r"%(?!\(\w+\)[sd])")
SHARED_ROOM = {"app": "shell", "reports": "reports"}

Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend: where, what, and in which text."""

    path: str
    line: int
    room: str
    what: str
    text: str

    def shown(self) -> str:
        return f"{self.path}:{self.line}: {self.what}: {self.text!r}"


@dataclass(frozen=True, slots=True)
class Translated:
    """One message of one .po file."""

    path: str
    message: Message

    @property
    def room(self) -> str:
        return Path(self.path).stem

    def problem(self, what: str) -> Problem:
        line = self.message.lineno or 0
        return Problem(self.path, line, self.room, what, singular(self.message))


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def key(message: Message) -> Key:
    return (message.context, singular(message))


def forms(message: Message) -> tuple[str, ...]:
    """The texts of one message: one, or one for each plural form."""
    found = message.string or ""
    return (found,) if isinstance(found, str) else tuple(found)


def room_of(path: str) -> str:
    """The room whose .po file a source's texts belong in; what all rooms share is the shell."""
    package, *folders = Path(path).parts[:-1]
    inside = [folder for folder in folders if folder != "templates"]
    shared = package == "reports" or not inside or inside[0] in {"web", "macros"}
    return SHARED_ROOM[package] if shared else inside[0]


def extract(root: Path, package: str) -> dict[Key, Message]:
    """Every text in the package's sources, with the places it stands in."""
    found = Catalog()
    options = {METHODS[0][0]: JINJA}
    for name, line, text, _, context in extract_from_dir(root / package, METHODS, options):
        found.add(text, locations=[(f"{package}/{name}", line)], context=context)
    return {key(message): message for message in found if message.id}


def read_danish(root: Path, package: str) -> list[Translated]:
    """Every message of the package's Danish files, in the order in which the files are read."""
    found = []
    for path in sorted((root / package / "locales" / "da").glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale="da", abort_invalid=True)
        name = str(path.relative_to(root))
        found += [Translated(name, message) for message in catalogue if message.id]
        found += [Translated(name, message) for message in catalogue.obsolete.values()]
    return found


def missing(sources: dict[Key, Message], danish: set[Key]) -> list[Message]:
    return [message for name, message in sources.items() if name not in danish]


def missing_problems(messages: list[Message]) -> Iterator[Problem]:
    for message in messages:
        path, line = message.locations[0]
        yield Problem(path, int(line), room_of(path), "no Danish", singular(message))


def stale_problems(danish: list[Translated], sources: dict[Key, Message]) -> Iterator[Problem]:
    for one in danish:
        if key(one.message) not in sources:
            yield one.problem("stands in no source any more")


def text_problems(danish: list[Translated]) -> Iterator[Problem]:
    for one in danish:
        if one.message.fuzzy:
            yield one.problem("is marked fuzzy; read it and take the mark away")
        if not all(forms(one.message)):
            yield one.problem("is empty")


def conflict_problems(danish: list[Translated]) -> Iterator[Problem]:
    """A text may stand in several files, but only with the same Danish."""
    first: dict[Key, Translated] = {}
    for one in danish:
        other = first.setdefault(key(one.message), one)
        if forms(other.message) != forms(one.message):
            yield one.problem(f"has other Danish in {other.path}:{other.message.lineno}")


def shape_problems(danish: list[Translated], sources: dict[Key, Message]) -> Iterator[Problem]:
    """Placeholders and plural forms must be those of the source."""
    for one in danish:
        source = sources.get(key(one.message))
        if source is None or not all(forms(one.message)):
            continue
        if source.pluralizable != one.message.pluralizable:
            yield one.problem("has plural forms on one side only")
        elif not same_placeholders(source, forms(one.message)):
            yield one.problem("has other placeholders in Danish")
        in_page = any(not path.endswith(".py") for path, _ in source.locations)
        if in_page and any(has_lone_percent(text) for text in forms(one.message)):
            yield one.problem("has a lone % in Danish; a page needs %%")


def percent_problems(sources: dict[Key, Message]) -> Iterator[Problem]:
    """A page fills its texts with %, so a lone one stops the page."""
    for message in sources.values():
        pages = [place for place in message.locations if not place[0].endswith(".py")]
        if pages and has_lone_percent(singular(message)):
            path, line = pages[0]
            what = "has a lone %; a page needs %%"
            yield Problem(path, int(line), room_of(path), what, singular(message))


def same_placeholders(source: Message, danish: tuple[str, ...]) -> bool:
    """The one thing may go without its number ("One day"); several may not."""
    texts = [source.id] if isinstance(source.id, str) else list(source.id)
    wanted = [placeholders(text) for text in texts]
    given = [placeholders(text) for text in danish]
    return given[0] in wanted and all(one == wanted[-1] for one in given[1:])


def has_lone_percent(text: str) -> bool:
    return LONE_PERCENT.search(text.replace("%%", "")) is not None


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text.replace("%%", ""))))


def find(root: Path) -> tuple[list[Problem], list[Message]]:
    """All problems under `root`, sorted, and the messages that have no Danish."""
    danish = {package: read_danish(root, package) for package in PACKAGES}
    problems: set[Problem] = set()
    without: list[Message] = []
    for package, readable in PACKAGES.items():
        sources = extract(root, package)
        known = {key(one.message) for name in readable for one in danish[name]}
        lacking = missing(sources, known)
        without += lacking
        problems.update(missing_problems(lacking))
        problems.update(stale_problems(danish[package], sources))
        problems.update(shape_problems([one for n in readable for one in danish[n]], sources))
        problems.update(text_problems(danish[package]))
        problems.update(conflict_problems(danish[package]))
        problems.update(percent_problems(sources))
    return sorted(problems), without


def print_missing(messages: list[Message], room: str | None) -> None:
    """The missing texts as .po text, sorted by place."""
    block = Catalog(locale="da")
    for message in sorted(messages, key=lambda one: one.locations):
        if room in {None, room_of(message.locations[0][0])}:
            block.add(message.id, locations=message.locations, context=message.context)
    write_po(sys.stdout.buffer, block, omit_header=True)


def main(arguments: list[str], root: Path) -> int:
    """Runs the comparison; gives 1 when something is to be mended."""
    parser = argparse.ArgumentParser(prog="translations", description=__doc__)
    parser.add_argument("--room", help="only the texts of one room, e.g. patients")
    parser.add_argument("--missing", action="store_true", help="print .po text to fill in")
    asked = parser.parse_args(arguments)
    problems, without = find(root)
    chosen = [one for one in problems if asked.room in {None, one.room}]
    if asked.missing:
        print_missing(without, asked.room)
        return 0
    for problem in chosen:
        print(problem.shown())
    print(f"{len(chosen)} problems in the translations" if chosen else "All texts have Danish.")
    return 1 if chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parents[2]))
