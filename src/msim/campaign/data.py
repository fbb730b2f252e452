"""What do the campaign's data say? The one door from truth to view.

Readings of traits have a validity (their correlation with the truth). It is given, or follows from
the number of data points by the Spearman-Brown formula (Spearman 1910, Brown 1910, British Journal
of Psychology 3) under a ceiling (Azucar, Marengo and Settanni 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.columns import single
from msim.core.seen import CampaignView, TraitShown
from msim.core.streams import Streams
from msim.core.truth import Voters
from msim.scenario.campaign import Data
from msim.scenario.people import Trait

Show = Callable[[Floats], Floats]
"""How readings are shown: latent values to levels."""
Chance = Callable[[Voters], Floats]
"""(n,) a chance that differs between the voters of a block."""


def reliability(data: Data) -> float:
    """Share of a reading's variance that is the trait itself, between 0 and 1.

    >>> from msim.scenario.campaign import Data
    >>> round(reliability(Data(validity=0.5)), 6)
    0.25
    >>> few, many = Data(data_points=1), Data(data_points=100_000)
    >>> reliability(few) < reliability(many) < many.ceiling**2
    True
    """
    points = data.points
    if points is None:
        return data.validity**2
    if points == 0:
        return 0.0
    single = (data.single_item_validity / data.ceiling) ** 2
    return data.ceiling**2 * points * single / (1.0 + (points - 1) * single)


def shown_traits(traits: tuple[Trait, ...]) -> tuple[TraitShown, ...]:
    """What a campaign knows of each trait beforehand: its kind and its levels."""
    defaults = {"continuous": 0, "binary": 2, "ordinal": 5, "categorical": 3}
    return tuple(
        TraitShown(
            trait.name,
            trait.kind,
            len(trait.shares) if trait.shares is not None else trait.levels or defaults[trait.kind],
            trait.demographic,
        )
        for trait in traits
    )


@dataclass(frozen=True)
class Observer:
    """Turns voters into a campaign's view of them.

    show, show_truly: cut readings, and true values, into levels. leanings: the chances of
    `coverage` and of `consent`, where they are not the same for everybody.
    """

    data: Data
    streams: Streams
    show: Show
    show_truly: Show
    leanings: Mapping[str, Chance | None] = field(default_factory=dict)

    def observe(self, voters: Voters) -> CampaignView:
        """The view of one block; each reading has draws of its own."""
        readings = self._readings(voters)
        if self.data.missing > 0.0:
            for trait, values in enumerate(readings.T):
                values[self._uniform(voters, f"missing/{trait}") < self.data.missing] = np.nan
        known = np.ones(voters.size, dtype=np.bool_)
        for name, share in (("coverage", self.data.coverage), ("consent", self.data.consent)):
            if share < 1.0:
                lean = self.leanings.get(name)
                chance = share if lean is None else lean(voters)
                known &= self._uniform(voters, name) < chance
        lottery = np.stack([self._uniform(voters, f"lottery/{lot}") for lot in range(2)]).T
        party = self._party(voters)
        return CampaignView(readings, party, known, lottery, voters.district, drawn=True)

    def observe_truly(self, voters: Voters, view: CampaignView) -> CampaignView:
        """The view as it would be if its readings were right: what a mismatch is told by."""
        party = np.where(voters.support >= 0.0, 1, -1).astype(np.int8)
        party = np.where(view.party == 0, view.party, party)
        traits = self.show_truly(voters.traits)
        rest = view.known, view.lottery, view.district
        return CampaignView(traits, party, *rest, drawn=view.drawn)

    def _readings(self, voters: Voters) -> Floats:
        share = reliability(self.data)
        if share == 1.0:
            return self.show(voters.traits)
        true, parts = single(voters.traits.T), (float(np.sqrt(share)), float(np.sqrt(1.0 - share)))
        readings = np.empty_like(true)
        for trait, values in enumerate(readings):
            name = f"campaign/readings/{trait}"
            self.streams.noisy(name, voters.block, parts, true[trait], values)
        return self.show(readings.T)

    def _party(self, voters: Voters) -> Ints:
        if not self.data.party_label:
            return np.zeros(voters.size, dtype=np.int8)
        leans = voters.support >= 0.0
        if self.data.party_accuracy < 1.0:
            leans ^= self._uniform(voters, "party") >= self.data.party_accuracy
        return leans.view(np.int8) * np.int8(2) - np.int8(1)

    def _uniform(self, voters: Voters, name: str) -> Floats:
        return self.streams.uniforms(f"campaign/{name}", voters.block, voters.size)
