"""Progress where there is no terminal: a line a minute, with how long it still takes."""

from __future__ import annotations

import pytest

from msim.cli import screen


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
