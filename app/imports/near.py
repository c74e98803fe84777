"""Whom an unknown patient cell may have meant: people of the actor's own departments only.

A number is near when one digit is wrong, missing or left over, or two have changed places. Nothing
is taken without the person saying so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import col, select

from app.db.tables.patients import PatientIdentity, Treatment, pseudonym
from app.imports.known import meet
from app.imports.setting import Setting
from app.patients.identity import NotACpr, cpr_hmacs, masked, valid_cpr

MOST = 2
"""More than this many near numbers say nothing about which was meant."""
MOST_SOUGHT = 200
"""Cells of one file that are looked for; a file with more of them is another department's."""
_DIGITS = "0123456789"
_TREATMENT = re.compile(r"[Pp]?[\s.:_–-]*(\d{1,8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Near:
    """A patient of the department whose number is near, by a treatment's number."""

    patient: str
    number: str
    told: str
    """The number, and of a CPR number its birth date."""


def nearest(setting: Setting, cell: str) -> tuple[Near, ...]:
    """At most two people whom the cell may mean; none where more are as near."""
    sought: dict[str, tuple[Near, ...]] = setting.known.sought
    if cell not in sought:
        if len(sought) >= MOST_SOUGHT:
            return ()
        found = _sought(setting, cell)
        sought[cell] = found if len(found) <= MOST else ()
        who = [one.patient for one in sought[cell]]
        meet(setting.session, setting.actor, setting.known, who)
    return sought[cell]


def _sought(setting: Setting, cell: str) -> tuple[Near, ...]:
    digits = re.sub(r"[\s–-]", "", cell)
    if digits.isascii() and digits.isdigit() and len(digits) in {9, 10, 11}:
        return tuple(_near_cprs(setting, digits))
    named = _TREATMENT.fullmatch(cell)
    return tuple(_near_treatments(setting, named[1])) if named else ()


def _near_cprs(setting: Setting, digits: str) -> Iterator[Near]:
    wanted: dict[str, str] = {}
    for cpr in sorted({one for one in _edits(digits) if len(one) == 10}):
        try:
            wanted |= dict.fromkeys(cpr_hmacs(cpr), cpr)
        except NotACpr:
            continue
    rows = setting.session.exec(
        select(Treatment.patient_id, PatientIdentity.cpr_hmac, Treatment.id)
        .join(PatientIdentity, col(PatientIdentity.patient_id) == Treatment.patient_id)
        .where(col(PatientIdentity.cpr_hmac).in_(wanted))
        .where(col(Treatment.site_id).in_(setting.actor.site_ids))
        .order_by(col(Treatment.id))
    )
    latest = {patient: (digest, number) for patient, digest, number in rows}
    for patient, (digest, number) in latest.items():
        name = pseudonym(number or 0)
        yield Near(patient, name, f"{name} ({masked(valid_cpr(wanted[digest]))})")


def _near_treatments(setting: Setting, digits: str) -> Iterator[Near]:
    """The number written another way, or else the numbers that are near."""
    written = digits.zfill(4)
    numbers = {int(one) for one in _edits(written) if len(one) == len(written)}
    rows = setting.session.exec(
        select(Treatment.id, Treatment.patient_id)
        .where(col(Treatment.id).in_({*numbers, int(digits)}))
        .where(col(Treatment.site_id).in_(setting.actor.site_ids))
        .order_by(col(Treatment.id))
    )
    found = dict(rows.all())
    if int(digits) in found:
        found = {int(digits): found[int(digits)]}
    for number, patient in found.items():
        name = pseudonym(number or 0)
        yield Near(patient, name, name)


def _edits(text: str) -> Iterator[str]:
    """Every text of digits one slip away."""
    for place in range(len(text) + 1):
        before, after = text[:place], text[place:]
        yield from (before + digit + after for digit in _DIGITS)
        yield before + after[1:]
        yield from (before + digit + after[1:] for digit in _DIGITS)
        yield before + after[1:2] + after[:1] + after[2:]
