"""Screen five: the bill. What is left of impressions, reach and votes once delivery is paid?"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from msim.core.arrays import Ints
from msim.core.text import percent
from msim.lab.levers import Value
from msim.lab.story.telling import Country, Screen, between, compared, letters, scenario_of, screen
from msim.lab.story.titles import said
from msim.lab.worlds import LabStage, LabWorld, start
from msim.report.run.data import ReportData

PRESET: Final = "baseline"
MATCH, PREMIUM = "channels.social.match_rate", "channels.social.premium"
FREE, PAID = "segmented_free", "segmented"
"""The same messages, delivered to everybody at the usual price, and by targeted delivery."""
LEFT: Final = ("grp", "reach_rate", "net_votes")
"""Of what there is less where delivery is dear: impressions, reach, votes."""
OFTEN: Final = (1, 5, 10, 20)
"""How often a voter meets the campaign, in ranges that a colour can show."""
EDGES: Final = (0.8, 0.95)
"""Of the share of votes that is left: what one can predict."""
WISHES: Final[tuple[tuple[str, dict[str, Value]], ...]] = (
    ("differ", {"messages.party_correlation": -0.7}),
    ("price", {PREMIUM: 1.0}),
    ("found", {MATCH: 1.0}),
    ("data", {"data.validity": 1.0}),
    ("test", {"test.respondents": 107_030}),
)
"""What might change one's mind, as positions of the laboratory's levers."""


def told(stage: LabStage) -> Screen:
    """Who sees how much, and what is left of impressions, reach and votes, by price and match."""
    match, premium = _levels(MATCH, (0.3, 1.0)), _levels(PREMIUM, (1.0, 3.0))
    begin = start(PRESET)
    first = _row(begin[MATCH], begin[PREMIUM], stage)
    rows = [
        first if (m, p) == (begin[MATCH], begin[PREMIUM]) else _row(m, p, stage)
        for m in match
        for p in premium
    ]
    asked = (begin[PREMIUM], begin[MATCH], first["left"]["reach_rate"], *EDGES)
    levers = [
        {"label": said.bill_lever(name), "values": values, "begin": begin[key],
         "places": [said.bill_at(name, value) for value in values]}
        for name, key, values in (("match", MATCH, match), ("premium", PREMIUM, premium))
    ]  # fmt: skip
    return screen(
        "bill", asked, levers=levers, rows=rows, often=_ranges(),
        right=between(EDGES, first["left"]["net_votes"]),
        panels=[said.bill_panel(arm) for arm in (FREE, PAID)],
        bars={name: said.bill_bar(name) for name in first["left"]}, alt=said.bill_alt(),
        wishes=[{"set": moved, "label": said.bill_wish(name)} for name, moved in WISHES],
        preset=PRESET, ask=said.bill_ask(), go=said.bill_go(),
    )  # fmt: skip


def _levels(key: str, ends: tuple[float, float]) -> list[float]:
    """Where a lever stands at first, and positions on either side of it."""
    return sorted({float(start(PRESET)[key] or 0.0), *ends})


def _row(match: Value | None, premium: Value | None, stage: LabStage) -> Screen:
    assert match is not None and premium is not None
    world = LabWorld.of(PRESET, {MATCH: match, PREMIUM: premium})
    data, country = compared(world, stage), Country(scenario_of(world, stage))
    left = {name: _share(data, name) for name in LEFT}
    votes = [data.arm(arm, "net_votes") for arm in (FREE, PAID)]
    return {
        "at": [match, premium], "left": left,
        "seen": [letters(_often(country.times_seen(arm))) for arm in (FREE, PAID)],
        "votes": [each.mean for each in votes], "command": world.command(LabStage()),
        "shown": {name: percent(share) for name, share in left.items()},
        "said": said.paragraphs("bill_said", left, *votes),
    }  # fmt: skip


def _share(data: ReportData, measure: str) -> float:
    """What targeted delivery comes to as a share of delivery to everybody."""
    free, paid = (data.arm(arm, measure).mean for arm in (FREE, PAID))
    return float(paid or 0.0) / float(free) if free else 1.0


def _often(times: Ints) -> Ints:
    """Which range each number of times lies in, the most first."""
    return np.sort(np.searchsorted(OFTEN, times, side="right"))[::-1]


def _ranges() -> list[str]:
    edges: list[Any] = [0, *OFTEN]
    ends = [*(edge - 1 for edge in OFTEN), None]
    return [said.bill_times(low, high) for low, high in zip(edges, ends, strict=True)]
