"""By when agreements need a visit; agreements lie in another room, so the function is handed in."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from sqlmodel import Session

Deadlines = Mapping[tuple[int, str], date]
"""The day by which an agreement needs a visit, by treatment number and visit code; no amounts."""
Source = Callable[[Session, Iterable[int]], Deadlines]


def _none(_session: Session, _treatment_ids: Iterable[int]) -> Deadlines:
    return {}


_SOURCE: list[Source] = [_none]


def provide(source: Source) -> None:
    """Let follow-up know where deadlines come from; called once when the rooms are put together."""
    _SOURCE[0] = source


def deadlines(session: Session, treatment_ids: Iterable[int]) -> Deadlines:
    """The agreements' deadlines for visits of these treatments."""
    return _SOURCE[0](session, treatment_ids)
