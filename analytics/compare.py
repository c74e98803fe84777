"""What was seen beside what was published."""

from dataclasses import dataclass

from analytics.survival import Landmark


@dataclass(frozen=True, slots=True)
class Comparison:
    """Seen minus published at one landmark; whether the published value lies in our interval.

    `difference` is None where the curve is not defined, `inside` where the interval is not.
    """

    published: float
    difference: float | None
    inside: bool | None


def against_published(seen: Landmark, published: float) -> Comparison:
    """The landmark against a published share; the published value is taken as known without error.

    Raises:
        ValueError: `published` is not a share between 0 and 1 (a percentage, perhaps).
    """
    if not 0 <= published <= 1:
        raise ValueError(f"a published share lies between 0 and 1, not {published}")
    difference = None if seen.survival is None else seen.survival - published
    if seen.lower is None or seen.upper is None:
        return Comparison(published, difference, None)
    return Comparison(published, difference, seen.lower <= published <= seen.upper)
