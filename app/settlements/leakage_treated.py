"""Treatments no settlement can reach: under no agreement, short of facts, or never given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.agreements.queries import active_versions
from app.db.facts import known
from app.db.tables.agreements import Agreement as AgreementRow
from app.db.tables.followup import Observation
from app.db.tables.patients import Residence, Treatment, TreatmentState, pseudonym
from app.settlements.leakage_items import Item, Kind
from contracts.agreement import Agreement
from contracts.criterion import ChangeFromBaseline, nodes
from contracts.dates import subtract
from contracts.terms import criterion_of

WAIT_DAYS = 90
"""Days after which a product that was ordered and not given is asked about."""
REGION = "region"
INDICATION, OTHER_DAY, NOT_IN_FORCE = "indication", "day", "not_in_force"

Baselines = Mapping[tuple[int, str], list[tuple[date, str]]]
"""By treatment and outcome, the days of its values and their methods."""


@dataclass(slots=True)
class _Course:
    """One treatment with the dates of its states."""

    number: int
    patient_id: str
    product_id: str
    indication_id: str
    states: dict[str, date] = field(default_factory=dict)

    def item(self, kind: Kind, since: date, missing: str, payer: str, number: str = "") -> Item:
        """It as something that slips away."""
        name = pseudonym(self.number)
        return Item(
            kind, self.product_id, name, since, agreement_id=number, payer=payer, missing=missing
        )


def treated_items(session: Session, today: date, wait: int) -> Iterator[Item]:
    """The treatments with a product that has an agreement, and what keeps money from following.

    Args:
        session: any transaction.
        today: the day ages are counted to.
        wait: the days a product may be on its way before it is asked about.
    """
    agreements = _Agreements.of(session)
    homes = _homes(session, agreements.products)
    baselines = _baselines(session, agreements)
    for one in _courses(session, agreements.products):
        home = homes.get(one.patient_id, [])
        infused = one.states.get("infused")
        if infused is not None:
            yield from agreements.unreached(one, infused, home, baselines)
            continue
        last = max(one.states.items(), key=lambda pair: (pair[1], pair[0]), default=None)
        if last is None or "not_infused" in one.states or (today - last[1]).days <= wait:
            continue
        yield one.item(Kind.NOT_INFUSED, last[1], last[0], _payer(home, today))


@dataclass(frozen=True, slots=True)
class _Agreements:
    """The agreements by what they cover: products, indications, and days."""

    products: frozenset[str]
    lineages: Mapping[tuple[str, str], tuple[tuple[Agreement, ...], ...]]
    """Of each product and indication, the versions in force of every agreement."""

    @classmethod
    def of(cls, session: Session) -> "_Agreements":
        """All that were ever written."""
        rows = session.exec(select(AgreementRow).order_by(AgreementRow.id)).all()
        found: dict[tuple[str, str], tuple[tuple[Agreement, ...], ...]] = {}
        for row in rows:
            versions = tuple(one.agreement for one in active_versions(session, row.id))
            cohort = (row.product_id, row.indication_id)
            found[cohort] = (*found.get(cohort, ()), versions)
        return cls(frozenset(row.product_id for row in rows), found)

    def unreached(
        self, one: _Course, infused: date, home: list[tuple[date, str]], baselines: Baselines
    ) -> Iterator[Item]:
        """What keeps an infused treatment from being settled."""
        payer = _payer(home, infused)
        lineages = self.lineages.get((one.product_id, one.indication_id))
        if lineages is None:
            yield one.item(Kind.NO_AGREEMENT, infused, INDICATION, payer)
            return
        ruling = [_ruling(versions, infused) for versions in lineages]
        if not any(ruling):
            missing = OTHER_DAY if any(lineages) else NOT_IN_FORCE
            yield one.item(Kind.NO_AGREEMENT, infused, missing, payer)
        for agreement in filter(None, ruling):
            for missing in _missing(agreement, one, infused, payer, baselines):
                yield one.item(Kind.NO_BASIS, infused, missing, payer, agreement.id)


def _ruling(versions: tuple[Agreement, ...], day: date) -> Agreement | None:
    return next((one for one in versions if one.governs(day)), None)


def _missing(
    agreement: Agreement, one: _Course, infused: date, payer: str, baselines: Baselines
) -> Iterator[str]:
    """What an agreement needs of the time of the infusion and nobody has recorded."""
    if not payer and not agreement.payer_rule.otherwise:
        yield REGION
    rounding = agreement.document.calendar.month_rounding
    for outcome, wanted in sorted(_asked(agreement).items()):
        values = baselines.get((one.number, outcome), [])
        for change in wanted:
            body = change.change
            earliest = subtract(infused, body.baseline_within, rounding)
            if not any(
                earliest <= day <= infused and body.method in {None, method}
                for day, method in values
            ):
                yield outcome
                break


def _asked(agreement: Agreement) -> dict[str, list[ChangeFromBaseline]]:
    """The outcomes an agreement holds against a value from before the infusion."""
    found: dict[str, list[ChangeFromBaseline]] = {}
    for _, term in agreement.terms():
        criterion = criterion_of(term)
        for node in nodes(criterion) if criterion is not None else ():
            if isinstance(node, ChangeFromBaseline):
                found.setdefault(node.change.outcome, []).append(node)
    return found


def _courses(session: Session, products: frozenset[str]) -> Iterator[_Course]:
    """The treatments with these products, each with the first day of every state it has had."""
    states = known(TreatmentState).subquery()
    ids = (Treatment.id, Treatment.patient_id, Treatment.product_id, Treatment.indication_id)
    rows = session.execute(
        sa.select(*map(col, ids), states.c.state, states.c.valid_on)
        .join(states, states.c.treatment_id == col(Treatment.id))
        .where(col(Treatment.product_id).in_(sorted(products)))
        .order_by(col(Treatment.id), states.c.valid_on)
    )
    one: _Course | None = None
    for number, patient, product, indication, state, day in rows:
        if one is None or one.number != number:
            if one is not None:
                yield one
            one = _Course(number, patient, product, indication)
        one.states.setdefault(state, day)
    if one is not None:
        yield one


def _homes(session: Session, products: frozenset[str]) -> dict[str, list[tuple[date, str]]]:
    """Where the patients lived from which day on, by patient."""
    patients = select(Treatment.patient_id).where(col(Treatment.product_id).in_(sorted(products)))
    rows = known(Residence).where(col(Residence.patient_id).in_(patients)).subquery()
    found: dict[str, list[tuple[date, str]]] = {}
    wanted = (rows.c.patient_id, rows.c.valid_on, rows.c.region_code)
    for patient, day, region in session.execute(sa.select(*wanted).order_by(rows.c.valid_on)):
        found.setdefault(patient, []).append((day, region))
    return found


def _payer(home: list[tuple[date, str]], day: date) -> str:
    """The region lived in on a day; empty where it is not known."""
    return next((region for since, region in reversed(home) if since <= day), "")


def _baselines(session: Session, agreements: _Agreements) -> Baselines:
    names = {
        outcome
        for lineages in agreements.lineages.values()
        for versions in lineages
        for agreement in versions
        for outcome in _asked(agreement)
    }
    found: dict[tuple[int, str], list[tuple[date, str]]] = {}
    if not names:
        return found
    rows = known(Observation).where(col(Observation.name).in_(sorted(names))).subquery()
    wanted = (rows.c.treatment_id, rows.c.name, rows.c.valid_on, rows.c.method)
    for number, name, day, method in session.execute(sa.select(*wanted).where(rows.c.value != "")):
        found.setdefault((number, name), []).append((day, method))
    return found
