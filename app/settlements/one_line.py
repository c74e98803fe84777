"""One line as its page shows it: explained for a reader, its kin, its thread, its money."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.db.tables.settlements import DisputeEntry, LedgerEntry, SettlementLine
from app.permissions import Actor, Permission, check
from app.settlements.cash import Cash, payments_of
from app.settlements.consent import shown, withdrawn
from app.settlements.disputes import Rule, rule_for
from app.settlements.evidence_words import Cited
from app.settlements.governing import governing
from app.settlements.line_views import Desk, LineView
from app.settlements.lines import line_of, line_state
from app.settlements.names import people
from app.settlements.pseudonyms import named, secret_of
from app.settlements.siblings import Sibling, families
from app.settlements.steps import run_hash, run_of
from app.settlements.stored import line_from
from app.settlements.veil import Veil
from app.web.words import N_
from contracts.changes import pairs
from contracts.explain import Explanation, Profile, explain
from contracts.settle import Line
from contracts.states import State
from reports.language import Language

PROFILES: dict[Profile, str] = {
    "finance": N_("Finance"),
    "supplier": N_("Supplier"),
    "clinician": N_("Clinician"),
    "auditor": N_("Auditor"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """One entry of a dispute's thread."""

    party: str
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A fact as it was read last time and as it is read now; one of the two may be missing."""

    known: Cited
    """The newer of the two, for what it is called."""
    then: Cited | None
    now: Cited | None

    @property
    def same(self) -> bool:
        """Whether nothing about it has changed."""
        return self.then == self.now


@dataclass(frozen=True, slots=True)
class Posted:
    """One ledger entry about the line."""

    sequence: int
    cause: str
    debit: str
    credit: str
    amount: int
    currency: str
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class LinePageView:
    """Everything the page of one line shows."""

    line: LineView
    run_id: str
    key: str
    state: State
    profile: Profile
    told: Explanation
    """The explanation for the chosen reader."""
    pairs: tuple[Pair, ...]
    """Both evidence sets, where the line adjusts an earlier one."""
    family: tuple[Sibling, ...]
    """Every line issued for the key, oldest first."""
    posts: tuple[Post, ...]
    rule: Rule
    cash: tuple[Cash, ...]
    posted: tuple[Posted, ...]
    run_hash: str
    named: str
    """What the supplier calls the treatment in this settlement."""

    @property
    def paid(self) -> int:
        """What the payments come to."""
        return sum(one.amount for one in self.cash)

    @property
    def difference(self) -> int:
        """What was paid too much, in the line's direction; negative where something is short."""
        return (self.paid - self.line.amount) * (1 if self.line.amount > 0 else -1)


def line_page(
    session: Session, actor: Actor, line_id: int, lang: Language, profile: Profile = "finance"
) -> LinePageView:
    """A line for its page.

    Raises:
        NotFound: there is no such line.
    """
    check(actor, Permission.SETTLEMENT_READ)
    row = line_of(session, line_id)
    run = run_of(session, row.run_id)
    desk = Desk.of(session, run, lang)
    desk = desk.under(governing(session, run, [row.treatment]).of(row.treatment))
    line = shown(row, withdrawn(session, [row.treatment]))
    family = families(session, desk.agreement.id, [row.key])
    secret = secret_of(session, run.id)
    name = named(secret, row.treatment)
    veil = Veil(secret, line_from(row), lang) if profile == "supplier" else None
    return LinePageView(
        next(iter(desk.views(session, [row]))),
        row.run_id,
        row.key,
        line_state(session, row),
        profile,
        explain(line, desk.agreement, lang, profile, named=name),
        tuple(_pairs(desk, line)),
        family[row.key].lines if row.key in family else (),
        _thread(session, line_id, veil),
        rule_for(session, row),
        payments_of(session, line_id),
        _posted(session, row),
        run_hash(run),
        name,
    )


def _pairs(desk: Desk, line: Line) -> Iterator[Pair]:
    if line.before is None:
        return
    for then, now in pairs(line.before, line.reason):
        newer = now or then
        if newer is not None:
            yield Pair(
                desk.words.fact(newer),
                desk.words.fact(then) if then is not None else None,
                desk.words.fact(now) if now is not None else None,
            )


def _thread(session: Session, line_id: int, veil: Veil | None) -> tuple[Post, ...]:
    names = people(session)
    thread = session.exec(
        select(DisputeEntry).where(DisputeEntry.line_id == line_id).order_by(col(DisputeEntry.id))
    )
    return tuple(
        Post(one.party, veil.over(one.text) if veil else one.text, one.at, names.get(one.by, "–"))
        for one in thread
    )


def _posted(session: Session, row: SettlementLine) -> tuple[Posted, ...]:
    found = session.exec(
        select(LedgerEntry).where(LedgerEntry.line_id == row.id).order_by(col(LedgerEntry.sequence))
    )
    return tuple(
        Posted(
            one.sequence,
            one.cause.partition(":")[0],
            one.debit,
            one.credit,
            one.amount,
            one.currency,
            one.posted_at,
            one.hash,
        )
        for one in found
    )
