"""Results that lack a figure are written and shown; what lacks is said, with exit status 1."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest

from msim.core.errors import IncompleteWarning
from tests.cli.command import said


@pytest.mark.parametrize(("left", "status"), [(0, 1), (2, 2)])
def test_what_lacks_is_said_last_with_status_one(
    left: int, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def built(_: object) -> Callable[..., int]:
        def command(*_: object, **__: object) -> int:
            warnings.warn(IncompleteWarning("no figure 'votes'"), stacklevel=1)
            return left

        return command

    monkeypatch.setattr("msim.cli.main.build", built)
    assert said(capsys, "run") == (status, "", "no figure 'votes'\n" if left == 0 else "")
