"""Campaigns that adapt are arms like others: in a claim, in a but-for claim, and in a study."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msim
from msim.claims.claim import Term
from msim.claims.play import Task, play
from msim.claims.worlds import points
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import override
from tests.claims import tiny

ARM = "adaptive_segmented"
STUDY = """\
scenario = "small"
design = "grid"
replicates = 2
[set]
"population.simulated" = 500
"test.surveys" = 1
"run.arms" = ["silent", "broadcast", "adaptive_segmented"]
[parameters]
"in_flight.proxy_correlation" = { low = 0.0, high = 1.0, steps = 2 }
"in_flight.across_segments" = { choices = [true, false] }
[target]
measure = "adaptive_segmented-broadcast.net_votes"
"""


def test_a_claim_sets_it_against_the_single_message(tmp_path: Path) -> None:
    arms = ('"broadcast", "segmented"]', f'"broadcast", "{ARM}"]')
    clicks = ('"data.validity" = "evidence"',
              '"in_flight.proxy_correlation" = { low = 0.0, central = 0.2, high = 1.0 }')
    asked = ('worth = 0.05', f'contrast = "{ARM}-broadcast"\nworth = 0.05')
    claim = tiny.claim(tmp_path, arms, clicks, asked)
    point = points(claim, "split", 16)[0]
    found = play(Task(claim, point, 1, 1))
    assert not found.error
    measured = run_replicate(override(claim.scenario, dict(point.values)), point.first).measures
    assert found.values[0] == tuple(measured[arm]["vote_share_pp"] for arm in (ARM, "broadcast"))
    result = msim.debate([tmp_path / "tiny.toml"], quick=True, points=4, replicates=2)
    assert result.summary["claims"][0]["verdict"] in {"holds", "fails", "depends", "cannot be told"}


def test_wins_lost_without_it_are_counted(tmp_path: Path) -> None:
    """`decisive-analytics` with the analytics that adapt: but for them, the single message."""
    claim = replace(tiny.claim(tmp_path), quantity="lost", contrast=Term.of(ARM),
                    against=Term.of("broadcast"), unit="share of the elections won")  # fmt: skip
    found = play(Task(claim, points(claim, "split", 16)[0], 2, 2))
    assert not found.error
    assert all(0.0 <= share <= 1.0 for row in found.values for share in row[-1:])


def test_a_study_varies_its_signal_and_whether_its_money_moves(tmp_path: Path) -> None:
    file = tmp_path / "adapting.toml"
    file.write_text(STUDY, encoding="utf-8")
    found = msim.sweep(file).table("points")
    gap = found[f"{ARM}-broadcast.net_votes.mean"]
    assert len(found) == 4 and (found["error"].fillna("") == "").all()
    useless = found["in_flight.proxy_correlation"] == 0.0
    assert gap[useless].nunique() == 1  # nothing is read, so nothing moves
    assert gap[~useless].min() > gap[useless].max()
