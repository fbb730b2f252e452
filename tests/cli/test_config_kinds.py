"""`msim config check` reads each file as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.claims import tiny
from tests.cli.command import said


def test_a_study_and_a_claim_are_checked_as_what_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study, claim = tmp_path / "study.toml", tmp_path / "claim.toml"
    study.write_text('scenario = "small"\npoints = 8\n[parameters]\n'
                     '"data.validity" = { low = 0.1, high = 0.9 }\n')  # fmt: skip
    claim.write_text(tiny.TEXT)
    for path, what in ((study, "study"), (claim, "claim")):
        status, out, _ = said(capsys, "config", "check", path)
        assert (status, out) == (0, f"{path}: valid (a {what})\n")
    study.write_text(study.read_text().replace("0.9", "1.9"))
    claim.write_text(claim.read_text().replace("above", "abov"))
    for path, wrong in ((study, "valid range"), (claim, "'above'")):
        status, _, err = said(capsys, "config", "check", path)
        assert status == 2 and wrong in err
