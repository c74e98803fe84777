"""What asks for no payment any more: settled by a run that counts, or cut off by an end."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables.agreements import AgreementVersion
from app.db.tables.settlements import SettlementLine, SettlementRun, SettlementState
from contracts.agreement import Milestone
from contracts.reason import Status
from contracts.states import State
from reports.statement import Section

SETTLED = frozenset({Section.PAYABLE, Section.ADJUSTMENT, Section.NOT_PAYABLE})


@dataclass(frozen=True, slots=True)
class Over:
    """What asks for no payment any more, by what the runs that count say."""

    settled: frozenset[tuple[str, str, str, str]]
    ended: Mapping[tuple[str, str, str], int]
    """The first milestone of a treatment's term that the treatment's end has cut off."""

    def covers(self, agreement: str, treatment: str, one: Milestone) -> bool:
        """Whether nothing more comes of a milestone of an agreement."""
        first = self.ended.get((agreement, treatment, one.term))
        cut_off = first is not None and one.index >= first
        return cut_off or (agreement, treatment, one.term, str(one.index)) in self.settled


def over_of(session: Session, latest: Mapping[str, State]) -> Over:
    """What the issued runs and those that speak for each agreement have done with."""
    line = SettlementLine
    numbers = _numbers(session)
    rows = session.execute(
        sa.select(
            col(line.treatment),
            col(line.term),
            col(line.milestone),
            col(line.status),
            col(line.section),
            col(line.run_id),
        ).where(sa.or_(in_issued(), col(line.run_id).in_(latest)))
    )
    settled, ended = set(), dict[tuple[str, str, str], int]()
    for treatment, term, milestone, status, section, run_id in rows:
        if status == Status.TERMINATED and milestone.isdigit():
            key = (numbers[run_id], treatment, term)
            ended[key] = min(int(milestone), ended.get(key, int(milestone)))
        elif section in SETTLED and latest.get(run_id, State.ISSUED) is State.ISSUED:
            settled.add((numbers[run_id], treatment, term, milestone))
    return Over(frozenset(settled), ended)


def _numbers(session: Session) -> dict[str, str]:
    """The number of the agreement that each run settles."""
    rows = session.execute(
        select(SettlementRun.id, AgreementVersion.agreement_id).join(
            AgreementVersion, col(AgreementVersion.id) == SettlementRun.agreement_version_id
        )
    )
    return {row.id: row.agreement_id for row in rows}


def in_issued() -> sa.ColumnElement[bool]:
    """Whether a line is of an issued run."""
    issued = select(SettlementState.run_id).where(
        SettlementState.state == State.ISSUED.value, col(SettlementState.line_id).is_(None)
    )
    return col(SettlementLine.run_id).in_(issued)
