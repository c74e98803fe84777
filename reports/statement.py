"""What a settlement statement says: totals, lines, evidence, signatures and fingerprints."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reports.language import Wording


class Section(StrEnum):
    """Where a line stands in the statement, in the order printed."""

    PAYABLE = "payable"
    ADJUSTMENT = "adjustment"
    NOT_PAYABLE = "not_payable"
    WAITING = "waiting"
    BLOCKED = "blocked"


class Status(StrEnum):
    """How far the settlement has come."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who did it, by display name, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AgreementRef:
    """The agreement a statement settles, and the hash of the version that was run."""

    identifier: str
    title: Wording
    version: str
    sha256: str
    supplier: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that decided a line: a value as recorded, its version and when it became known.

    `value` is the recorded text (`31.4`, `<1`), or its wording where it is a word (`resumed`).
    `method` is worded, or empty where none is recorded.
    """

    name: Wording
    value: str | Wording
    unit: str
    method: str | Wording
    valid_on: date
    version: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what the clause gives now, what was settled before, and the difference posted.

    Amounts are whole minor units. `amount` is what this run posts, and the only one that is
    summed; `entitled` is None while it cannot be decided (waiting, blocked).
    """

    section: Section
    clause: str
    milestone: Wording
    treatment: str
    region: str
    amount: int
    entitled: int | None
    previously_settled: int = 0
    previous_number: str = ""
    explanation: tuple[Wording, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    due_on: date | None = None
    """The day it falls due by the agreement; the statement tells where that is not its period."""
    department: str = ""
    """Who follows the treatment; told in files, not printed."""
    status: Wording | None = None
    """How the milestone stands; told in files, not printed."""


@dataclass(frozen=True, slots=True)
class RegionTotal:
    """What one region pays: newly payable, adjustments of earlier lines, and both together."""

    region: str
    gross: int
    adjustments: int
    net: int


@dataclass(frozen=True, slots=True)
class Hashes:
    """SHA-256, in hexadecimal, of what the statement was made from."""

    run: str
    snapshot: str
    ledger_head: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A finished settlement, ready to print.

    `region` in lines and totals is the display name. `period_end` is included.
    """

    number: str
    status: Status
    agreement: AgreementRef
    period_start: date
    period_end: date
    known_at: datetime
    settlement_date: date
    currency: str
    hashes: Hashes
    prepared_by: Signature
    approved_by: Signature | None
    regions: tuple[RegionTotal, ...]
    total: RegionTotal
    lines: tuple[Line, ...]
    with_vat: bool = False
    """Whether VAT is agreed, and so stands on lines of its own; else every amount excludes it."""
    for_supplier: bool = False
    """Whether treatments bear names of this settlement's own and no days are told."""

    def outside(self, line: Line) -> bool:
        """Whether a line moves money that falls due before or after the period."""
        if not line.amount or line.due_on is None:
            return False
        return not self.period_start <= line.due_on <= self.period_end

    def __post_init__(self) -> None:
        posted: dict[str, int] = {one.region: 0 for one in self.regions}
        for line in self.lines:
            posted[line.region] = posted.get(line.region, 0) + line.amount
        stated = {one.region: one.net for one in self.regions}
        for region in sorted(posted):
            if posted[region] != stated.get(region, 0):
                raise TotalsDisagreeError(region, stated.get(region, 0), posted[region])
        for one in (*self.regions, self.total):
            if one.gross + one.adjustments != one.net:
                raise TotalsDisagreeError(one.region, one.net, one.gross + one.adjustments)
        if sum(stated.values()) != self.total.net:
            raise TotalsDisagreeError(self.total.region, self.total.net, sum(stated.values()))


class TotalsDisagreeError(Exception):
    """A total is not the sum of what it stands for; such a statement is never printed."""

    def __init__(self, region: str, stated: int, summed: int) -> None:
        super().__init__(f"{region}: the total says {stated}, its parts add up to {summed}.")
        self.region, self.stated, self.summed = region, stated, summed
