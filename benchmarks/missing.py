"""What does it do to the answer if files and surveys miss some voters more than others?

    python -m benchmarks.missing              # from the top of a checkout; some minutes
    python -m benchmarks.missing --scenario divisive --worlds 60

Prints net votes of broadcast, and of segmented less broadcast, with their 95 % intervals: once as
they are, with records of 77 % of the voters, then how they change, on the same worlds.
"""

from __future__ import annotations

import argparse

import numpy as np

from msim.experiment.engine.replicate import run_alike
from msim.scenario.loading import load, override

BASE = {
    "population.simulated": 2_000, "population.electorate": 10_000_000, "test.surveys": 2,
    "run.arms": ["silent", "broadcast", "segmented_free", "segmented"], "run.precision": 0.0,
    "data.coverage": 0.77,
}  # fmt: skip
FILE, MATCH, PANEL = "data.coverage_lean", "channels.social.match_habit", "test.panel_habit"
OLD, CONSENT = {PANEL: {"age_band": 2.0}}, {"data.consent": 0.5}
CASES: dict[str, dict[str, object]] = {
    "file leans with turnout by 0.5": {FILE: {"turnout": 0.5}},
    "matches lean with turnout by 0.5": {MATCH: {"turnout": 0.5}},
    "matches lean with age by 0.5": {MATCH: {"age_band": 0.5}},
    "consent 0.5, at random": {**CONSENT},
    "consent 0.5, by -0.5 with turnout": {**CONSENT, "data.consent_lean": {"turnout": -0.5}},
    "panel leans with turnout by 0.3": {PANEL: {"turnout": 0.3}},
    "panel leans with age by 2": {**OLD},
    "the same, weighted": {**OLD, "test.weighting": "rake"},
}


def main() -> None:
    """Print the table of docs/model.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="small")
    parser.add_argument("--worlds", type=int, default=100)
    asked = parser.parse_args()
    base = override(load(asked.scenario), BASE)
    scenarios = [base, *(override(base, keys) for keys in CASES.values())]
    won = np.array([
        [[each.measures[arm]["net_votes"] for arm in ("broadcast", "segmented")]
         for each in run_alike(scenarios, world)]
        for world in range(asked.worlds)
    ])  # fmt: skip
    won[..., 1] -= won[..., 0]
    for number, name in enumerate(("as it is", *CASES)):
        change = won[:, number] - (won[:, 0] if number else 0.0)
        half = 1.96 * change.std(axis=0, ddof=1) / np.sqrt(asked.worlds)
        shown = (f"{m:+9,.0f} +- {h:5,.0f}" for m, h in zip(change.mean(axis=0), half, strict=True))
        print(f"{name:34}", *shown)


if __name__ == "__main__":
    main()
