"""What do contacts in person do? A knock, a ground campaign, and what a meeting may cost."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from msim.core.arrays import Floats
from msim.published.engine import measured, moved, scenario
from msim.published.row import Effort, Obtained, Region, mean_of, reached
from msim.published.studies.price import television
from msim.published.studies.sources import central, region, row

ONE_CONTACT_PP, INTERVAL = 2.54, (1.82, 3.26)
CAMPAIGN_PP, CONTACTS, EFFECTS_PP = 7.5, (1, 2, 3, 4, 5, 6, 8), (0.8, 2.5, 3.3)
MEETING_EFFECTS_PP, VOTERS = (0.0, 3.0, 10.0), 5_000


def _contacts(each: float, message: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """So many contacts in person of every voter, by one message."""
    door = {"kind": "contacts", "share": 1.0, "cost_per_attempt": 1.0, "field_share": 1.0, **keys}
    return {
        "population": {"simulated": VOTERS, "electorate": VOTERS}, "channels": {"feed": door},
        "messages": {"count": 1, "mean_effect_pp": 0.0, **message}, "test": {"respondents": 1_000},
        "politics": {"turnout": 0.65}, "budget": {"total": each * VOTERS},
        "run": {"arms": ("silent", "broadcast")},
    }  # fmt: skip


@lru_cache(maxsize=32)
def _turnout(each: float, effect_pp: float, cap: int | None, effort: Effort) -> Floats:
    """(replicates,) points of turnout of those who were met, by so many attempts at each voter."""
    tree = _contacts(each, {"mobilise_pp": effect_pp}, frequency_cap=cap)
    chosen = scenario(tree, {"response": {"saturation": 0.3}}, seed=effort.seed)
    found = np.empty(effort.of(10))
    for number in range(found.size):
        what = moved(chosen, number, "broadcast")
        gained = what.turnout_pp
        found[number] = gained[what.mobilised != 0.0].mean() if cap else gained.mean()
    return found


def _knock(effort: Effort) -> Obtained:
    return mean_of(_turnout(0.5, central("doorstep_effect"), 1, effort))


def _campaign(effort: Effort) -> Obtained:
    values = tuple(
        tuple(float(_turnout(float(n), effect, None, effort).mean()) for effect in EFFECTS_PP)
        for n in CONTACTS
    )
    effects = tuple(f"{effect:g} points" for effect in EFFECTS_PP)
    at = reached(np.array(values)[:, 1], np.array(CONTACTS, dtype=float), CAMPAIGN_PP)
    return Obtained(None, region=Region(
        "contacts of each voter", tuple(f"{n}" for n in CONTACTS), "effect of one contact", effects,
        values, "points of turnout", at, effects[1],
    ))  # fmt: skip


def _per_head(effect_pp: float, effort: Effort) -> float:
    """Net votes of one person at a meeting, where one in five of all come to one."""
    tree = _contacts(0.2, {"mean_effect_pp": 1.0}, field_share=effect_pp)
    votes = measured(scenario(tree, seed=effort.seed), effort.of(10))["broadcast"]
    return float(votes.mean()) / (0.2 * VOTERS)


def _meeting(effort: Effort) -> Obtained:
    """The price per head at which a vote costs what it costs on television."""
    money, votes = television("broadcast", effort)
    price = float(money.mean() / votes.mean())
    values = tuple((price * _per_head(effect, effort),) for effect in MEETING_EFFECTS_PP)
    return Obtained(None, region=Region(
        "effect on those who come, points", tuple(f"{e:g}" for e in MEETING_EFFECTS_PP), "",
        ("price per head",), values, "currency, as dear a vote as on television",
    ))  # fmt: skip


ROWS = (
    row("canvass-turnout", INTERVAL, _knock, ONE_CONTACT_PP, "consistency"),
    region("ground-campaign", _campaign, CAMPAIGN_PP),
    region("town-hall", _meeting),
)  # fmt: skip
