"""What `config check` calls valid, and says that a run may refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import said

PLAN = "yours.messages = [1, 2, 3, 1, 2, 3]\n"


def test_what_only_the_drawn_voters_can_tell_is_said_as_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(f"segments.features = ['age_band', 'schooling']\n{PLAN}")
    status, out, err = said(capsys, "config", "check", "mine.toml")
    valid, remark = out.splitlines()
    assert (status, valid, err) == (0, "mine.toml: valid", "")
    assert remark.startswith("yours.messages: may be refused")
    told = json.loads(said(capsys, "config", "check", "mine.toml", "--json")[1])
    assert told == {"valid": True, "errors": [], "remarks": [remark]}
    Path("mine.toml").write_text(PLAN)  # with traits that are continuous
    assert said(capsys, "config", "check", "mine.toml")[1] == "mine.toml: valid\n"
