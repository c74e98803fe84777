"""What the evidence page shows of a cohort, narrowed to what the reader may see."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from analytics.disclosure import THRESHOLD
from analytics.events import event_table, merge
from analytics.survival import cross_check, kaplan_meier
from app.db.tables.evidence import AnalysisPlan, DataCut
from app.evidence.attendance import Due, completeness_report, due_items, overall
from app.evidence.cohorts import (
    NAMELESS,
    PROBLEMS,
    CohortKey,
    Department,
    Followed,
    Known,
    follow,
    known_cohort,
)
from app.evidence.cohorts import names_of as cohort_names
from app.evidence.curves import Asked, ShownCurve, national_times, show, wanted
from app.evidence.endpoints import Watched, WatchedEndpoint, watched
from app.evidence.published import PublishedPoint, published_points
from app.evidence.release import (
    ALL,
    Allowed,
    allowed_times,
    hidden_parts,
    small,
    told_number,
    told_share,
    visible_sites,
)
from app.evidence.remembered import remembered
from app.permissions import Actor, NotFound, Permission, check
from contracts.dates import end_of
from reports.council import Completeness
from reports.language import Wording

COPENHAGEN = "Europe/Copenhagen"


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
    difference: float | None
    """The largest difference from lifelines, where it was asked for."""
    product: str = ""
    indication: Wording = NAMELESS
    reference: bool = False
    cut_days: tuple[date, ...] = ()
    """The days of the data cuts taken of this cohort; one may look back to them too."""


def evidence(session: Session, actor: Actor, view: View, today: date) -> Evidence:
    """One cohort for one endpoint, of one department or of all that the reader may see.

    Raises:
        NotFound: no such cohort, endpoint or department, or not the reader's to see.
    """
    check(actor, Permission.EVIDENCE_READ)
    names, days = cohort_names(session, view.key), cut_days(session, view.key)

    def find() -> Evidence:
        return _found(session, actor, view, today)

    # A comparison with another tool is made when it is asked for, and not told from memory.
    found = find() if view.check else remembered(session, actor, (view, today), find)
    return replace(found, product=names[0], indication=names[1], reference=names[2], cut_days=days)


def _found(session: Session, actor: Actor, view: View, today: date) -> Evidence:
    until = view.at or today
    known_at = end_of(view.at, COPENHAGEN) if view.at is not None and view.at < today else None
    known = known_cohort(session, actor, view.key, known_at, until)
    followed_to = watched(view.key.product, view.key.indication)
    endpoint = followed_to.endpoint(view.endpoint)
    if endpoint is None:
        raise NotFound
    whole = follow(known, endpoint)
    before = _before(followed_to, endpoint, known)
    chosen = _site(actor, known, view.site)
    part = follow(known.at(chosen.id), endpoint) if chosen else whole
    all_due = due_items(session, known, until)
    due = all_due if chosen is None else due_items(session, part.known, until)
    published = published_points(endpoint.published, endpoint.published_as)
    asked = Asked(followed_to.landmark_days, published)
    threshold = THRESHOLD if actor.national else None
    return Evidence(
        view=view,
        watched=followed_to,
        endpoint=endpoint,
        treated=told_number(len(part.known.infused), threshold),
        curve=show(
            event_table(part.cohort), asked, _allowed(actor, (whole, *before), chosen, asked)
        ),
        published=published,
        completeness=completeness_report(
            part.known, due, threshold, of_many=actor.national and chosen is not None
        ),
        complete=told_share(overall(due), len(due), threshold),
        departments=_departments(actor, known, all_due),
        unusable=_unusable(part, threshold),
        site=chosen,
        restricted=actor.national,
        until=until,
        known_at=known.snapshot.at,
        snapshot_sha256=part.known.snapshot.sha256,
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
    times = national.times or ()
    allowed = allowed_times(parts, [time for time in wanted(asked) if time in times], times)
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


def _departments(actor: Actor, known: Known, due: tuple[Due, ...]) -> tuple[SiteRow, ...]:
    infused = known.infused
    counts = {one.id: 0 for one in known.departments}
    for name in infused:
        counts[known.site_of[name]] += 1
    with_patients = {site: n for site, n in counts.items() if n}
    visible = visible_sites(with_patients) if actor.national else frozenset(with_patients)
    return tuple(_site_row(one, counts[one.id], due, visible) for one in known.departments)


def _site_row(
    one: Department, patients: int, due: tuple[Due, ...], visible: frozenset[str]
) -> SiteRow:
    if one.id not in visible:
        return SiteRow(one, None, None, open=False)
    own = tuple(item for item in due if item.site == one.id)
    return SiteRow(one, patients, told_share(overall(own), len(own), None), open=True)


def _unusable(part: Followed, threshold: int | None) -> tuple[tuple[Wording, int | None], ...]:
    """Why treatments are left out, and how many; no number that follows from those told."""
    counts: dict[str, int | None] = dict(part.unusable)
    if threshold is not None:
        outside = part.tells_apart() - sum(n for _, n in part.unusable)
        counts = hidden_parts({**dict(part.unusable), "": outside}, threshold)
    return tuple((words, counts[reason]) for reason, words in PROBLEMS.items() if reason in counts)
