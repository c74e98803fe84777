"""Whom a row is about: a patient cell to treatments at the actor's own departments.

A person of another department and a person nobody knows get the same answer.
"""

import re

from app.db.tables.patients import Treatment, treatment_number
from app.imports.cells import CellFault
from app.imports.known import Mentioned
from app.imports.maps import ImportMap, KnownPatient, LongMap
from app.imports.near import nearest
from app.imports.reading import Sheet
from app.imports.setting import Reader, Setting
from app.patients.finding import find_patient
from app.patients.identity import NotACpr, valid_cpr
from app.patients.recording import Writing

_LIKE_CPR = re.compile(r"[\d\s–-]{6,14}", re.ASCII)
_LONGEST_NUMBER = 10  # P-99999999: more digits than a database key holds are nobody's


def own_treatments(setting: Setting, reader: Reader, find: KnownPatient) -> list[Treatment]:
    """The treatments that a row's patient cell may mean.

    Raises:
        CellFault: no such patient at the actor's departments; what is nearest is told.
    """
    cell, number = reader.needed(find.column), None
    if "number" in find.find:
        number = _number(cell)
    if number is not None:
        named = setting.known.bulk.treatments.get(number)
        found = [named] if named and named.site_id in setting.actor.site_ids else []
    elif "cpr" in find.find and _LIKE_CPR.fullmatch(cell):
        found = _by_cpr(setting, reader, cell)
    else:
        found = []
    reader.patients.update(one.patient_id for one in found)
    if not found:
        raise _unknown(setting, reader, cell)
    return found


def _unknown(setting: Setting, reader: Reader, cell: str) -> CellFault:
    near = nearest(setting, cell)
    reader.patients.update(one.patient for one in near)
    if not near:
        return CellFault("unknown_patient" if _known_form(cell) else "not_a_cpr")
    first, other = near[0], near[1] if len(near) > 1 else None
    told = ", ".join(one.told for one in near)
    return CellFault(
        "near_patient", first.number, (("nearest", told),), other.number if other else ""
    )


def _known_form(cell: str) -> bool:
    """Whether the cell is written as a CPR number or not at all like one."""
    if not _LIKE_CPR.fullmatch(cell):
        return True
    try:
        valid_cpr(cell)
    except NotACpr:
        return False
    return True


def _number(cell: str) -> int | None:
    return treatment_number(cell) if len(cell) <= _LONGEST_NUMBER else None


def _by_cpr(setting: Setting, reader: Reader, cell: str) -> list[Treatment]:
    try:
        patient = find_patient(setting.session, valid_cpr(cell))
    except NotACpr:
        return []
    if patient is None:
        return []
    reader.patients.add(patient)  # also another department's, whose number the file shows
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
