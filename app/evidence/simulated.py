"""Who is treated already, for a simulation that goes on from there."""

from datetime import datetime

from sqlmodel import Session

from app.agreements.reading import Reads
from app.agreements.simulate_cohort import read_by
from app.evidence.facts import facts, last_recorded
from contracts.agreement import Agreement
from contracts.simulate.known import Cohort


def cohort(session: Session, of: Agreement, design: Agreement, known_at: datetime) -> Cohort:
    """Everyone treated with one agreement's product for its indication, and what a design reads.

    A simulation settles nothing, so who refuses secondary use is left out.
    """
    found = facts(
        session,
        of.product or "",
        of.indication or "",
        known_at,
        leave_out_opted_out=True,
        reads=Reads.of([design]),
    )
    return Cohort(found, known_at)


read_by(cohort, last_recorded)
