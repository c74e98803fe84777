"""No treatment is refunded more than was paid for it."""

from collections.abc import Sequence


def within(refunds: Sequence[int], paid: int) -> tuple[int, ...]:
    """Each refund, in order, cut to what is left of the amount paid; refunds are negative."""
    left, cut = max(0, paid), []
    for refund in refunds:
        given = min(-refund, left)
        left -= given
        cut.append(-given)
    return tuple(cut)
