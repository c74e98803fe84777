"""The common fields of an agreement's text, found where they stand in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.agreements.form_values import Kind, listed, shown
from app.agreements.library import KINDS
from app.web.words import N_, translator
from contracts.file.places import Place
from contracts.file.source import Tree
from contracts.wording.labels import label
from reports.language import Language

_TERM = r"clauses\.(\d+)\.terms\.(\d+)\."
_HEAD, _TERMS, _REST = N_("The agreement"), N_("Term"), N_("Corrections and disputes")
_RESULT = (
    ("NOT_MET", N_("counts as not met")),
    ("EXCUSED", N_("is excused")),
    ("PRO_RATA", N_("is paid in proportion")),
    ("HOLD", N_("waits for the parties")),
    ("TERMINATED", N_("ends the term")),
)
_CURRENCIES = tuple((code, code) for code in ("DKK", "EUR", "NOK", "SEK", "USD", "GBP", "CHF"))
_CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "of_record": (
        ("region_of_residence", N_("the region of residence at treatment")),
        ("region_at_due_date", N_("the region of residence on the due date")),
    ),
    "currency": _CURRENCIES,
    "at": (("treated_on", N_("on the day of treatment")), ("milestone", N_("at each milestone"))),
    "then": tuple(one for one in _RESULT if one[0] in {"NOT_MET", "EXCUSED", "HOLD"}),
    "result": _RESULT,
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which paths a field is found at, how it is written, and what it is called."""

    path: re.Pattern[str]
    kind: Kind
    label: str
    choices: str = ""


def _at(path: str, kind: Kind, words: str, choices: str = "") -> Pattern:
    return Pattern(re.compile(path), kind, words, choices)


PATTERNS = (
    _at(r"agreement\.version", Kind.TEXT, N_("Version")),
    _at(r"agreement\.title\.da", Kind.TEXT, N_("Title in Danish")),
    _at(r"agreement\.title\.en", Kind.TEXT, N_("Title in English")),
    _at(r"agreement\.product", Kind.CHOICE, N_("Product"), "product"),
    _at(r"agreement\.indication", Kind.CHOICE, N_("Indication"), "indication"),
    _at(r"agreement\.effective_from", Kind.DATE, N_("Governs treatments from")),
    _at(r"agreement\.effective_until", Kind.DATE, N_("Governs treatments until")),
    _at(r"parties\.payer\.of_record", Kind.CHOICE, N_("Who pays"), "of_record"),
    _at(r"parties\.payer\.otherwise", Kind.TEXT, N_("Who pays if no region is known")),
    _at(r"parties\.supplier\.id", Kind.TEXT, N_("Supplier")),
    _at(r"money\.currency", Kind.CHOICE, N_("Currency"), "currency"),
    _at(_TERM + r"price\.list", Kind.TEXT, N_("Name of the dated price")),
    _at(_TERM + r"price\.at", Kind.CHOICE, N_("The price is taken"), "at"),
    _at(_TERM + r"price\.amount", Kind.MONEY, N_("Price")),
    _at(_TERM + r"share", Kind.SHARE, N_("Share of the price")),
    _at(_TERM + r"shares", Kind.SHARES, N_("Shares of the price, one for each milestone")),
    _at(_TERM + r"not_infused", Kind.SHARE, N_("Share if never infused")),
    _at(_TERM + r"milestone\.every", Kind.PERIOD, N_("A milestone every")),
    _at(_TERM + r"milestone\.count", Kind.NUMBER, N_("Number of milestones")),
    _at(_TERM + r"milestone\.at", Kind.PERIODS, N_("Milestones, counted from infusion")),
    _at(_TERM + r"milestone\.window\.before", Kind.PERIOD, N_("The window opens before")),
    _at(_TERM + r"milestone\.window\.after", Kind.PERIOD, N_("The window closes after")),
    _at(_TERM + r"milestone\.report_by", Kind.PERIOD, N_("Reported within")),
    _at(_TERM + r"(met_when|failed_when)\..*value", Kind.NUMBER, N_("Threshold: {outcome}")),
    _at(_TERM + r"(met_when|failed_when)\.value", Kind.NUMBER, N_("Threshold: {outcome}")),
    _at(_TERM + r"watch_from", Kind.PERIOD, N_("Counts from")),
    _at(_TERM + r"steps\.\d+\.until", Kind.PERIOD, N_("Refund until")),
    _at(_TERM + r"steps\.\d+\.share", Kind.SHARE, N_("Share refunded until then")),
    _at(_TERM + r"linear\.until", Kind.PERIOD, N_("Refund falls to nothing over")),
    _at(_TERM + r"until", Kind.PERIOD, N_("Within")),
    _at(_TERM + r"exceptions\.death(\.result)?", Kind.CHOICE, N_("Death"), "result"),
    _at(
        _TERM + r"exceptions\.death\.related\.yes",
        Kind.CHOICE,
        N_("Death caused by the treatment"),
        "result",
    ),
    _at(_TERM + r"exceptions\.death\.related\.no", Kind.CHOICE, N_("Other death"), "result"),
    _at(
        _TERM + r"exceptions\.death\.related\.unknown",
        Kind.CHOICE,
        N_("Death of unclear cause"),
        "result",
    ),
    _at(
        _TERM + r"exceptions\.withdrawal(\.result)?",
        Kind.CHOICE,
        N_("Withdrawn consent"),
        "result",
    ),
    _at(
        _TERM + r"exceptions\.lost_to_follow_up(\.result)?",
        Kind.CHOICE,
        N_("Lost to follow-up"),
        "result",
    ),
    _at(
        _TERM + r"exceptions\.lost_to_follow_up\.after",
        Kind.PERIOD,
        N_("Counts as lost after"),
    ),
    _at(_TERM + r"exceptions\.missing_assessment\.grace", Kind.PERIOD, N_("Late values wait")),
    _at(
        _TERM + r"exceptions\.missing_assessment\.then",
        Kind.CHOICE,
        N_("Missing assessment"),
        "then",
    ),
    _at(
        _TERM + r"exceptions\.relocation_abroad(\.result)?",
        Kind.CHOICE,
        N_("Moved abroad"),
        "result",
    ),
    _at(
        _TERM + r"exceptions\.competing_therapy\.result",
        Kind.CHOICE,
        N_("Competing therapy"),
        "result",
    ),
    _at(r"limitation\.corrections_until\.plus", Kind.PERIOD, N_("Corrections move money for")),
    _at(r"disputes\.notice", Kind.PERIOD, N_("A line may be disputed for")),
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form: where it stands in the text, what it is called, what it holds."""

    path: str
    kind: Kind
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together: the agreement's own, or one term's."""

    title: str
    fields: tuple[Field, ...]


Known = Mapping[str, tuple[tuple[str, str], ...]]
"""The products and indications there are to choose from."""


def groups(tree: Tree, where: Mapping[str, Place], known: Known, lang: Language) -> list[Group]:
    """The fields of a text, in the order they stand in it."""
    found: dict[str, list[Field]] = {}
    for path, place in where.items():
        pattern = _pattern(path, place)
        if pattern is not None:
            field = _field(tree, path, (pattern, place), known, lang)
            found.setdefault(_group(tree, path, lang), []).append(field)
    return [Group(title, tuple(fields)) for title, fields in found.items()]


def _pattern(path: str, place: Place) -> Pattern | None:
    wanted = "list" if place.kind == "list" else "text"
    for one in PATTERNS:
        is_list = one.kind in {Kind.SHARES, Kind.PERIODS}
        if (wanted == "list") is is_list and one.path.fullmatch(path):
            return one if place.kind != "fields" else None
    return None


def _field(
    tree: Tree, path: str, found: tuple[Pattern, Place], known: Known, lang: Language
) -> Field:
    pattern, place = found
    told = translator(lang)
    held = value_at(tree, path)
    words = told.gettext(pattern.label)
    if "{outcome}" in words:
        words = words.format(outcome=_compared(tree, path, lang))
    if isinstance(held, list):
        value = listed(pattern.kind, [str(one) for one in held], lang)
    else:
        value = shown(pattern.kind, str(held), lang)
    return Field(
        path, pattern.kind, words, value, _choices(pattern, value, known, lang), place.line
    )


def _choices(
    pattern: Pattern, value: str, known: Known, lang: Language
) -> tuple[tuple[str, str], ...]:
    if pattern.kind is not Kind.CHOICE:
        return ()
    told = translator(lang)
    found = known.get(pattern.choices)
    if found is None:
        found = tuple((code, told.gettext(words)) for code, words in _CHOICES[pattern.choices])
    # A value that cannot be chosen stays until another is, so that looking changes nothing.
    return found if value in dict(found) else (*found, (value, value))


def _compared(tree: Tree, path: str, lang: Language) -> str:
    """What a threshold is held against: the outcome's name, the sign and the unit."""
    leaf = value_at(tree, path.rpartition(".")[0])
    if not isinstance(leaf, dict):
        return ""
    name = str(leaf.get("outcome", ""))
    declared = value_at(tree, f"outcomes.{name}.label.{lang}")
    said = declared if isinstance(declared, str) and declared else label(name, lang)
    return f"{said} {leaf.get('op', '')} … {leaf.get('unit', '')}".strip()


def _group(tree: Tree, path: str, lang: Language) -> str:
    told = translator(lang)
    if path.startswith("clauses."):
        steps = path.split(".")
        clause = value_at(tree, f"clauses.{steps[1]}.id")
        kind = str(value_at(tree, f"clauses.{steps[1]}.terms.{steps[3]}.type"))
        return f"§ {clause} · {told.gettext(KINDS.get(kind, kind))}"
    later = path.startswith(("limitation.", "disputes."))
    return told.gettext(_REST if later else _HEAD)


def value_at(tree: Tree, path: str) -> Tree:
    """What stands at a path of the file; nothing where nothing does."""
    at: Tree = tree
    for step in path.split("."):
        if isinstance(at, dict):
            at = at.get(step, "")
        elif isinstance(at, list) and step.isdigit() and int(step) < len(at):
            at = at[int(step)]
        else:
            return ""
    return at
