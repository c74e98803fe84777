"""Treatments of a settlement for which another agreement has been paid already."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, func

from app.db.tables.agreements import AgreementVersion
from app.db.tables.settlements import SettlementLine, SettlementRun
from app.settlements.over import in_issued
from app.settlements.steps import agreement_id_of
from contracts.fact import EVERYONE


@dataclass(frozen=True, slots=True)
class Doubled:
    """How many treatments are claimed for twice, and the first line issued for one of them."""

    count: int
    treatment: str
    agreement_id: str
    line_id: int


def doubled(session: Session, run: SettlementRun) -> Doubled | None:
    """The treatments with an amount here and an issued one under another agreement, if any."""
    line, version = SettlementLine, AgreementVersion
    mine = sa.select(col(line.treatment)).where(
        col(line.run_id) == run.id, col(line.amount) != 0, col(line.treatment) != EVERYONE
    )
    others = (
        sa.select(col(SettlementRun.id))
        .join(version, col(version.id) == col(SettlementRun.agreement_version_id))
        .where(col(version.agreement_id) != agreement_id_of(session, run))
    )
    found = sa.select(func.count(col(line.treatment).distinct()), func.min(col(line.id))).where(
        in_issued(),
        col(line.run_id).in_(others),
        col(line.amount) != 0,
        col(line.treatment).in_(mine),
    )
    count, first = session.execute(found).one()
    if not count:
        return None
    row = session.get_one(SettlementLine, first)
    other = session.get_one(SettlementRun, row.run_id)
    return Doubled(count, row.treatment, agreement_id_of(session, other), first)
