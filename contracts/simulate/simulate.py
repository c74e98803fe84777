"""Simulate an agreement under a scenario: draw the patients, settle them, tell what it comes to."""

from dataclasses import dataclass, replace

from contracts.agreement import Agreement
from contracts.columns.refused import NotInColumns
from contracts.reason import Language
from contracts.simulate.by_columns import by_columns
from contracts.simulate.by_rows import MOST_BY_ROWS, by_rows
from contracts.simulate.figures import Figures, Odds, Spread, by_year, spread
from contracts.simulate.plan import Plan, plan_of
from contracts.simulate.readings import Reading, readings
from contracts.simulate.scenario import Scenario
from contracts.simulate.settled import Settled
from contracts.simulate.stories import Stories, drawn, flawless

_WORDS = (
    (
        "{term}: {what} kan kun afregnes række for række, højst {most} patientforløb ad gangen; "
        "scenariet har {found}. Sæt antallet af fremtider ned til {futures}."
    ),
    (
        "{term}: {what} can be settled only row by row, at most {most} courses at a time; "
        "the scenario has {found}. Lower the number of futures to {futures}."
    ),
)


class TooManyByRows(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """Arrays do not work a term out, and there are too many patients for the readable engine."""

    def __init__(self, refused: NotInColumns, scenario: Scenario) -> None:
        super().__init__(refused.what)
        self.refused = refused
        self.found = scenario.patient_paths
        self.futures = max(MOST_BY_ROWS // scenario.enrolment.patients, 1)

    def into(self, language: Language) -> str:
        """Which term it is, and what to do, in one language."""
        return _WORDS[0 if language == "da" else 1].format(
            term=self.refused.term,
            what=self.refused.what,
            most=MOST_BY_ROWS,
            found=self.found,
            futures=self.futures,
        )


@dataclass(frozen=True, slots=True)
class Cost:
    """What one other reading would change on the same futures, in minor units.

    Where nothing changes, the scenario never comes to the clause, or it pays the same either way.
    """

    reading: Reading
    change: Spread

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
        }


def simulate(agreement: Agreement, scenario: Scenario) -> Figures:
    """What an agreement comes to under a scenario; the same inputs give the same figures.

    Raises:
        TooManyByRows: a term has to be settled row by row, and there are too many patients.
    """
    plan = plan_of(agreement, scenario)
    stories = drawn(plan)
    settled = settle(plan, stories)
    ideal = settle(plan, flawless(plan, stories))
    return _figures(plan, stories, settled, ideal)


def settle(plan: Plan, stories: Stories) -> Settled:
    """The stories in arrays; where those cannot, row by row."""
    try:
        return by_columns(plan, stories)
    except NotInColumns as refused:
        if plan.scenario.patient_paths > MOST_BY_ROWS:
            raise TooManyByRows(refused, plan.scenario) from refused
        return by_rows(plan, stories, f"{refused.term}: {refused.what}")


def costs(agreement: Agreement, scenario: Scenario) -> tuple[Cost, ...]:
    """What each other reading of the agreement would change, drawn alike; the largest first.

    Raises:
        TooManyByRows: a term has to be settled row by row, and there are too many patients.
    """
    plan = plan_of(agreement, scenario)
    stories = drawn(plan)
    written = settle(plan, stories).totals
    found = []
    for reading in readings(agreement):
        other = settle(replace(plan, agreement=reading.agreement), stories)
        found.append(Cost(reading, spread(other.totals - written)))
    key = [(-abs(cost.change.mean), place) for place, cost in enumerate(found)]
    return tuple(found[place] for _, place in sorted(key))


def _figures(plan: Plan, stories: Stories, settled: Settled, ideal: Settled) -> Figures:
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
        len(stories),
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
    )


def _odds(agreement: Agreement, settled: Settled) -> tuple[Odds, ...]:
    return tuple(
        Odds(
            clause.id,
            term.id,
            term.type,
            settled.patients.get(term.id, 0),
            settled.futures.get(term.id, 0),
        )
        for clause, term in agreement.terms()
    )
