"""A class whose results are made up, each part of them with a mark that no page may have early."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from msim.classroom import kept
from msim.classroom.app import build
from msim.classroom.room import LessonRoom
from msim.lessons import find
from tests.lab.served import joined, served

LESSON = "winners-curse"
MARK = "MARKED-{step}-"
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200">'
    '<text font-size="12">{}</text></svg>'
)
ADDRESSES = ("http://192.168.178.45:8741/", "http://10.0.0.7:8741/")
PAGES = ("student", "late", "screen", "teacher")


def made_results() -> dict[str, Any]:
    """Results of five steps: the last choice came in each."""
    steps = []
    for number, step in enumerate(LessonRoom(find(LESSON)).steps, 1):
        mark = MARK.format(step=number)
        picture = {
            "title": f"{mark}title", "caption": f"{mark}caption", "alt": f"{mark}alt",
            "svg": PICTURE.format(f"{mark}drawn"),
        }  # fmt: skip
        text = f"<p>{mark}text</p>"
        steps.append({"came": len(step.choices) - 1, "text": text, "pictures": [picture] * 2})
    return {"steps": steps, "notes": "<h2>MARKED-notes</h2>"}


@contextmanager
def results_made_up(computed: bool = True) -> Iterator[None]:
    """Nothing is computed meanwhile; `computed` says whether there are results."""

    async def ready(lesson: Any) -> dict[str, Any]:
        if not computed:
            raise OSError("MARKED-error")
        return made_results()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "ready", ready)
        yield


@contextmanager
def taught(
    computed: bool = True, addresses: tuple[str, ...] = ADDRESSES
) -> Iterator[tuple[Browsers, LessonRoom]]:
    """The pages of a class, and its room; `computed` says whether it ever has results."""
    room = LessonRoom(find(LESSON))
    with (
        results_made_up(computed),
        served(build(room, addresses, command="msim class --host 0.0.0.0")) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        yield Browsers(client, room), room


class Browsers:
    """What each page of the class asks, and everything that it is sent."""

    def __init__(self, client: httpx.Client, room: LessonRoom) -> None:
        self._room, self.client = room, client
        self.sent: dict[str, list[str]] = {who: [] for who in PAGES}
        self.joined = {who: joined(client, **self.shown(who)) for who in PAGES}

    def shown(self, who: str) -> dict[str, str]:
        """What a page joins with."""
        keys = {"teacher": self._room.door.key, "screen": self._room.view}
        return {"key": keys[who]} if who in keys else {"code": self._room.door.code}

    def ask(self, who: str, where: str = "/class", **content: Any) -> httpx.Response:
        """Ask as a page of this kind does."""
        return self._kept(who, self.client.post(where, json=content, headers=self.joined[who]))

    def get(self, who: str, where: str) -> httpx.Response:
        """Load a file as a page of this kind does."""
        return self._kept(who, self.client.get(where, headers=self.joined[who]))

    def _kept(self, who: str, response: httpx.Response) -> httpx.Response:
        self.sent[who].append(f"{response.headers} {response.text}")
        return response
