"""What can a class predict of a world? Questions with a few answers each, and which one came."""

from __future__ import annotations

from typing import Final

from msim.core.text import Interval
from msim.core.verdict import EFFECTS, effect
from msim.lab.texts import texts
from msim.report.run import sentences
from msim.report.run.data import ReportData

QUESTIONS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    name: (asked["question"], tuple(asked["choices"]))
    for name, asked in texts("predictions").items()
}
"""What can be asked, and the predictions to choose from."""
REACH: Final = (0.60, 0.75, 0.85, 0.95)
STEPS: Final = ("broadcast", "segmented_free", "segmented")


def came(data: ReportData) -> dict[str, int]:
    """Which prediction came true, by question (an index); a question without an answer is left out.

    "About" means within the interval of what came.
    """
    found = {}
    outcome = sentences.outcome(data, "segmented-broadcast")
    if outcome != "unknown":
        found["verdict"] = EFFECTS.index(effect(outcome))
    reach = data.arm("segmented", "reach_rate").mean
    if reach is not None:
        found["reach"] = sum(reach >= edge for edge in REACH)
    rungs = {rung["step"]: Interval.of(rung["gain"]) for rung in data.summary.get("ladder", [])}
    gains = [rungs[step].mean for step in STEPS if step in rungs]
    known = [gain for gain in gains if gain is not None]
    if len(known) == len(STEPS):
        found["ladder"] = known.index(max(known))
    promised = data.arm("segmented", "promised_net_votes").mean
    votes = data.arm("segmented", "net_votes")
    if promised is not None and votes.low is not None and votes.high is not None:
        found["promised"] = 0 if promised > votes.high else 2 if promised < votes.low else 1
    return found
