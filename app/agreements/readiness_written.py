"""What a version's text and its figures say or lack before it is signed."""

from app.agreements.readiness import Finding, Level
from app.web.forms import Problem
from app.web.words import N_
from contracts.agreement import Agreement
from contracts.number_lint import lint
from contracts.terms import Watching


def written(agreement: Agreement, uncovered: int) -> tuple[Finding, ...]:
    """What can be told from the text alone: title, examples, coverage, made-up terms."""
    found = [_title(agreement), _examples(agreement), _coverage(uncovered), _numbers(agreement)]
    if agreement.illustrative:
        text = N_("The terms are marked as illustrative.")
        todo = N_("Take the mark off once the text says what the parties agreed.")
        found.append(Finding(Level.ATTENTION, Problem(text), Problem(todo)))
    watching = [t.id for _, t in agreement.terms() if isinstance(t, Watching)]
    if agreement.limitation is None and watching:
        text = N_("Nothing says when corrections end.")
        todo = N_("Agree a limitation, so that a settled period can be closed.")
        found.append(Finding(Level.ATTENTION, Problem(text), Problem(todo)))
    return tuple(found)


def _title(agreement: Agreement) -> Finding:
    if agreement.document.agreement.title is None:
        text = N_("The agreement has no title; its number stands in its place.")
        todo = N_("Write a title in Danish and English under agreement.")
        return Finding(Level.ATTENTION, Problem(text), Problem(todo))
    text = N_("Title and every clause stand in Danish and English.")
    return Finding(Level.OK, Problem(text))


def _examples(agreement: Agreement) -> Finding:
    count = len(agreement.document.examples)
    if count == 0:
        text = N_(
            "There are no worked examples, so nobody can see that the text says what was meant."
        )
        todo = N_(
            "Write at least one example; without one the version cannot be brought into force."
        )
        return Finding(Level.MISSING, Problem(text), Problem(todo))
    text = N_("Worked examples that come out as written: {count}.")
    return Finding(Level.OK, Problem(text, {"count": count}))


def _coverage(uncovered: int) -> Finding:
    if uncovered == 0:
        return Finding(Level.OK, Problem(N_("Every case the terms tell apart has an example.")))
    text = N_("Cases without an example: {count}.")
    todo = N_("Open the text as a new version; the editor offers an example for each.")
    return Finding(Level.MISSING, Problem(text, {"count": uncovered}), Problem(todo))


def _numbers(agreement: Agreement) -> Finding:
    count = len(lint(agreement))
    if count == 0:
        return Finding(Level.OK, Problem(N_("Text and terms name the same numbers.")))
    text = N_("Numbers that stand in the text or in the terms only: {count}.")
    todo = N_("The editor lists them; mend the side that is wrong.")
    return Finding(Level.ATTENTION, Problem(text, {"count": count}), Problem(todo))


def figure(name: str, *, stated: bool) -> Finding:
    """Whether a dated price or figure that the agreement reads is stated."""
    if stated:
        return Finding(Level.OK, Problem(N_("{name} is stated."), {"name": name}))
    todo = N_("State it under prices and figures; until then the amounts are held back.")
    text = N_("{name} is not stated yet.")
    return Finding(Level.MISSING, Problem(text, {"name": name}), Problem(todo))
