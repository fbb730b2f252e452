"""What would a campaign that adapts while it runs need, to do as well as one that tests before?"""

from __future__ import annotations

import numpy as np

from msim.campaign.segments.usable import learns
from msim.core.arms import arm as card
from msim.core.dose import weekly_retention
from msim.report.common.document import Block, Points, Text
from msim.report.common.sentences import sentences
from msim.report.run.data import ReportData
from msim.scenario import Scenario

said = sentences("run", "adapting")
VOTES = "net_votes"


def blocks(data: ReportData) -> tuple[Block, ...]:
    """How they go about it, what they won, and what signal they would need; empty without any."""
    arms = [name for name in data.arms if card(name).adapts]
    if not arms:
        return ()
    scenario, keys = data.scenario, data.scenario.in_flight
    cut = scenario.test.conducted and learns(scenario.segments)
    how = said.how(
        arms[0], keys.rule == "thompson", keys.proxy_correlation, keys.respondents,
        scenario.messages.count, cut and arms[0] == "adaptive_segmented",
    )  # fmt: skip
    won = [
        said.won(name, data.arm(name, VOTES), data.arm("broadcast", VOTES),
                 data.contrast(f"{name}-broadcast"))
        for name in arms
    ]  # fmt: skip
    found = needed(data)
    moves = "adaptive_segmented" in arms and keys.across_segments
    paths = (Text(said.moves(), "page"),) if moves else ()
    need = () if found is None else (Text(said.need(*found)),)
    return (Text(how, "page"), *paths, Points(won, "page"), *need, Text(said.fair(), "page"))


def first_week(scenario: Scenario) -> float:
    """Share of what a campaign leaves on polling day that its first week does, over channels.

    >>> round(first_week(Scenario()), 3)
    0.011
    """
    weeks, response = len(scenario.sending), scenario.response
    kept = weekly_retention(weeks, response.half_life_days, response.lasting_share)
    first, shares = scenario.sending.index(True), 0.0
    for channel in scenario.channels.values():
        flight = np.concatenate([np.zeros(weeks - len(channel.flight)), channel.flight])
        left = flight * kept if (flight * kept).any() else flight
        shares += channel.share * float(left[first] / left.sum())
    return shares


def needed(data: ReportData) -> tuple[float, float | None, float | None] | None:
    """The correlation at which `adaptive` does as well as `broadcast`, and its ends.

    Of clicks alone, all money following the leader: what is won over a message at random is in
    proportion to the correlation, since the effect that a leader by such a signal has above the
    mean is that correlation times what the true best has, where effects are normal. With a perfect
    signal it is what `best_single` wins but for the first week. None where an arm is missing, or
    the best message does no more than any.
    """
    scenario, keys = data.scenario, data.scenario.in_flight
    naive, single, best = (data.arm(name, VOTES) for name in ("naive", "broadcast", "best_single"))
    ran = "adaptive" in data.arms and naive.known and single.known and best.known
    if not ran or keys.rule != "leader" or keys.respondents:
        return None
    # What is paid beforehand: by each arm its own, and the rest buys votes in proportion.
    cost, count, total = scenario.messages.cost_each, scenario.messages.count, scenario.budget.total
    test = scenario.respondents * scenario.test.cost_per_respondent * scenario.test.conducted
    media = total - count * cost
    if not (naive.mean is not None and single.mean is not None and best.mean is not None):
        return None
    if min(media, total - cost, media - test) <= 0.0:
        return None
    least = naive.mean * media / (total - cost)
    most = best.mean * media / (media - test)
    room = (1.0 - first_week(scenario)) * (most - least)
    if room <= 0.0:
        return None
    gap = data.contrast("broadcast-naive")
    ends: tuple[float | None, float | None] = (None, None)
    if gap.low is not None and gap.high is not None:
        low, high = ((naive.mean + each - least) / room for each in (gap.low, gap.high))
        ends = max(low, 0.0), min(high, 1.0)
    return (single.mean - least) / room, *ends
