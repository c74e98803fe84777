"""Everything drawn of a plan: new patients, and the futures of those known."""

from dataclasses import dataclass

from contracts.agreement import Agreement
from contracts.simulate.known import Cohort, known_of
from contracts.simulate.known_futures import Futures, drawn_on, undisturbed
from contracts.simulate.plan import Plan, plan_of
from contracts.simulate.refused import NobodyToDraw
from contracts.simulate.scenario import Scenario
from contracts.simulate.stories import Stories, drawn, flawless


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The stories of new patients and, where there is an actual cohort, its futures."""

    new: Stories
    on: Futures | None = None

    @property
    def stories(self) -> int:
        """How many stories differ."""
        return len(self.new) + (0 if self.on is None else len(self.on.stories))

    @property
    def patients(self) -> int:
        """How many known patients there are."""
        return 0 if self.on is None else len(self.on.known)


def draw(agreement: Agreement, scenario: Scenario, cohort: Cohort | None) -> tuple[Plan, Drawn]:
    """The plan of an agreement under a scenario, and all that is drawn by it.

    Raises:
        SimulationRefused: nobody is drawn, or more than can be worked out.
    """
    plan = plan_of(agreement, scenario, () if cohort is None else cohort.common)
    known = None if cohort is None else known_of(plan, cohort)
    if not scenario.enrolment.patients and not (known and len(known)):
        raise NobodyToDraw
    new = drawn(plan)
    if known is None or not len(known):
        return plan, Drawn(new)
    return plan, Drawn(new, Futures(plan, known, drawn_on(plan, known)))


def undisturbed_of(plan: Plan, found: Drawn) -> Drawn:
    """The same patients if the effect lasts and nothing else happens."""
    new = flawless(plan, found.new)
    if found.on is None:
        return Drawn(new)
    known = found.on.known
    return Drawn(new, Futures(plan, known, undisturbed(plan, known)))
