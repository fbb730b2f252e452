"""`msim class`: which lessons it takes, and what it prepares."""

from __future__ import annotations

import pytest

from msim.classroom import kept
from msim.lab import serving
from msim.lessons.lesson import Lesson, plan
from tests.cli.command import said


@pytest.mark.parametrize(("name", "wanted"), [("who-is-reached",) * 2, ("plan", plan().name)])
def test_a_lesson_is_prepared_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, wanted: str
) -> None:
    found: dict[str, dict] = {}

    def computed(lesson: Lesson) -> dict:
        assert lesson.name not in found
        return found.setdefault(lesson.name, {})

    monkeypatch.setattr(kept, "computed", computed)
    monkeypatch.setattr(kept, "kept", lambda lesson: found.get(lesson.name))
    for _ in range(2):
        status, out, _ = said(capsys, "class", name, "--prepare")
        assert (status, out) == (0, f"ready: msim class {name}\n")
    assert list(found) == [wanted]


@pytest.mark.parametrize(("host", "here"), [("127.0.0.1", True), ("0.0.0.0", False)])
def test_it_says_what_to_type_where_no_phone_can_open_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, host: str, here: bool
) -> None:
    def run(place, app, address, tell, show):  # it is told, and ends
        tell(address)
        place.listening.close()

    monkeypatch.setattr(serving, "run", run)
    monkeypatch.setattr(serving, "addresses", lambda host: [host] if here else ["192.168.1.7"])
    words = ("class", "who-is-reached", "--no-open", "--port", "0", "--host", host)
    status, out, err = said(capsys, *words)
    assert status == 0
    assert ("msim class who-is-reached --host 0.0.0.0" in err) is here
    assert ("for the class: http://192.168.1.7:" in out) is not here


def test_a_lesson_that_is_not_there_is_said_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, _, err = said(capsys, "class", "who-was-reached", "--no-open")
    assert status == 2 and "did you mean 'who-is-reached'" in err
