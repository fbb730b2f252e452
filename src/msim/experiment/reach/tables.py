"""Who is reached, how often and at what price? By arm, channel, segment, district and trait.

Every simulated voter is counted, block by block, with the draws of a run's first replicate. Terms
are those of media planning: GRP is impressions over the universe times 100, effective reach those
met often enough to count, duplication the share of one channel's reach that another has too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.seen import Plan, Rule
from msim.core.tally import FREQUENCIES
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.stage import Scene, Stage
from msim.experiment.reach.buyers import caps
from msim.outcome.delivery import expected_exposures
from msim.outcome.exposure import frequencies
from msim.outcome.schedule import Reached, count_reached, persuadable_weight
from msim.reach import at_least, fit_by_moments, fit_by_zeros, independent_union
from msim.scenario.model import Scenario
from msim.world import World
from msim.world.traits import TraitModel, level_cuts, level_shares, show

TOP = FREQUENCIES - 1
"""The highest k of which k+ reach is told."""
ALL = "all"
"""The name of every voter as a group, and of all channels together."""
BANDS = 5
"""Bands of equal size that a continuous demographic trait is cut into."""
Row = dict[str, object]


@dataclass(frozen=True)
class Groups:
    """The groups that reach is told of: (kind, name of the group), and where each kind starts.

    segments: the rule by which voters are in segments. cuts: latent values between the levels of
    each demographic trait, by the trait's index.
    """

    names: tuple[tuple[str, str], ...]
    starts: tuple[int, ...]
    segments: Rule
    districts: int
    cuts: Mapping[int, Floats]

    @classmethod
    def build(cls, scenario: Scenario, segments: Rule, world: World) -> Groups:
        """All voters, segments, districts where there are several, levels of demography."""
        kinds: list[tuple[str, list[str]]] = [(ALL, [ALL])]
        kinds.append(("segment", ["none", *(f"{s + 1}" for s in range(segments.cells))]))
        count = scenario.districts.count
        if count > 1:
            kinds.append(("district", [str(d + 1) for d in range(count)]))
        traits = scenario.population.traits
        every, cuts = level_cuts(world.traits, traits), {}
        for index, trait in enumerate(traits):
            if trait.demographic:
                usual = trait.kind == "continuous"
                cuts[index] = _bands(world.traits, index) if usual else every[index]
                levels = BANDS if usual else level_shares(trait).size
                kinds.append((trait.name, [str(level + 1) for level in range(levels)]))
        names = tuple((kind, name) for kind, within in kinds for name in within)
        sizes = [len(within) for _, within in kinds]
        starts = tuple(int(start) for start in np.cumsum([0, *sizes[:-1]]))
        return cls(names, starts, segments, count, cuts)

    def of(self, block: Block) -> Ints:
        """(kinds, n) index of each voter's group of each kind."""
        voters = block.voters
        groups = [np.zeros(voters.size, dtype=np.int64), block.rows(self.segments)]
        if self.districts > 1:
            groups.append(voters.district)
        for index, cuts in self.cuts.items():
            groups.append(show(voters.traits[:, index : index + 1], (cuts,))[:, 0].astype(np.int64))
        table = np.stack([np.asarray(group, dtype=np.int64) for group in groups])
        return table + np.array(self.starts)[:, None]


def _bands(model: TraitModel, index: int) -> Floats:
    return model.cuts(index, np.arange(1, BANDS) / BANDS)


def count_plans(
    block: Block, plans: Mapping[str, Plan], stage: Stage, groups: Groups
) -> dict[str, Reached]:
    """Every plan's delivery counted in one block, by the draws that a run makes."""
    scene, of, limits = Scene(block, stage), groups.of(block), caps(stage.scenario)
    audience = scene.audience
    target = persuadable_weight(audience.persuadable, audience.turnout_prob)
    reached = {}
    for arm, plan in plans.items():
        means = expected_exposures(plan, block.rows(plan.rule), audience, stage.terms.met)
        drawn = np.stack([frequencies(audience.uniforms[c], m) for c, m in enumerate(means)])
        reached[arm] = count_reached(drawn, limits, of, len(groups.names), target)
    return reached


def rows(
    arm: str, plan: Plan, reached: Reached, groups: Groups, scenario: Scenario, effective: int
) -> Iterator[Row]:
    """A row a group and channel: reach at 1+ to 10+, frequency, GRP, on target, waste, cost."""
    channels = [*scenario.channels, ALL]
    delivered = reached.impressions[0, :-1]
    price = plan.cost.sum(axis=0) / np.where(delivered > 0.0, delivered, np.inf)
    for g, (kind, name) in enumerate(groups.names):
        size = float(reached.voters[g])
        if size == 0.0:
            continue
        for c, channel in enumerate(channels):
            each = reached.impressions[g, :-1] * price
            spent = float(each.sum() if channel == ALL else each[c])
            row: Row = {"arm": arm, "kind": kind, "group": name, "channel": channel}
            yield row | {"voters_share": size / reached.voters[0]} | _measures(
                reached, (g, c), spent, effective
            )


def _measures(
    reached: Reached, at: tuple[int, int], spent: float, effective: int
) -> dict[str, float | None]:
    """The measures of one group on one channel; None where nothing is defined."""
    g, c = at
    size, target = float(reached.voters[g]), float(reached.target[g])
    more = at_least(reached.frequency[g, c, 1:]) / size
    hit = at_least(reached.target_frequency[g, c, 1:])
    bought, met = float(reached.impressions[g, c]), float(reached.exposures[g, c])
    grp = 100.0 * bought / size
    on_target = _over(float(reached.target_exposures[g, c]), bought)
    return {
        "reach_rate": float(more[0]),
        "effective_reach_rate": float(more[effective - 1]),
        **{f"reach_{k}_rate": float(more[k - 1]) for k in range(2, TOP + 1)},
        "average_frequency": _over(met, float(more[0]) * size),
        "grp": grp,
        "on_target_reach": _over(float(hit[0]), target),
        "effective_on_target_reach": _over(float(hit[effective - 1]), target),
        "on_target_rate": on_target,
        "waste_rate": None if on_target is None else 1.0 - on_target,
        "media_cost": spent,
        "cost_per_point": _over(spent, grp),
    }


def _over(numerator: float, denominator: float) -> float | None:
    return numerator / denominator if denominator > 0.0 else None


def duplication(arm: str, counted: Reached, scenario: Scenario) -> list[Row]:
    """A row a pair of channels: the share of those whom the first reaches that the second has too.

    Channels that reach nobody are left out.
    """
    names, reached = list(scenario.channels), np.diag(counted.both)
    return [
        {
            "arm": arm,
            "channel": names[a],
            "also": names[b],
            "both_rate": float(counted.both[a, b] / counted.voters[0]),
            "share": float(counted.both[a, b] / reached[a]),
        }
        for a in range(len(names))
        for b in range(len(names))
        if reached[a] > 0.0 and reached[b] > 0.0
    ]


def deduplicated(reached: Reached) -> dict[str, float]:
    """Reach of all channels: counted once, added up, and had the channels nothing in common."""
    size = float(reached.voters[0])
    each = np.diag(reached.both) / size
    return {
        "reach_rate": float(1.0 - reached.frequency[0, -1, 0] / size),
        "sum_of_channels": float(each.sum()),
        "independent": float(independent_union(each)),
    }


def fits(arm: str, reached: Reached, scenario: Scenario) -> list[Row]:
    """How near negative binomials come: a row a channel and k, fitted by zeros and by moments.

    Columns: k, reach_rate (k or more, as counted), by_zeros, by_moments (the same of each fit),
    gap (of the fit by zeros) and the shape of both. Channels that reach nobody are left out.
    """
    size, result = float(reached.voters[0]), list[Row]()
    for c, channel in enumerate([*scenario.channels, ALL]):
        mean = float(reached.exposures[0, c]) / size
        if mean == 0.0:
            continue
        more = at_least(reached.frequency[0, c, 1:]) / size
        spread = float(reached.squares[0, c]) / size - mean**2
        zeros, moments = fit_by_zeros(mean, 1.0 - float(more[0])), fit_by_moments(mean, spread)
        gap, by_moments = zeros.gaps(more), moments.more(TOP)
        for k in range(1, TOP + 1):
            row: Row = {"arm": arm, "channel": channel, "mean": mean, "k": k}
            row |= {"reach_rate": float(more[k - 1]), "by_zeros": float(more[k - 1] + gap[k - 1])}
            row |= {"by_moments": float(by_moments[k - 1]), "gap": float(gap[k - 1])}
            result.append(row | {"shape": zeros.shape, "shape_by_moments": moments.shape})
    return result
