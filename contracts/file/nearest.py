"""Which known name was probably meant by one nobody knows."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like another; empty where none is alike."""
    spelled = {_plain(one): one for one in sorted(known)}
    found = get_close_matches(_plain(name), spelled, n=1)
    return spelled[found[0]] if found else ""


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_")
