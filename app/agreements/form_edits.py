"""What the form of an agreement's fields shows of its text, and writes back into it."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, select

from app.agreements.drafts import Draft
from app.agreements.form_fields import Field, Group, Known, groups
from app.agreements.form_values import Kind, Unfit, read, read_list
from app.db.tables.catalogue import Indication, Product
from app.web.forms import Message, Problem, Rejected
from app.web.words import N_
from contracts.faults import AgreementRefused
from contracts.file.edited import with_text, with_texts
from contracts.file.places import places
from contracts.file.source import read_tree
from reports.language import Language

NOT_APART = Problem(
    N_("This field cannot be changed by itself. Change it in the text; its line stands beside it.")
)


def form_groups(text: str, session: Session, lang: Language) -> list[Group]:
    """The fields of a text; none where it cannot be read at all."""
    try:
        where = places(text)
    except AgreementRefused:
        return []
    return groups(read_tree(text)[0], where, _known(session, lang), lang)


def applied(
    draft: Draft, typed: Mapping[str, str], session: Session, lang: Language, today: date
) -> str | Rejected:
    """The text with every changed field in it, or what keeps a field from being read.

    Raises:
        CannotEdit: a field cannot be changed without changing anything else.
    """
    changed: list[tuple[Field, str | list[str]]] = []
    problems: dict[str, Message] = {}
    for group in form_groups(draft.text, session, lang):
        for field in group.fields:
            if typed.get(field.path, field.value) == field.value:
                continue
            try:
                changed.append((field, _read(field, typed[field.path], today)))
            except Unfit as unfit:
                problems[field.path] = unfit.problem
    if problems:
        return Rejected(typed, problems)
    text = draft.text
    for field, value in changed:
        if isinstance(value, str):
            text = with_text(text, field.path, value)
        else:
            text = with_texts(text, field.path, value)
    return text


def _read(field: Field, typed: str, today: date) -> str | list[str]:
    if field.kind in {Kind.SHARES, Kind.PERIODS}:
        return read_list(field.kind, typed, today)
    return read(field.kind, typed, today)


def _known(session: Session, lang: Language) -> Known:
    products = session.exec(select(Product.id, Product.brand).order_by(Product.brand)).all()
    label = Indication.label_en if lang == "en" else Indication.label_da
    indications = session.exec(select(Indication.id, label).order_by(label)).all()
    return {
        "product": tuple((one, words) for one, words in products),
        "indication": tuple((one, words) for one, words in indications),
    }
