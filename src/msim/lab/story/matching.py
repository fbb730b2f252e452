"""Screen four: each segment gets its own message. Is it another one, and does it pay?"""

from __future__ import annotations

from typing import Final

from msim.core.text import Interval
from msim.experiment.engine.sides import electorate, polled
from msim.experiment.segments.cuts import cut_by
from msim.lab.story.cuts import KEY as STRUCTURE
from msim.lab.story.cuts import PRESET, axes, cut_at, places
from msim.lab.story.telling import DOTS, Screen, between, compared, letters, scenario_of, screen
from msim.lab.story.titles import said
from msim.lab.worlds import LabStage, LabWorld, start
from msim.scenario import Scenario

KEY: Final = "messages.heterogeneity_sd_pp"
LEVELS: Final = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0)
BEGIN: Final = 1
"""The level at which the screen begins."""
EDGES: Final = (1 / 3, 2 / 3)
"""Of the surveys in which all segments get the same message: what one can predict."""
CONTRAST: Final = "segmented_free-broadcast"


def told(stage: LabStage) -> Screen:
    """Which message each segment is sent, and what that wins, as people differ more and more."""
    clear = start(PRESET)[STRUCTURE]
    assert isinstance(clear, float)
    scenario = scenario_of(LabWorld(PRESET), stage)
    cut = cut_by(scenario.segments.method, scenario, electorate(scenario, 0))
    messages = cut.scenario.messages.count
    steps = [_step(level, cut.cells, stage) for level in LEVELS]
    return screen(
        "matching", (cut.cells,), at=places(cut_at(clear, stage)), axes=axes(),
        segments=letters(cut.labels[:DOTS]),
        messages=[said.message_name(k + 1) for k in range(messages)], steps=steps,
        begin=BEGIN, right=between(EDGES, steps[BEGIN]["same"]), lever=said.matching_lever(),
        alt=said.matching_alt(DOTS, cut.cells),
    )  # fmt: skip


def _step(level: float, cells: int, stage: LabStage) -> Screen:
    """One level of difference: the messages of the first survey, and what a run says."""
    world = LabWorld.of(PRESET, {KEY: level})
    data, scenario = compared(world, stage), scenario_of(world, stage)
    sent = _sent(scenario)
    same, gain = data.share(CONTRAST, "share_tied") or 0.0, data.contrast(CONTRAST)
    outcome = data.summary["verdict"][CONTRAST]
    facts = (level, len(set(sent)), cells, same, gain, outcome)
    return {
        "place": said.matching_at(level), "sent": sent, "same": same,
        "gain": _plain(gain), "outcome": outcome,
        "worth": data.summary["verdict"]["worth_votes"],
        "command": world.command(LabStage()), "said": said.paragraphs("matching_said", *facts),
    }  # fmt: skip


def _sent(scenario: Scenario) -> list[int]:
    """(cells,) messages after a typical survey: the one in the middle by how many are sent."""
    campaigns, _ = polled(scenario, electorate(scenario, 0), scenario.surveys)
    each = [campaign.choice(campaign.segmentation).message.tolist() for campaign in campaigns]
    found: list[int] = sorted(each, key=lambda sent: len(set(sent)))[(len(each) - 1) // 2]
    return found


def _plain(value: Interval) -> dict[str, float | None]:
    return {"mean": value.mean, "low": value.low, "high": value.high}
