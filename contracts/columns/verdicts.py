"""What many keys have come to: status, reasons, share paid, and the fact that decided."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import NO_FACT
from contracts.columns.days import Mask, Whole
from contracts.columns.why import bit, code
from contracts.reason import Status

Places = NDArray[np.intp]
PAID = frozenset({Status.MET, Status.EXCUSED})


@dataclass(slots=True, eq=False)
class Verdicts:
    """A verdict for each key; the share is `past / whole`."""

    status: NDArray[np.int8]
    reason: Whole
    past: Whole
    whole: Whole
    fact: NDArray[np.int32]
    in_parts: bool = False
    """Whether any share has a whole other than 1."""

    def __len__(self) -> int:
        return len(self.status)

    def put(self, at: Places | Mask, status: Status, reasons: int, fact: Whole | int) -> None:
        """Give some keys one status, in full or not at all."""
        where = np.flatnonzero(at) if at.dtype == np.bool_ else at
        if not len(where):
            return
        self.status[where] = code(status)
        self.reason[where] = reasons
        self.fact[where] = fact
        self.part(where, status in PAID, 1)

    def part(self, at: Places | Mask, past: Whole | int, whole: Whole | int) -> None:
        """Set the share paid of some keys."""
        self.past[at] = past
        self.in_parts |= bool(np.not_equal(whole, 1).any())
        if self.in_parts:
            self.whole[at] = whole

    def set(self, at: Places | Mask, other: "Verdicts") -> None:
        """Take over verdicts for some keys."""
        self.status[at], self.reason[at], self.fact[at] = other.status, other.reason, other.fact
        self.past[at], self.whole[at] = other.past, other.whole
        self.in_parts |= other.in_parts

    def some(self, at: Places | Mask | slice) -> "Verdicts":
        """The verdicts of some keys; of a slice they stay the same arrays."""
        return Verdicts(
            self.status[at],
            self.reason[at],
            self.past[at],
            self.whole[at],
            self.fact[at],
            self.in_parts,
        )

    def is_any(self, *statuses: Status) -> Mask:
        """The keys of some statuses."""
        found = np.zeros(len(self), np.bool_)
        for status in statuses:
            found |= self.status == code(status)
        return found


def undecided(count: int) -> Verdicts:
    """No verdict for any key yet."""
    return Verdicts(
        np.zeros(count, np.int8),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.ones(count, np.int64),
        np.full(count, NO_FACT, np.int32),
    )


def decided(status: Status, reasons: int, count: int) -> Verdicts:
    """One verdict, in full or not at all, for every key."""
    return Verdicts(
        np.full(count, code(status), np.int8),
        np.full(count, reasons),
        np.full(count, int(status in PAID)),
        np.ones(count, np.int64),
        np.full(count, NO_FACT, np.int32),
    )


_TRUTHS = np.array([code(Status.NOT_MET), code(Status.MET), 0], np.int8)
_TOLD = np.array([bit("not_met"), bit("met"), 0])


def by_truth(truth: NDArray[np.int8], fact: Whole) -> Verdicts:
    """Met where a criterion is true, not met where it is false, no verdict where it is unknown."""
    # The unknown truth is the last place of each, counted from the end.
    place = truth.astype(np.intp)
    return Verdicts(
        _TRUTHS[place],
        _TOLD[place],
        np.maximum(place, 0),
        np.ones(len(truth), np.int64),
        fact.astype(np.int32),
    )


def why(*names: str) -> int:
    """The bits of some reasons together."""
    mask = 0
    for name in names:
        mask |= bit(name)
    return mask
