"""Counts for the report, hidden where they tell of fewer than five: flow, coverage, events."""

from collections import Counter

from app.evidence.cohorts import PROBLEMS
from app.evidence.curves import ShownCurve
from app.evidence.release import hidden_parts, small, visible_sites
from app.recommendations.inputs import Inputs
from contracts.facts import Fact, Kind
from reports.council import EventCount, Exclusion, FlowStep, SiteCoverage
from reports.language import Wording

EVENT_WORDS: dict[str, Wording] = {
    "death": Wording("Død", "Death"),
    "relapse": Wording("Recidiv", "Relapse"),
    "progression": Wording("Progression", "Progression"),
    "relapse_or_death": Wording("Recidiv eller død", "Relapse or death"),
    "prophylaxis_resumed": Wording("Genoptaget profylakse", "Prophylaxis resumed"),
    "transfusion": Wording("Transfusion", "Transfusion"),
    "next_therapy": Wording("Ny behandling", "Next therapy"),
    "transplant": Wording("Transplantation", "Transplant"),
    "permanent_ventilation": Wording("Permanent ventilation", "Permanent ventilation"),
    "consent_withdrawn": Wording("Samtykke trukket tilbage", "Consent withdrawn"),
    "emigrated": Wording("Udvandret", "Emigrated"),
    "lost_to_follow_up": Wording("Mistet for opfølgning", "Lost to follow-up"),
}
SEVERE = 3
OTHERS = Wording("Øvrige afdelinger", "Other departments")


def flow(inputs: Inputs) -> tuple[FlowStep, ...]:
    """From ordered to analysed; the infused are told, a step that differs by one to four is not."""
    threshold = inputs.plan.suppression_threshold
    ordered = len(inputs.known.snapshot.treatments())
    infused = len(inputs.known.infused)
    analysed = len(inputs.primary.durations)
    steps = [
        (Wording("ordineret behandlingen", "had the treatment ordered"), ordered, _not_infused),
        (Wording("infunderet", "infused"), infused, _not_analysed),
        (Wording("analyseret", "analysed"), analysed, None),
    ]
    if small(infused - analysed, threshold):
        steps.pop()
    kept: list[FlowStep] = []
    below = steps[-1][1]
    for label, count, why in reversed(steps):
        if small(count - below, threshold):
            continue
        excluded = why(inputs, count - below, threshold) if why and count > below else ()
        kept.append(FlowStep(label, count if count >= threshold else None, excluded))
        below = count
    return tuple(reversed(kept))


def _not_infused(inputs: Inputs, total: int, threshold: int) -> tuple[Exclusion, ...]:
    infused = set(inputs.known.infused)
    reasons = Counter(
        _last_state(inputs.known.snapshot.about(name))
        for name in inputs.known.snapshot.treatments()
        if name not in infused
    )
    return _exclusions(reasons, total, threshold)


def _not_analysed(inputs: Inputs, total: int, threshold: int) -> tuple[Exclusion, ...]:
    reasons = Counter(dict(inputs.primary.unusable))
    reasons["outside"] = max(total - reasons.total(), 0)
    return _exclusions(reasons, total, threshold)


_WHY = {
    "out_of_specification": Wording("produkt uden for specifikation", "out of specification"),
    "not_infused": Wording("ikke infunderet", "not infused"),
    "waiting": Wording("venter på infusion", "waiting for the infusion"),
    **PROBLEMS,
    "outside": Wording("uden for endepunktets gruppe", "outside the endpoint's group"),
}


def _exclusions(reasons: Counter[str], total: int, threshold: int) -> tuple[Exclusion, ...]:
    if sum(reasons.values()) != total:
        return ()  # a step between was left out, so its reasons are not told either
    told = hidden_parts(reasons, threshold)
    return tuple(Exclusion(_WHY[name], told[name]) for name in _WHY if name in told)


def _last_state(facts: tuple[Fact, ...]) -> str:
    states = {fact.name for fact in facts if fact.kind is Kind.TREATMENT}
    ended = ("out_of_specification", "not_infused")
    return next((name for name in ended if name in states), "waiting")


def coverage(inputs: Inputs) -> tuple[SiteCoverage, ...]:
    """Infused treatments of each department, and those with any follow-up; small ones together.

    Where one to four of those infused anywhere have no follow-up, the registered are not told of
    any department, as they could be worked out from the others.
    """
    threshold = inputs.plan.suppression_threshold
    expected, registered = Counter[str](), Counter[str]()
    for name in inputs.known.infused:
        site = inputs.known.site_of[name]
        expected[site] += 1
        registered[site] += _has_follow_up(inputs.known.snapshot.about(name))
    visible = visible_sites(expected, threshold)
    without = [expected[site] - registered[site] for site in visible]
    rest = sum(n for site, n in expected.items() if site not in visible)
    seen = sum(n for site, n in registered.items() if site not in visible)
    counts = [*without, rest - seen, *(registered[site] for site in visible), seen]
    told = not any(small(n, threshold) for n in counts)
    rows = [
        SiteCoverage(one.name, expected[one.id], registered[one.id] if told else None)
        for one in inputs.known.departments
        if one.id in visible
    ]
    if rest:
        others = (None if small(rest, threshold) else rest, seen if told else None)
        rows.append(SiteCoverage(f"{OTHERS.da} / {OTHERS.en}", *others))
    return tuple(rows)


def _has_follow_up(facts: tuple[Fact, ...]) -> bool:
    return any(f.kind in (Kind.OBSERVATION, Kind.EVENT, Kind.VITAL_STATUS) for f in facts)


def events(inputs: Inputs, shown: ShownCurve) -> tuple[EventCount, ...]:
    """What ended the primary endpoint's time, observed and not; parts of totals already told."""
    threshold = inputs.plan.suppression_threshold
    causes, left = inputs.primary.causes(), inputs.primary.left()
    lost = hidden_parts(causes, threshold) if shown.events is not None else dict.fromkeys(causes)
    ended = hidden_parts(left, threshold) if shown.censored is not None else dict.fromkeys(left)
    told = [EventCount(_event(name), count, count) for name, count in sorted(lost.items())]
    told += [
        EventCount(_prefixed(name), count, count) for name, count in sorted(ended.items()) if name
    ]
    return tuple(told)


def safety(inputs: Inputs) -> tuple[EventCount, ...]:
    """Adverse events by what they are called: any grade, and grade 3 or higher."""
    threshold = inputs.plan.suppression_threshold
    infused = inputs.known.infused
    found = [
        (name, fact.attributes.get("term", ""), int(fact.attributes.get("grade") or 0))
        for name in infused
        for fact in inputs.known.snapshot.about(name)
        if fact.kind is Kind.EVENT and fact.name == "adverse_event"
    ]
    rows: list[EventCount] = []
    for term in sorted({term for _, term, _ in found}):
        own = [(name, grade) for name, what, grade in found if what == term]
        rows += _term(term or "–", own, len(infused), threshold)
    return tuple(rows)


def _term(term: str, own: list[tuple[str, int]], patients: int, threshold: int) -> list[EventCount]:
    everyone = {name for name, _ in own}
    severe = {name for name, grade in own if grade >= SEVERE}
    cells = {
        "none": patients - len(everyone),
        "low": len(everyone - severe),
        "high": len(severe),
    }
    told_any = _part((cells["none"], len(everyone)), len(own), threshold)
    high = sum(grade >= SEVERE for _, grade in own)
    told_high = _part((cells["low"], len(severe)), high, threshold)
    if small(patients - len(severe), threshold):
        told_high = (None, None)
    labels = (
        Wording(f"{term}, alle grader", f"{term}, any grade"),
        Wording(f"{term}, grad 3 eller højere", f"{term}, grade 3 or higher"),
    )
    return [EventCount(labels[0], *told_any), EventCount(labels[1], *told_high)]


def _part(pair: tuple[int, int], events: int, threshold: int) -> tuple[int | None, int | None]:
    """Patients and events, unless either they or the others are one to four."""
    others, patients = pair
    if small(others, threshold) or small(patients, threshold) or small(events, threshold):
        return None, None
    return patients, events


def _event(name: str) -> Wording:
    return EVENT_WORDS.get(name, Wording(name, name))


def _prefixed(name: str) -> Wording:
    words = _event(name)
    return Wording(
        f"Ikke længere fulgt: {words.da.lower()}", f"No longer followed: {words.en.lower()}"
    )
