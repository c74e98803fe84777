"""What the evidence pages show of each cohort, narrowed to what the reader may see."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from analytics.disclosure import THRESHOLD
from analytics.events import event_table, merge
from analytics.survival import cross_check, kaplan_meier
from app.db.tables.catalogue import Product
from app.db.tables.evidence import AnalysisPlan, DataCut
from app.db.tables.patients import Treatment
from app.evidence.attendance import Due, completeness_report, due_items, overall
from app.evidence.cohorts import CohortKey, Department, Followed, Known, follow, known_cohort
from app.evidence.cohorts import names_of as cohort_names
from app.evidence.curves import Asked, ShownCurve, national_times, show, wanted
from app.evidence.endpoints import Watched, WatchedEndpoint, watched
from app.evidence.medians import median_follow_up
from app.evidence.published import PublishedPoint, published_points
from app.evidence.release import (
    ALL,
    Allowed,
    allowed_times,
    shown,
    small,
    visible_sites,
)
from app.permissions import Actor, NotFound, Permission, check
from contracts.dates import end_of
from reports.council import Completeness
from reports.language import Wording

COPENHAGEN = "Europe/Copenhagen"


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One cohort of the list: how many were treated, and how long they have been followed."""

    key: CohortKey
    product: str
    indication: Wording
    reference: bool
    endpoint: Wording
    patients: int | None
    follow_up: float | None
    completeness: float | None


@dataclass(frozen=True, slots=True)
class View:
    """Which curve a reader asks for."""

    key: CohortKey
    endpoint: str | None = None
    site: str | None = None
    at: date | None = None
    check: bool = False
    """Whether to compare with the independent tool, which takes a second or two."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A department beside the others: patients, and how complete its follow-up is."""

    site: Department
    patients: int | None
    completeness: float | None
    open: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the evidence page shows."""

    view: View
    product: str
    indication: Wording
    reference: bool
    watched: Watched
    endpoint: WatchedEndpoint
    treated: int | None
    """Everybody infused; it is told before any endpoint's numbers are."""
    curve: ShownCurve
    published: tuple[PublishedPoint, ...]
    completeness: Completeness
    complete: float | None
    departments: tuple[SiteRow, ...]
    unusable: tuple[tuple[Wording, int | None], ...]
    site: Department | None
    restricted: bool
    until: date
    known_at: datetime
    snapshot_sha256: str
    cut_days: tuple[date, ...]
    """The days of the data cuts taken of this cohort; one may look back to them too."""
    difference: float | None
    """The largest difference from lifelines, where it was asked for."""


def cohorts(session: Session, actor: Actor, today: date) -> list[CohortRow]:
    """Every cohort with an infused treatment that the reader may know of, by brand."""
    check(actor, Permission.EVIDENCE_READ)
    found = []
    for key in _keys(session, actor):
        try:
            known = known_cohort(session, actor, key, None, today)
        except NotFound:
            continue
        if known.infused():
            found.append(_row(session, actor, known))
    return sorted(found, key=lambda row: (row.reference, row.product, row.key.indication))


def evidence(session: Session, actor: Actor, view: View, today: date) -> Evidence:
    """One cohort for one endpoint, of one department or of all that the reader may see.

    Raises:
        NotFound: no such cohort, endpoint or department, or not the reader's to see.
    """
    until = view.at or today
    known_at = end_of(view.at, COPENHAGEN) if view.at is not None and view.at < today else None
    names = cohort_names(session, view.key)
    known = known_cohort(session, actor, view.key, known_at, until)
    followed_to = watched(view.key.product, view.key.indication)
    endpoint = followed_to.endpoint(view.endpoint)
    if endpoint is None:
        raise NotFound
    whole = follow(known, endpoint)
    before = _before(followed_to, endpoint, known)
    chosen = _site(actor, known, view.site)
    part = follow(known.at(chosen.id), endpoint) if chosen else whole
    due = due_items(session, part.known, until)
    published = published_points(endpoint.published, endpoint.published_as)
    asked = Asked(followed_to.landmark_days, published)
    threshold = THRESHOLD if actor.national else None
    return Evidence(
        view=view,
        product=names[0],
        indication=names[1],
        reference=names[2],
        watched=followed_to,
        endpoint=endpoint,
        treated=_told(len(part.known.infused()), threshold),
        curve=show(
            event_table(part.cohort), asked, _allowed(actor, (whole, *before), chosen, asked)
        ),
        published=published,
        completeness=completeness_report(
            part.known, due, threshold, of_many=actor.national and chosen is not None
        ),
        complete=_share(overall(due), len(due), threshold),
        departments=_departments(session, actor, known, until),
        unusable=tuple((words, _told(n, threshold)) for words, n in part.unusable),
        site=chosen,
        restricted=actor.national,
        until=until,
        known_at=known.snapshot.at,
        snapshot_sha256=part.known.snapshot.sha256,
        cut_days=cut_days(session, view.key),
        difference=_difference(part) if view.check else None,
    )


def cut_days(session: Session, key: CohortKey) -> tuple[date, ...]:
    """The days up to which data cuts of a cohort count facts, in order."""
    query = (
        select(col(DataCut.cut_on))
        .join(AnalysisPlan, col(AnalysisPlan.id) == DataCut.analysis_plan_id)
        .where(AnalysisPlan.product_id == key.product, AnalysisPlan.indication_id == key.indication)
    )
    return tuple(sorted(set(session.exec(query))))


def _difference(followed: Followed) -> float | None:
    return cross_check(followed.cohort, kaplan_meier(followed.cohort))


def _row(session: Session, actor: Actor, known: Known) -> CohortRow:
    brand, indication, reference = cohort_names(session, known.key)
    followed_to = watched(known.key.product, known.key.indication)
    endpoint = followed_to.endpoints[0]
    whole = follow(known, endpoint)
    threshold = THRESHOLD if actor.national else None
    due = due_items(session, known, known.until)
    return CohortRow(
        known.key,
        brand,
        indication,
        reference,
        Wording(endpoint.label.da, endpoint.label.en),
        _told(len(known.infused()), threshold),
        median_follow_up(whole, threshold),
        _share(overall(due), len(due), threshold),
    )


def _keys(session: Session, actor: Actor) -> list[CohortKey]:
    query = select(Treatment.product_id, Treatment.indication_id).distinct()
    if not actor.national:
        query = query.where(col(Treatment.site_id).in_(sorted(actor.site_ids)))
    query = query.join(Product, col(Product.id) == Treatment.product_id)
    return sorted((CohortKey(*pair) for pair in session.exec(query)), key=lambda k: k.product)


def _before(followed_to: Watched, endpoint: WatchedEndpoint, known: Known) -> list[Followed]:
    """The endpoints whose numbers go before this one's."""
    place = followed_to.endpoints.index(endpoint)
    return [follow(known, one) for one in followed_to.endpoints[:place]]


def _allowed(
    actor: Actor, analysed: tuple[Followed, ...], chosen: Department | None, asked: Asked
) -> Allowed:
    """Every time for the department's own; for others what may be told of it and of the rest.

    Args:
        actor: who reads.
        analysed: the endpoint that is read, then those whose numbers are told before its.
        chosen: the department that is read, or None for all.
        asked: at which days.
    """
    if not actor.national:
        return ALL
    whole, *before = analysed
    national = national_times(whole, asked, THRESHOLD, before)
    if chosen is None or not national.times:
        return national
    tables = whole.by_site()
    visible = visible_sites({site: table.n for site, table in tables.items()})
    if chosen.id not in visible:
        raise NotFound
    parts = [tables[site] for site in sorted(visible)]
    if rest := [table for site, table in sorted(tables.items()) if site not in visible]:
        parts.append(merge(*rest))
    told = national.times or ()
    allowed = allowed_times(parts, [time for time in wanted(asked) if time in told], told)
    few = any(small(whole.tells_apart(site)) for site in tables) or not national.counted
    if not few or not allowed.times:
        return allowed
    return allowed.rounded(tables[chosen.id].n + whole.tells_apart(chosen.id))


def _site(actor: Actor, known: Known, wanted: str | None) -> Department | None:
    """The department asked for; for a site lead with one department it is that one anyway."""
    if wanted is None:
        return None if actor.national or len(known.departments) != 1 else known.departments[0]
    found = next((one for one in known.departments if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def _departments(session: Session, actor: Actor, known: Known, until: date) -> tuple[SiteRow, ...]:
    infused = known.infused()
    counts = {one.id: 0 for one in known.departments}
    for name in infused:
        counts[known.site_of[name]] += 1
    with_patients = {site: n for site, n in counts.items() if n}
    visible = visible_sites(with_patients) if actor.national else frozenset(with_patients)
    due = due_items(session, known, until)
    return tuple(_site_row(one, counts[one.id], due, visible) for one in known.departments)


def _site_row(
    one: Department, patients: int, due: tuple[Due, ...], visible: frozenset[str]
) -> SiteRow:
    if one.id not in visible:
        return SiteRow(one, None, None, open=False)
    own = tuple(item for item in due if item.site == one.id)
    return SiteRow(one, patients, _share(overall(own), len(own), None), open=True)


def _told(count: int, threshold: int | None) -> int | None:
    return count if threshold is None else shown(count, threshold)


def _share(share: float | None, items: int, threshold: int | None) -> float | None:
    """A share in whole percents; not told of a handful of items."""
    if share is None or (threshold is not None and items < threshold):
        return None
    return round(share, 2)
