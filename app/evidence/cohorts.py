"""From facts to a cohort: who is in it, how long each was followed, and at which department."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np
from sqlmodel import Session, col, select

from analytics.cohort import Cohort
from analytics.events import EventTable, event_table
from app.db.tables.catalogue import Indication, Product, Site
from app.db.tables.patients import Treatment, pseudonym
from app.evidence.endpoints import EndpointText, membership
from app.evidence.facts import facts, last_recorded
from app.permissions import Actor, NotFound, Permission, check
from contracts.endpoint import Duration, durations
from contracts.facts import Fact, Kind, Snapshot
from reports.language import Wording

NAMELESS = Wording("", "")


@dataclass(frozen=True, slots=True)
class CohortKey:
    """A product for an indication: whom a cohort is made of."""

    product: str
    indication: str


@dataclass(frozen=True, slots=True)
class Department:
    """A department by id, with its name."""

    id: str
    name: str


@dataclass(frozen=True)
class Known:
    """What was known about a cohort at one moment, and where each treatment is followed.

    `snapshot` holds facts dated up to `until`; treatments of departments outside `sites` are in
    none of it. Pseudonyms stay inside: pages and reports get counts.
    """

    key: CohortKey
    until: date
    snapshot: Snapshot
    site_of: dict[str, str]
    departments: tuple[Department, ...]

    @cached_property
    def infused(self) -> tuple[str, ...]:
        """The treatments with an infusion by `until`."""
        return tuple(t for t in self.snapshot.treatments() if infused_on(self.snapshot.about(t)))

    def at(self, site: str) -> "Known":
        """The same for one department only."""
        chosen = {name for name, where in self.site_of.items() if where == site}
        versions = (fact for fact in self.snapshot.versions if fact.treatment in chosen)
        return Known(
            self.key,
            self.until,
            Snapshot.known_at(versions, self.snapshot.at),
            dict.fromkeys(chosen, site),
            tuple(one for one in self.departments if one.id == site),
        )


@dataclass(frozen=True, slots=True)
class Followed:
    """How long each treatment was followed for one endpoint, and how many could not be used."""

    known: Known
    durations: tuple[Duration, ...]
    unusable: tuple[tuple[str, int], ...]
    """Treatments left out until the department corrects their dates, by a reason of `PROBLEMS`."""

    @property
    def cohort(self) -> Cohort:
        """The durations as analytics takes them; the ids are pseudonyms and stay inside."""
        return Cohort(
            np.array([one.days for one in self.durations], np.int64),
            np.array([one.observed for one in self.durations], np.bool_),
            ids=np.array([one.treatment for one in self.durations], np.str_),
        )

    def by_site(self) -> dict[str, EventTable]:
        """The event table of each department; together they are that of the whole cohort."""
        grouped: dict[str, list[Duration]] = {}
        for one in self.durations:
            grouped.setdefault(self.known.site_of[one.treatment], []).append(one)
        return {
            site: event_table(Followed(self.known, tuple(some), ()).cohort)
            for site, some in sorted(grouped.items())
        }

    def tells_apart(self, site: str | None = None) -> int:
        """How many infused treatments are not in the analysis, of one department or of all."""
        infused = self.known.infused
        chosen = [t for t in infused if site in (None, self.known.site_of[t])]
        used = [d for d in self.durations if site in (None, self.known.site_of[d.treatment])]
        return len(chosen) - len(used)

    def causes(self) -> Counter[str]:
        """How many treatments lost the outcome by which event."""
        return Counter(one.cause for one in self.durations if one.observed)

    def left(self) -> Counter[str]:
        """How many left otherwise, by which event; empty for those still followed."""
        return Counter(one.cause for one in self.durations if not one.observed)


def known_cohort(
    session: Session,
    actor: Actor,
    key: CohortKey,
    known_at: datetime | None,
    until: date,
) -> Known:
    """What the actor may know about a cohort: one's own departments, or all of them nationally.

    Patients who refuse secondary use are left out for national readers; a department's own quality
    work keeps them.

    Raises:
        NotFound: no treatment that the actor may know of, so that the answer is the same as for a
            product that does not exist.
    """
    check(actor, Permission.EVIDENCE_READ)
    known = whole_cohort(session, key, known_at, until, leave_out_opted_out=actor.national)
    if not actor.national:
        known = _only(known, actor.sites_where(Permission.EVIDENCE_READ))
    if not known.site_of:
        raise NotFound
    return known


def whole_cohort(
    session: Session,
    key: CohortKey,
    known_at: datetime | None,
    until: date,
    *,
    leave_out_opted_out: bool,
) -> Known:
    """Everything known about a cohort, for whoever has checked the reader already."""
    at = known_at or last_recorded(session)
    read = facts(
        session,
        key.product,
        key.indication,
        at,
        valid_to=until,
        leave_out_opted_out=leave_out_opted_out,
    )
    site_of = _sites(session, key, {fact.treatment for fact in read})
    return Known(key, until, Snapshot.known_at(read, at), site_of, _departments(session, site_of))


def follow(known: Known, endpoint: EndpointText) -> Followed:
    """How long each treatment of the cohort was followed for an endpoint."""
    found, problems = durations(endpoint.definition(), known.snapshot, known.until)
    belongs = membership(endpoint.among, known.snapshot)
    first = {problem.treatment: problem.reason for problem in reversed(problems)}
    counts = Counter(reason for treatment, reason in first.items() if belongs(treatment))
    return Followed(
        known,
        tuple(one for one in found if belongs(one.treatment)),
        tuple(sorted(counts.items())),
    )


PROBLEMS = {
    "before_infusion": Wording(
        "hændelse dateret før infusionen", "event dated before the infusion"
    ),
    "two_deaths": Wording("to dødsdatoer", "two dates of death"),
    "two_infusions": Wording("to infusionsdatoer", "two infusion dates"),
    "seen_after_death": Wording("oplysning efter dødsdagen", "something after the day of death"),
}


def infused_on(facts_of_one: tuple[Fact, ...]) -> date | None:
    """The infusion date among a treatment's facts, or None."""
    found = (f.valid_on for f in facts_of_one if (f.kind, f.name) == (Kind.TREATMENT, "infused"))
    return min(found, default=None)


def names_of(session: Session, key: CohortKey) -> tuple[str, Wording, bool]:
    """The product's brand, the indication's words, and whether it is a reference cohort.

    Raises:
        NotFound: the catalogue has no such product or indication.
    """
    product, indication = (
        session.get(Product, key.product),
        session.get(Indication, key.indication),
    )
    if product is None or indication is None:
        raise NotFound
    words = Wording(indication.label_da, indication.label_en)
    return product.brand, words, product.reference


def _only(known: Known, sites: frozenset[str]) -> Known:
    site_of = {name: where for name, where in known.site_of.items() if where in sites}
    versions = (fact for fact in known.snapshot.versions if fact.treatment in site_of)
    return Known(
        known.key,
        known.until,
        Snapshot.known_at(versions, known.snapshot.at),
        site_of,
        tuple(one for one in known.departments if one.id in sites),
    )


def _sites(session: Session, key: CohortKey, wanted: set[str]) -> dict[str, str]:
    rows = session.execute(
        select(col(Treatment.id), col(Treatment.site_id)).where(
            Treatment.product_id == key.product, Treatment.indication_id == key.indication
        )
    )
    named = ((pseudonym(number), site) for number, site in rows)
    return {name: site for name, site in named if name in wanted}


def _departments(session: Session, site_of: dict[str, str]) -> tuple[Department, ...]:
    rows = session.exec(select(Site).where(col(Site.id).in_(sorted(set(site_of.values())))))
    return tuple(sorted((Department(r.id, r.name) for r in rows), key=lambda d: d.name))
