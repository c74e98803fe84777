"""Simulate an agreement under a scenario: draw the patients, settle them, tell what it comes to."""

from dataclasses import dataclass, replace

from contracts.agreement import Agreement
from contracts.columns.accepted import accepted
from contracts.columns.refused import NotInColumns
from contracts.simulate.by_columns import refuse_sums
from contracts.simulate.drawn import Drawn, draw, undisturbed_of
from contracts.simulate.figures import Figures, Odds, Spread, by_year, spread
from contracts.simulate.known import Cohort, known_of
from contracts.simulate.plan import Plan, plan_of
from contracts.simulate.readings import Reading, readings
from contracts.simulate.refused import NobodyToDraw
from contracts.simulate.scenario import Scenario
from contracts.simulate.settle import few_enough, one_by_one, settle
from contracts.simulate.settled import Settled, Told, unheard

READ_BY_ROWS = 500
"""Each other reading is settled for about so many patients where arrays do not settle them."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one other reading would change on the same futures, in minor units.

    Where nothing changes, the scenario never comes to the clause, or it pays the same either way.
    `futures` tells over how many of them it was worked out, from the first.
    """

    reading: Reading
    change: Spread
    futures: int

    def to_json(self) -> dict[str, object]:
        """The reading and what it changes, as plain JSON values."""
        one = self.reading
        return {
            "clause": one.clause,
            "term": one.term,
            "choice": one.choice,
            "written": one.written,
            "read_as": one.read_as,
            "change": self.change.to_json(),
            "futures": self.futures,
        }


def simulate(
    agreement: Agreement, scenario: Scenario, cohort: Cohort | None = None, told: Told = unheard
) -> Figures:
    """What an agreement comes to under a scenario; the same inputs give the same figures.

    With an actual cohort, what is known stands and only what comes after it is drawn. Row by row,
    `told` hears how many futures are settled, of how many: each is settled as drawn, and again
    without anything happening.

    Raises:
        SimulationRefused: with what to change.
    """
    plan, drawn = draw(agreement, scenario, cohort)
    every = 2 * scenario.paths
    settled = settle(plan, drawn, lambda done, _: told(done, every))
    ideal = settle(
        plan, undisturbed_of(plan, drawn), lambda done, _: told(scenario.paths + done, every)
    )
    return _figures(plan, drawn, settled, ideal)


def costs(
    agreement: Agreement, scenario: Scenario, cohort: Cohort | None = None, told: Told = unheard
) -> tuple[Cost, ...]:
    """What each other reading of the agreement would change, drawn alike; the largest first.

    Row by row only the first futures are read otherwise, so that it stays a matter of seconds.
    `told` hears how many futures are read otherwise, of all in all readings.

    Raises:
        SimulationRefused: with what to change.
    """
    plan, drawn, settled = _few(agreement, scenario, cohort)
    written, every = settled.totals, tuple(readings(agreement))
    found: list[Cost] = []
    total = len(every) * len(written)

    def heard(done: int, _total: int) -> None:
        told(len(found) * len(written) + done, total)

    for reading in every:
        other = settle(replace(plan, agreement=reading.agreement), drawn, heard)
        found.append(Cost(reading, spread(other.totals - written), len(written)))
        heard(0, total)
    key = [(-abs(cost.change.mean), place) for place, cost in enumerate(found)]
    return tuple(found[place] for _, place in sorted(key))


def _few(
    agreement: Agreement, scenario: Scenario, cohort: Cohort | None
) -> tuple[Plan, Drawn, Settled]:
    """The futures to read otherwise: all of them in arrays, row by row the first few."""
    plan, drawn = draw(agreement, scenario, cohort)
    by_rows = one_by_one(plan, drawn)
    if refused(agreement) is not None:
        by_rows = scenario.paths * (scenario.enrolment.patients + drawn.patients)
    if by_rows > READ_BY_ROWS:
        few = max(scenario.paths * READ_BY_ROWS // by_rows, 1)
        plan, drawn = draw(agreement, scenario.model_copy(update={"paths": few}), cohort)
    return plan, drawn, settle(plan, drawn)


def _figures(plan: Plan, drawn: Drawn, settled: Settled, ideal: Settled) -> Figures:
    agreement, scenario = plan.agreement, plan.scenario
    payers = tuple(
        (name, by_year(settled.cash[:, place, :])) for place, name in enumerate(settled.payers)
    )
    return Figures(
        agreement.id,
        agreement.version,
        agreement.sha256,
        agreement.paid_in,
        settled.engine,
        settled.why_rows,
        scenario.seed,
        scenario.paths,
        scenario.enrolment.patients,
        drawn.patients,
        drawn.stories,
        plan.years,
        by_year(settled.cash.sum(axis=1)),
        payers,
        spread(settled.totals),
        spread(ideal.totals - settled.totals),
        _odds(agreement, settled),
        tuple(
            (term, index, tuple((status.value, n) for status, n in told.items()))
            for (term, index), told in settled.statuses.items()
        ),
        settled.totals,
        ideal.totals - settled.totals,
    )


def _odds(agreement: Agreement, settled: Settled) -> tuple[Odds, ...]:
    return tuple(
        Odds(
            clause.id,
            term.id,
            term.type,
            settled.patients.get(term.id, 0),
            int(settled.futures[term.id].sum()) if term.id in settled.futures else 0,
        )
        for clause, term in agreement.terms()
    )


def refuse(agreement: Agreement, scenario: Scenario, cohort: Cohort | None = None) -> None:
    """Refuse at once what can be told without working anything out.

    Raises:
        SimulationRefused: with what to change.
    """
    plan = plan_of(agreement, scenario)
    each = scenario.enrolment.patients + (0 if cohort is None else len(known_of(plan, cohort)))
    if not each:
        raise NobodyToDraw
    why = refused(agreement)
    if why is not None:
        few_enough(why, scenario.paths, each)


def refused(agreement: Agreement) -> NotInColumns | None:
    """What of an agreement arrays do not work out, whatever the scenario; None if they may."""
    try:
        accepted(agreement)
        refuse_sums(agreement)
    except NotInColumns as found:
        return found
    return None
