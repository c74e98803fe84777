"""Keep a file as it came, plan it, and store what the person chose, once and in one transaction."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlmodel import Session, func, select

from app import audit
from app.clock import now, today
from app.db.engine import Database, read_tx, write_tx
from app.db.server_time import stamp
from app.db.tables.imports import ImportBatch, ImportFile
from app.db.tables.operations import IdempotencyKey, ServerTime
from app.db.tables.patients import Patient, Treatment
from app.db.types import FactColumns
from app.imports.map_faults import read_map, sha256
from app.imports.planning import Plan, Progress, ReadFile, Stamp, make_plan, outdated, skipping
from app.imports.reading import read_sheet
from app.imports.setting import Answers
from app.jobs import Done, handles
from app.patients.identity import current_key, open_sealed, place, seal
from app.permissions import Actor, NotFound, Permission, Role, check

Choice = Literal["all", "valid"]
"""`all`: one row that is refused or unanswered stops the file. `valid`: the others go in."""
JOB = "imports.file"
AT_ONCE = 2_000
"""Files with more rows than this are stored by a job."""


class FileStopped(Exception):  # noqa: N818 - told to the person, with the plan to mend by
    """Nothing was stored: an answer was given to another question than is asked now.

    Or everything was asked for, and some row is refused or unanswered.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__(str(plan.counts))


@dataclass(frozen=True, slots=True)
class Order:
    """What the person asked to be stored: which file by which map, and what to do with doubts."""

    file_id: int
    map_text: str
    choice: Choice = "all"
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan made at a moment; it still holds as long as no fact was recorded since."""

    order: Order
    file: ReadFile
    plan: Plan
    known_at: datetime | None


def allowed(actor: Actor) -> None:
    """Refuse whoever may not bring data in; an administrator may, on the command line.

    Raises:
        NotAllowed: the actor may not.
    """
    if Role.ADMIN not in actor.roles:
        check(actor, Permission.IMPORT_DATA)


def keep_file(session: Session, actor: Actor, name: str, content: bytes) -> int:
    """Keep the bytes as they came, sealed; the same person's same file is kept once.

    The caller has read the file already, so nothing that cannot be read is kept.
    """
    allowed(actor)
    digest = hashlib.sha256(content).hexdigest()
    known = session.exec(
        select(ImportFile.id).where(
            ImportFile.sha256 == digest, ImportFile.received_by == actor.user_id
        )
    ).first()
    if known is not None:
        return known
    row = ImportFile(
        sha256=digest,
        name=name.replace("\\", "/").rpartition("/")[2][:200],
        size=len(content),
        content_sealed=seal(content, place("import_file", "content_sealed", digest)),
        key_id=current_key(),
        received_at=now(),
        received_by=actor.user_id,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "import.received", f"file:{row.id}", {"sha256": digest})
    return row.id or 0


def own_file(session: Session, actor: Actor, file_id: int) -> tuple[str, bytes]:
    """A file's name and bytes, for the person who brought it.

    Raises:
        NotFound: there is none of that number, or another person brought it.
    """
    row = session.get(ImportFile, file_id)
    if row is None or row.received_by != actor.user_id:
        raise NotFound
    context = place("import_file", "content_sealed", row.sha256)
    return row.name, open_sealed(row.content_sealed, context, row.key_id)


def prepare(
    session: Session, actor: Actor, order: Order, day: date, progress: Progress | None = None
) -> Prepared:
    """Plan a kept file as things stand now; nothing is written.

    Raises:
        NotFound: the file is not the actor's.
        FileRefused: it cannot be read by the map, or the map cannot be used.
    """
    allowed(actor)
    content = own_file(session, actor, order.file_id)[1]
    return prepare_content(session, actor, order, read_file(content, order.map_text), day, progress)


def read_file(content: bytes, map_text: str) -> ReadFile:
    """A file's rows by a map.

    Raises:
        FileRefused: the file cannot be read by the map, or the map cannot be used.
    """
    by = read_map(map_text)
    return ReadFile(read_sheet(content, by), by)


def prepare_content(
    session: Session,
    actor: Actor,
    order: Order,
    file: ReadFile,
    day: date,
    progress: Progress | None,
) -> Prepared:
    """Plan rows that need not be kept yet, for a look at what they would do.

    Answers are taken only where each row still asks what it was answered on.
    """
    latest = session.get(ServerTime, 1)
    known_at = latest.last if latest else None
    provisional = Stamp(day, known_at or now(), "import:0")
    once = None if order.answers.takes else progress
    plan = make_plan(session, actor, file, provisional, Answers(), once)
    if changed := outdated(plan, order.answers):
        plan = replace(plan, changed=changed)
    elif order.answers.takes:
        plan = make_plan(session, actor, file, provisional, order.answers, progress)
    else:
        plan = skipping(plan, order.answers)
    return Prepared(order, file, plan, known_at)


@dataclass(frozen=True, slots=True)
class Stored:
    """A batch that went in, and what became of each row."""

    batch_id: int
    plan: Plan
    counts: dict[str, int]


def store(session: Session, actor: Actor, prepared: Prepared, day: date) -> Stored:
    """Store what a plan says, planned anew if a fact was recorded since.

    Raises:
        FileStopped: an answer no longer answers what is asked, or everything was asked for and
            some row is refused or unanswered.
    """
    latest = session.get(ServerTime, 1)
    order, plan = prepared.order, prepared.plan
    if (latest.last if latest else None) != prepared.known_at:
        plan = prepare(session, actor, order, day).plan
    if plan.changed or (order.choice == "all" and plan.stopped):
        raise FileStopped(plan)
    at = stamp(session)
    batch_id = (session.exec(select(func.max(ImportBatch.id))).one() or 0) + 1
    counts = plan.counts
    _sign(plan, at, f"import:{batch_id}")
    _keep_batch(session, actor, replace(prepared, plan=plan), at, batch_id)
    plan.known.bulk.write(session)
    details = {"file": order.file_id, "map": sha256(order.map_text), **counts}
    audit.record(session, actor, "import.stored", f"import:{batch_id}", details, at)
    return Stored(batch_id, plan, counts)


def _sign(plan: Plan, at: datetime, source: str) -> None:
    """Put the transaction's instant and the batch on everything that waits."""
    for row in plan.known.bulk.rows:
        if isinstance(row, FactColumns):
            row.recorded_at, row.source = at, source
        elif isinstance(row, Patient | Treatment):
            row.created_at = at


def _keep_batch(
    session: Session, actor: Actor, prepared: Prepared, at: datetime, batch_id: int
) -> None:
    order, plan = prepared.order, prepared.plan
    context = place("import_batch", "refused_sealed", batch_id)
    session.add(
        ImportBatch(
            id=batch_id,
            file_id=order.file_id,
            # The command line's files may be about every department, so no department's page
            # shows them.
            site_ids="" if Role.ADMIN in actor.roles else ",".join(sorted(actor.site_ids)),
            map_text=order.map_text,
            map_sha256=sha256(order.map_text),
            choice=order.choice,
            counts=plan.counts,
            refused_sealed=seal(json.dumps(_left_out(plan), ensure_ascii=False), context),
            key_id=current_key(),
            at=at,
            by=actor.user_id,
        )
    )
    session.flush()


def _left_out(plan: Plan) -> dict[str, Any]:
    """The rows that were not stored, as they came, each with its problems."""
    rows = [
        {
            "row": one.row.number,
            "cells": one.row.cells,
            "fate": one.fate.value,
            "problems": [
                [p.column, p.value, p.reason, p.suggestion, p.details, p.other]
                for p in one.problems
            ],
            "patients": sorted(plan.patients((one,))),
        }
        for one in plan.rows
        if one.left_out
    ]
    return {"header": plan.header, "rows": rows}


@handles(JOB)
def store_in_job(
    database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress
) -> Done:
    """Store a large file: planned while others work, inserted in one short transaction, once."""
    order = _order(arguments)
    key, day = str(arguments["key"]), today()
    with read_tx(database) as session:
        done = session.get(IdempotencyKey, key)
        if done is not None:
            return Done(done.location)
        prepared = prepare(session, actor, order, day, lambda percent: progress(percent * 9 // 10))
    try:
        with write_tx(database) as session:
            location = f"/imports/{store(session, actor, prepared, day).batch_id}?done=imported"
            session.add(
                IdempotencyKey(
                    key=key, user_id=actor.user_id, body_sha256="", location=location, at=now()
                )
            )
    except FileStopped as error:
        why = "changed" if error.plan.changed else "1"
        return Done(f"/imports/files/{order.file_id}?map={prepared.file.by.map}&stopped={why}")
    return Done(location)


def arguments_of(order: Order, key: str) -> dict[str, Any]:
    """An order as a job's arguments."""
    return {
        "file": order.file_id,
        "map": order.map_text,
        "choice": order.choice,
        "answers": {str(row): answer for row, answer in order.answers.by_row.items()},
        "reason": order.answers.reason,
        "shown": {str(row): shown for row, shown in (order.answers.shown or {}).items()},
        "key": key,
    }


def _order(arguments: dict[str, Any]) -> Order:
    by_row = {int(row): answer for row, answer in arguments["answers"].items()}
    shown = {int(row): question for row, question in arguments["shown"].items()}
    return Order(
        arguments["file"],
        arguments["map"],
        arguments["choice"],
        Answers(by_row, arguments["reason"], shown),
    )
