"""Whom a row is about: a patient cell to treatments at the actor's own departments.

A person of another department and a person nobody knows get the same answer.
"""

import re

from app.db.tables.patients import Treatment, treatment_number
from app.imports.cells import CellFault
from app.imports.known import Mentioned
from app.imports.maps import ImportMap, LongMap
from app.imports.reading import Sheet
from app.imports.setting import Setting
from app.patients.finding import find_patient
from app.patients.identity import NotACpr, valid_cpr
from app.patients.recording import Writing

_LIKE_CPR = re.compile(r"[\d\s–-]{6,14}", re.ASCII)
_LONGEST_NUMBER = 10  # P-99999999: more digits than a database key holds are nobody's


def own_treatments(setting: Setting, cell: str, by: tuple[str, ...]) -> list[Treatment]:
    """The treatments that a patient cell may mean.

    Raises:
        CellFault: no such patient at the actor's departments.
    """
    number = _number(cell)
    if number is not None and "number" in by:
        named = setting.known.bulk.treatments.get(number)
        found = [named] if named and named.site_id in setting.actor.site_ids else []
    elif "cpr" in by and _LIKE_CPR.fullmatch(cell):
        found = _by_cpr(setting, cell)
    else:
        found = []
    if not found:
        raise CellFault("unknown_patient")
    return found


def _number(cell: str) -> int | None:
    return treatment_number(cell) if len(cell) <= _LONGEST_NUMBER else None


def _by_cpr(setting: Setting, cell: str) -> list[Treatment]:
    try:
        patient = find_patient(setting.session, valid_cpr(cell))
    except NotACpr:
        raise CellFault("not_a_cpr") from None
    if patient is None:
        return []
    writing = Writing(setting.session, setting.actor, setting.at, setting.source)
    return writing.treatments_of(patient)


def mentioned(sheet: Sheet, by: ImportMap) -> Mentioned:
    """Whom the cells of a file name, so that what is known about them can be read at once."""
    column = by.row.patient.column if isinstance(by, LongMap) else by.row.patient.external
    place = sheet.header.index(column)
    found = {row.cells[place] for row in sheet.rows if len(row.cells) > place}
    if isinstance(by, LongMap):
        numbers = {number for cell in found if (number := _number(cell)) is not None}
        cprs = {cell for cell in found if _LIKE_CPR.fullmatch(cell)}
        return Mentioned(frozenset(cprs), frozenset(numbers))
    return Mentioned(external=frozenset(found), namespace=by.row.patient.namespace)
