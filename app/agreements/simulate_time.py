"""How long a simulation takes that is settled patient by patient: told before anyone waits.

Arrays take seconds. What they refuse goes to the readable engine, of which one future is timed on
this machine, as busy as it is now; the others take as long.
"""

from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from app.agreements.simulate_work import LONGEST, Wanted
from contracts.agreement import Agreement
from contracts.simulate.known import Cohort
from contracts.simulate.readings import readings
from contracts.simulate.scenario import Scenario
from contracts.simulate.simulate import READ_BY_ROWS, refused, simulate

LONG = timedelta(minutes=1)
"""From here on the person is told how long it takes, and says whether to begin."""
_TIMED = 10
"""The new patients of the future that is timed."""


@dataclass(frozen=True, slots=True)
class Expected:
    """How long a simulation may take."""

    takes: timedelta
    futures: int
    """How many futures are asked for."""

    @property
    def is_long(self) -> bool:
        """Whether to ask before it begins."""
        return self.takes > LONG

    @property
    def too_long(self) -> bool:
        """Whether it would be stopped before it ends."""
        return self.takes > LONGEST

    @property
    def minutes(self) -> int:
        """In whole minutes, begun ones counted."""
        return -int(-self.takes.total_seconds() // 60)

    def within(self, time: timedelta) -> int:
        """How many futures may be asked for in so long."""
        return max(int(self.futures * (time / self.takes) * 9 / 10), 1)


def expected(asked: Wanted) -> Expected:
    """How long what is asked for takes; nothing is timed where arrays settle it."""
    seconds = sum(
        _seconds(design, asked.scenario, cohort)
        for design, cohort in zip(asked.designs, asked.cohorts, strict=True)
    )
    return Expected(timedelta(seconds=seconds), asked.scenario.paths)


def _seconds(design: Agreement, scenario: Scenario, cohort: Cohort | None) -> float:
    if refused(design) is None:
        return 0.0
    asked = scenario.enrolment.patients
    new = min(asked, _TIMED)
    enrolment = scenario.enrolment.model_copy(update={"patients": new})
    begun = perf_counter()
    told = simulate(
        design, scenario.model_copy(update={"paths": 1, "enrolment": enrolment}), cohort
    )
    one = (perf_counter() - begun) * _share(asked + told.known, new + told.known)
    few = min(READ_BY_ROWS / max(asked + told.known, 1), scenario.paths)
    # A future is settled twice for the figures, and once for each other reading.
    return one * (scenario.paths + few * (1 + sum(1 for _ in readings(design))) / 2)


def _share(wanted: int, timed: int) -> float:
    return wanted / max(timed, 1)
