"""What a version's text and its figures say or lack before it is signed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.agreements.overlaps import Beside
from app.agreements.readiness import Finding, Level, Told
from app.web.forms import Problem
from app.web.words import N_
from contracts.agreement import Agreement
from contracts.amended import Difference
from contracts.checks.cautions import cautions
from contracts.checks.number_lint import lint
from contracts.offered.offer import unconfirmed
from contracts.terms import Watching
from reports.language import Language


@dataclass(frozen=True, slots=True)
class _InTwo:
    """A sentence that stands ready in both languages."""

    da: str
    en: str

    def worded(self, lang: Language) -> str:
        """The sentence in one language."""
        return self.da if lang == "da" else self.en


def _said(found: _InTwo) -> Problem:
    return Problem("{said}", {"said": Told([found])})


def written(agreement: Agreement, uncovered: int) -> tuple[Finding, ...]:
    """What can be told from the text alone: title, examples, coverage, made-up terms."""
    found = [_title(agreement), *_examples(agreement), _coverage(uncovered), *_numbers(agreement)]
    if agreement.illustrative:
        text = N_("The terms are marked as illustrative.")
        todo = N_("Take the mark off once the text says what the parties agreed.")
        found.append(Finding(Level.ATTENTION, Problem(text), Problem(todo)))
    watching = [t.id for _, t in agreement.terms() if isinstance(t, Watching)]
    if agreement.limitation is None and watching:
        text = N_("Nothing says when corrections end.")
        todo = N_("Agree a limitation, so that a settled period can be closed.")
        found.append(Finding(Level.ATTENTION, Problem(text), Problem(todo)))
    for one in cautions(agreement):
        said = _InTwo(one.message("da"), one.message("en"))
        found.append(Finding(Level.ATTENTION, _said(said)))
    return tuple(found)


def _title(agreement: Agreement) -> Finding:
    if agreement.document.agreement.title is None:
        text = N_("The agreement has no title; its number stands in its place.")
        todo = N_("Write a title in Danish and English under agreement.")
        return Finding(Level.ATTENTION, Problem(text), Problem(todo))
    text = N_("Title and every clause stand in Danish and English.")
    return Finding(Level.OK, Problem(text))


def _examples(agreement: Agreement) -> Iterator[Finding]:
    waiting = unconfirmed(agreement.document.examples)
    if waiting:
        text = N_("Examples that the parties have not confirmed: {count} ({which}).")
        todo = N_(
            "Read each, ask whether that is what was agreed, and give it a title of its own; until "
            "then it shows what the rule gives, not what was agreed."
        )
        which = ", ".join(one.id for one in waiting)
        values = {"count": len(waiting), "which": which}
        yield Finding(Level.MISSING, Problem(text, values), Problem(todo))
    count = len(agreement.document.examples) - len(waiting)
    if not agreement.document.examples:
        text = N_(
            "There are no worked examples, so nobody can see that the text says what was meant."
        )
        todo = N_(
            "Write at least one example; without one the version cannot be brought into force."
        )
        yield Finding(Level.MISSING, Problem(text), Problem(todo))
    elif count:
        text = N_("Worked examples that come out as written: {count}.")
        yield Finding(Level.OK, Problem(text, {"count": count}))


def _coverage(uncovered: int) -> Finding:
    if uncovered == 0:
        return Finding(Level.OK, Problem(N_("Every case the terms tell apart has an example.")))
    text = N_("Cases without an example: {count}.")
    todo = N_("Open the text as a new version; the editor offers an example for each.")
    return Finding(Level.MISSING, Problem(text, {"count": uncovered}), Problem(todo))


def _numbers(agreement: Agreement) -> Iterator[Finding]:
    found = [_InTwo(one.message("da"), one.message("en")) for one in lint(agreement)]
    todo = Problem(N_("Mend the side that is wrong in a new version."))
    for one in dict.fromkeys(found):
        yield Finding(Level.ATTENTION, _said(one), todo, asks=True)
    if not found:
        yield Finding(Level.OK, Problem(N_("Text and terms name the same numbers.")))


def halves(changes: Iterable[Difference]) -> Iterator[Finding]:
    """Each clause of which a version changed the numbers of the rule or of the text alone."""
    for one in changes:
        if one.unmatched and (one.gone or one.come):
            told = [one.into("da"), one.into("en")]
            said = _InTwo(*(f"{each.heading} ({each.numbers})" for each in told))
            todo = _InTwo(*(each.warning for each in told))
            yield Finding(Level.ATTENTION, _said(said), _said(todo), asks=True)


def others(found: Iterable[Beside]) -> Iterator[Finding]:
    """Each agreement in force that pays for the same treatments."""
    text = N_("{agreement} pays for the same treatments from {begins}, so both would be claimed.")
    todo = N_(
        "End one of them before the other begins, or have the approver say that both are meant."
    )
    for one in found:
        values = {"agreement": one.agreement_id, "begins": one.begins.strftime("%d-%m-%Y")}
        yield Finding(Level.ATTENTION, Problem(text, values), Problem(todo))


def figure(name: str, *, stated: bool) -> Finding:
    """Whether a dated price or figure that the agreement reads is stated."""
    if stated:
        return Finding(Level.OK, Problem(N_("{name} is stated."), {"name": name}))
    todo = N_("State it under prices and figures; until then the amounts are held back.")
    text = N_("{name} is not stated yet.")
    return Finding(Level.MISSING, Problem(text, {"name": name}), Problem(todo))
