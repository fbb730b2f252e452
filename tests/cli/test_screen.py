"""What commands print: progress in a log, and what users typed, which moves no cursor."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from msim.cli import screen
from msim.cli.main import main
from msim.report.common import terminal
from tests.cli.command import said


def test_a_log_gets_a_line_a_minute_with_the_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(screen.time, "monotonic", lambda: now[0])
    with screen.progress(False, "points") as report:
        assert report is not None
        told = ((40, 0), (41, 30), (50, 70), (60, 100), (61, 131), (99, 999))
        for done, later in told:
            now[0] = 1000.0 + later
            report(done, 100)
    assert capsys.readouterr().err.splitlines() == [
        "points: 50 of 100, about 6 min left",  # 7 seconds each since 40 were there
        "points: 61 of 100, about 4 min left",
        "points: 99 of 100, less than 1 min left",
    ]
    with screen.progress(True) as report:
        assert report is None


def written(
    monkeypatch: pytest.MonkeyPatch, encoding: str, say: Callable[[], object]
) -> bytes:
    """The bytes that reach a terminal of this encoding."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    screen.opened()
    say()
    sys.stdout.flush()
    return raw.getvalue()


FOREIGN = "a\x1b[2J\x9b\u202eb\r"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_what_is_printed_moves_no_cursor_and_needs_no_other_signs(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everything() -> None:
        screen.say(f"{FOREIGN}\n\u2212é–日")
        terminal.say(screen.console(), f"{FOREIGN} é–日")
        terminal.frame(screen.console(), [[FOREIGN, 1.0]], [FOREIGN, "b"])

    told = written(monkeypatch, encoding, everything).decode(encoding)
    assert told.replace("\n", "").isprintable()
    assert told.count("a\\x1b[2J\\x9b\\u202eb\\r") == 4
    kept = {"utf-8": ("\u2212é–日", "é-日"), "ascii": ("-e-?", "e-?"), "latin-1": ("-é-?", "é-?")}
    assert all(each in told for each in kept[encoding])


@pytest.mark.parametrize(("encoding", "raw"), [("utf-8", "é"), ("ascii", "\\u00e9")])
def test_json_is_whole_in_every_encoding(
    encoding: str, raw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = written(monkeypatch, encoding, lambda: screen.say_json({"name": "é"})).decode(encoding)
    assert told == f'{{"name": "{raw}"}}\n' and json.loads(told) == {"name": "é"}


def test_every_command_prints_through_the_screen() -> None:
    for path in sorted(Path(screen.__file__).parent.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        found = re.search(r"typer\.echo|std(out|err)\.write", text)
        assert found is None or path.name == "screen.py", path


NAMED = ("run", "sweep", "debate", "sensitivity", "segment", "reach", "lesson")
"""Commands that take a name or a path, which a file system may find too long."""


@pytest.mark.parametrize("typed", [("\x1b[2J",), ("run", "small", "\u202e"), ("run", "--\x9b=1"),
                                   ("run", "--set", "\x1b[2J=1"), ("config", "check", "\x9b.toml"),
                                   ("debate", "\x1b"), ("sweep", "\x1b"), ("segment", "\u202e"),
                                   *((what, "x" * 5_000) for what in NAMED)])
def test_what_was_typed_wrong_is_repeated_harmlessly(
    typed: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, *typed)
    assert (status, out) == (2, "")
    assert err.replace("\n", "").isprintable() and len(err) < 1_000


def test_closed_streams_are_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert said(capsys, "config", "check", "-")[::2] == (2, CLOSED.format("input"))
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit) as left:
        main(["config", "check"])
    assert left.value.code == 2 and capsys.readouterr().err == CLOSED.format("output")


CLOSED = "standard {} is closed; nothing can be read from it or said there\n"
