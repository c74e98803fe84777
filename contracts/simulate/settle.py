"""Everything drawn, settled: in arrays, or where those cannot, row by row."""

from contracts.columns.refused import NotInColumns
from contracts.simulate.by_columns import by_columns
from contracts.simulate.by_rows import by_rows
from contracts.simulate.drawn import Drawn
from contracts.simulate.known_futures import known_by_columns
from contracts.simulate.late import late
from contracts.simulate.plan import Plan
from contracts.simulate.refused import TooManyByRows
from contracts.simulate.settled import Settled, Told, together, unheard

MOST_BY_ROWS = 20_000
"""More patients than this the readable engine is not asked for."""


def settle(plan: Plan, drawn: Drawn, told: Told = unheard) -> Settled:
    """What everything drawn comes to; `told` hears of each future settled row by row.

    Raises:
        TooManyByRows: a term has to be settled row by row, and there are too many patients.
    """
    try:
        return in_columns(plan, drawn)
    except NotInColumns as refused:
        each = plan.scenario.enrolment.patients + drawn.patients
        few_enough(refused, plan.scenario.paths, each)
        return by_rows(plan, drawn, f"{refused.term}: {refused.what}", told)


def one_by_one(plan: Plan, drawn: Drawn) -> int:
    """How many stories arrays leave to the readable engine."""
    known = 0 if drawn.on is None else len(drawn.on.limited)
    return known + len(late(plan, drawn.new))


def few_enough(refused: NotInColumns, futures: int, each: int) -> None:
    """Refuse more patients than the readable engine is asked for.

    Raises:
        TooManyByRows: there are more in all futures.
    """
    if each * futures > MOST_BY_ROWS:
        raise TooManyByRows(
            term=refused.term,
            what=refused.what,
            most=MOST_BY_ROWS,
            found=each * futures,
            futures=max(MOST_BY_ROWS // each, 1),
        ) from refused


def in_columns(plan: Plan, drawn: Drawn) -> Settled:
    """What everything drawn comes to, in arrays.

    Raises:
        NotInColumns: with the first thing only the readable engine works out.
    """
    if drawn.on is None:
        return by_columns(plan, drawn.new)
    known = known_by_columns(plan, drawn.on)
    if not plan.scenario.enrolment.patients:
        return known
    return together(by_columns(plan, drawn.new), known)
