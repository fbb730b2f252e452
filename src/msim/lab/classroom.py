"""How does a class predict together? A question is posed, everybody commits, then the answer shows.

Nothing personal is asked or kept: an open page is a random name that it was given, what it predicts
is counted, and is forgotten with the next question. Which address a page is at is known for as long
as this process runs, so that the instructor sees where votes come from.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from msim.core.errors import InputError
from msim.core.wording import say
from msim.lab.predictions import QUESTIONS
from msim.lab.worlds import LabWorld

LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
PRESENT: Final = 10.0
"""Seconds after its last sign of life for which a page counts as present."""
MOST: Final = 500
SEATS: Final = 40
SHOWN: Final = 12
"""Addresses that the instructor sees, those with most answers first."""


def new_code() -> str:
    """A code that can be read from a board."""
    return "".join(secrets.choice(LETTERS) for _ in range(6))


def new_key() -> str:
    """What tells the instructor's page from the others."""
    return secrets.token_urlsafe(18)


@dataclass
class Classroom:
    """Code and key, the question that is open or was last, and how many predict what.

    seats: pages of one address that may answer; a lecture hall may sit behind one. lesson: whether
    one is under way here, to which students' pages go.
    """

    code: str = field(default_factory=new_code)
    key: str = field(default_factory=new_key)
    number: int = 0
    asked: str = ""
    world: LabWorld | None = None
    open: bool = False
    seats: int = SEATS
    lesson: Callable[[], bool] = lambda: False
    _places: dict[str, str] = field(default_factory=dict)
    _choices: dict[str, int] = field(default_factory=dict)
    _seen: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def teaches(self, key: str) -> bool:
        """Whether this is the instructor's key."""
        return hmac.compare_digest(key.encode(), self.key.encode())

    def joined(self, code: str) -> bool:
        """Whether this is the class's code, in whatever case and with whatever blanks.

        >>> Classroom(code="ABC234").joined(" abc 234")
        True
        """
        plain = "".join(code.upper().split())
        return hmac.compare_digest(plain.encode(), self.code.encode())

    def seat(self, session: str, address: str) -> None:
        """A page that answers takes one of its address's places, for good. Raises InputError.

        >>> room = Classroom(seats=1)
        >>> room.seat("one", "10.0.0.7"); room.seat("one", "10.0.0.7"); room.seat("two", "10.0.0.8")
        >>> room.seat("made up", "10.0.0.7")
        Traceback (most recent call last):
        msim.core.errors.InputError: 1 pages of this address have answered; --seats lets more in
        """
        if session in self._places:
            return
        if len(self._places) >= MOST:
            raise InputError(say("class_full"))
        if sum(each == address for each in self._places.values()) >= self.seats:
            raise InputError(say("address_full", seats=self.seats))
        self._places[session] = address

    def by_address(self, sessions: Iterable[str]) -> list[tuple[str, int]]:
        """How many of these pages are at which address, most first.

        >>> room = Classroom()
        >>> room.seat("one", "10.0.0.7")
        >>> room.seat("two", "10.0.0.8"); room.seat("three", "10.0.0.8")
        >>> room.by_address(["one", "two", "three"])
        [('10.0.0.8', 2), ('10.0.0.7', 1)]
        """
        places = Counter(self._places[each] for each in sessions if each in self._places)
        return places.most_common(SHOWN)

    def pose(self, asked: str, world: LabWorld) -> None:
        """Ask about a world; earlier predictions are forgotten. Raises InputError."""
        if asked not in QUESTIONS:
            raise InputError(f"no such question; there are {', '.join(QUESTIONS)}")
        self.number += 1
        self.asked, self.world, self.open = asked, world, True
        self._choices.clear()

    def commit(self, session: str, choice: object) -> None:
        """A page's prediction, once and for all. Raises InputError."""
        if not self.open:
            raise InputError("no question is open")
        there = len(QUESTIONS[self.asked][1])
        if isinstance(choice, bool) or not isinstance(choice, int) or not 0 <= choice < there:
            raise InputError("no such prediction")
        if session not in self._choices and len(self._choices) >= MOST:
            raise InputError("the class is full")
        self._choices.setdefault(session, choice)

    def reveal(self) -> None:
        """Show answer and predictions to everybody."""
        self.open = False

    def close(self) -> None:
        """Put the question away: everybody is free to explore."""
        self.asked, self.world, self.open = "", None, False
        self._choices.clear()

    def present(self, session: str, now: float) -> int:
        """How many pages are there; `session` has just shown itself, unless it is empty."""
        self._seen.pop(session, None)
        if session:
            self._seen[session] = now
        while self._seen and (
            len(self._seen) > MOST or next(iter(self._seen.values())) < now - PRESENT
        ):
            self._seen.popitem(last=False)
        return len(self._seen)

    def state(
        self, session: str, now: float | None = None, teacher: bool = False
    ) -> dict[str, Any]:
        """What a page shows; how the class predicts only once the answer shows.

        The instructor's page is not one of those that are counted.
        """
        now = time.monotonic() if now is None else now
        present = self.present("" if teacher else session, now)
        found: dict[str, Any] = {"number": self.number, "open": self.open, "asked": self.asked}
        found |= {"teacher": teacher, "lesson": self.lesson()}
        found |= {"present": present, "committed": len(self._choices)}
        if teacher:
            found["places"] = self.by_address(self._choices)
        if self.world is None:
            return found
        question, choices = QUESTIONS[self.asked]
        found |= {"question": question, "choices": choices, "mine": self._choices.get(session)}
        found |= {"preset": self.world.preset, "set": dict(self.world.changes)}
        if not self.open:
            taken = list(self._choices.values())
            found["counts"] = [taken.count(n) for n in range(len(choices))]
        return found
