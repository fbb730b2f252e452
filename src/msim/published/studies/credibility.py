"""Does targeting beat reach where the source counts? A re-implementation from abstracts, swept.

Voters believe a message as far as they believe its sender, and some who do not are moved the other
way (`response.kind = "credibility"`). The untargeted campaign contacts anybody, the targeted one
those whom it takes for its supporters, with as many contacts; the published models' own parameters
are not known here, so that all free ones are swept.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import lru_cache

import numpy as np

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.experiment.comparison.intervals import mean_interval
from msim.experiment.comparison.rates import share_interval
from msim.published.engine import measured, scenario
from msim.published.row import Effort, Obtained, Region, mean_of, ratio_of
from msim.published.studies.sources import central, row

VOTERS, CONTACTS = 40_000, 4_000
TRUSTS, LEAN_SHARES, PREMIUMS = (0.3, 0.4, 0.55, 0.7, 0.85), (0.0, 0.25, 0.5, 1.0), (1.0, 1.9)
POINTS, MIDDLE_TRUST, DISLIKED = 20, 0.6, 0.4


@dataclass(frozen=True)
class Free:
    """What nobody knows: the keys of credibility, and how large a share is contacted."""

    trust: float
    trust_sd: float = 1.0
    trust_lean_share: float = 0.5
    expertise: float = 0.5
    audience_share: float = 0.5


RANGES = ((0.2, 0.9), (0.2, 2.0), (0.1, 1.0), (0.05, 0.95), (0.2, 0.8))
"""What each is swept over, in the order of `Free`."""


@lru_cache(maxsize=256)
def votes(free: Free, premium: float, effort: Effort) -> tuple[Floats, Floats]:
    """(replicates,) net votes by 1,000 contacts' worth of money: untargeted, and targeted.

    One contact for every ten voters, so that as many contacts reach about as many; effects add up.

    >>> untargeted, targeted = votes(Free(0.6), 1.0, Effort(quick=True))
    >>> bool(0.0 < untargeted.mean() < targeted.mean())
    True
    """
    keys = asdict(free)
    share = keys.pop("audience_share")
    feed = {"share": 1.0, "cpm": 10.0, "targetable": True, "habit_sd": 0.0, "field_share": 0.2,
            "premium": premium}
    chosen = scenario({
        "population": {"simulated": VOTERS, "electorate": VOTERS},
        "politics": {"lean_sd": 1.5}, "channels": {"feed": feed},
        "messages": {"count": 1, "mean_effect_pp": central("mean_effect")},
        "response": {"kind": "credibility", **keys},
        "segments": {"method": "one"}, "test": {"respondents": 4_000},
        "budget": {"total": CONTACTS / 100.0, "audience": "selected", "audience_by": "support",
                   "audience_share": share},
        "run": {"arms": ("silent", "broadcast", "segmented")},
    }, seed=effort.seed)  # fmt: skip
    found = measured(chosen, 2 if effort.quick else 4)
    return found["broadcast"] * 1000 / CONTACTS, found["segmented"] * 1000 / CONTACTS


def sweep(effort: Effort) -> list[Free]:
    """A Latin hypercube over the free parameters.

    >>> points = sweep(Effort())
    >>> len(points), all(0.2 <= point.trust <= 0.9 for point in points)
    (20, True)
    """
    count = POINTS // 2 if effort.quick else POINTS
    rng = Streams(effort.seed, 0).generator("verify/credibility")
    cells = np.stack([rng.permutation(count) for _ in RANGES], axis=1)
    unit = (cells + rng.random(cells.shape)) / count
    low, high = np.array(RANGES).T
    return [Free(*(float(value) for value in point)) for point in low + unit * (high - low)]


def _ahead(free: Free, premium: float, effort: Effort) -> bool:
    """Whether the targeted campaign is not behind by more than the interval of the difference."""
    untargeted, targeted = votes(free, premium, effort)
    high = mean_interval(targeted - untargeted)["high"]
    return high is not None and high >= 0.0


def _equal(effort: Effort) -> Obtained:
    points = sweep(effort)
    ahead = {p: np.array([_ahead(f, p, effort) for f in points], dtype=float) for p in PREMIUMS}
    liked = np.array([point.trust > 0.5 for point in points])
    region = Region(
        "price of a targeted contact, times", tuple(f"{p:g}" for p in PREMIUMS), "sender",
        ("liked", "disliked"),
        tuple((float(ahead[p][liked].mean()), float(ahead[p][~liked].mean())) for p in PREMIUMS),
        "sets of parameters at which targeted is not behind",
    )  # fmt: skip
    found = share_interval(ahead[PREMIUMS[0]])
    return Obtained(found["mean"], found["low"], found["high"], region)


def _catch_up(effort: Effort) -> Obtained:
    """Contacts that the untargeted campaign needs for one of the targeted one's."""
    values = []
    for trust in TRUSTS:
        row: list[float | None] = []
        for share in LEAN_SHARES:
            untargeted, targeted = votes(Free(trust, trust_lean_share=share), 1.0, effort)
            gains = mean_interval(untargeted)["low"]
            catches = gains is not None and gains > 0.0
            row.append(float(targeted.mean() / untargeted.mean()) if catches else None)
        values.append(tuple(row))
    region = Region(
        "trust", tuple(f"{t:g}" for t in TRUSTS), "share of trust that goes with support",
        tuple(f"{s:g}" for s in LEAN_SHARES), tuple(values),
        "times the reach at which untargeted catches up (– never)",
    )  # fmt: skip
    untargeted, targeted = votes(Free(MIDDLE_TRUST), 1.0, effort)
    return ratio_of(targeted, untargeted, region=region)


def _avoided(effort: Effort) -> Obtained:
    values = []
    for trust in TRUSTS:
        half, fifth = Free(trust), replace(Free(trust), audience_share=0.2)
        untargeted, targeted = votes(half, 1.0, effort)
        few = votes(fifth, 1.0, effort)[1]
        values.append(tuple(float(each.mean()) for each in (untargeted, targeted, few)))
    region = Region(
        "trust", tuple(f"{t:g}" for t in TRUSTS), "whom it contacts",
        ("anybody", "likelier half", "likeliest fifth"), tuple(values),
        "net votes of 1,000 contacts",
    )  # fmt: skip
    untargeted, targeted = votes(Free(DISLIKED), 1.0, effort)
    return mean_of(targeted - untargeted, region)


ROWS = (
    row("credibility-equal-reach", (0.95, None), _equal, 1.0),
    row("credibility-catch-up", (1.0, None), _catch_up),
    row("credibility-avoidance", (0.0, None), _avoided),
)  # fmt: skip
