"""How often a person's text is checked: often enough while typing, and one at a time."""

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic


class TooFast(Exception):  # noqa: N818 - told to the person
    """The person's checks come faster than they are answered; `seconds` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class Pace:
    """At most so many checks a minute for each person, and never two at once.

    It is kept in the process: a start forgets it, which costs nothing.
    """

    def __init__(self, most: int, within: int = 60) -> None:
        self.most, self.within = most, within
        self._lock = Lock()
        self._begun: dict[int, deque[int]] = defaultdict(deque)
        self._busy: set[int] = set()

    @contextmanager
    def one(self, person: int) -> Iterator[None]:
        """Room for one check of a person.

        Raises:
            TooFast: the last one is not done, or there were too many this minute.
        """
        self._begin(person)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(person)

    def _begin(self, person: int) -> None:
        at = int(monotonic())
        with self._lock:
            begun = self._begun[person]
            while begun and begun[0] <= at - self.within:
                begun.popleft()
            if person in self._busy:
                raise TooFast(1)
            if len(begun) >= self.most:
                raise TooFast(max(1, begun[0] + self.within - at))
            begun.append(at)
            self._busy.add(person)


CHECKS = Pace(most=120)
