"""The truth of one replicate, and the voters that follow from it, block by block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from msim.core.arrays import Floats
from msim.core.columns import logistics, looked_up
from msim.core.inverse_cdf import Shares
from msim.core.streams import BLOCK_SIZE, Streams
from msim.core.truth import Media, Voters
from msim.scenario.model import Scenario
from msim.world.credibility import belief, voter_trust
from msim.world.leaning import Leaning, build_leaning
from msim.world.media import MediaModel, build_media
from msim.world.messages import MessageModel, build_messages
from msim.world.parties import settled
from msim.world.places import DistrictModel, build_places
from msim.world.politics import PoliticsModel, build_politics
from msim.world.traits import TraitModel, build_traits


@dataclass(frozen=True)
class World:
    """Parameters of one replicate: small arrays. A block is a pure function of world and number."""

    scenario: Scenario
    streams: Streams
    traits: TraitModel
    places: DistrictModel
    politics: PoliticsModel
    media: MediaModel
    messages: MessageModel
    mobilising: MessageModel | None = None

    @classmethod
    def build(cls, scenario: Scenario, streams: Streams) -> World:
        """Draw the parameters of one replicate and solve what the scenario fixes."""
        traits = build_traits(scenario.population, streams)
        places = build_places(scenario.districts, traits.shares, streams)
        politics = build_politics(scenario.politics, traits, places, streams)
        given = scenario.population.traits
        lean = partial(build_leaning, traits=given, model=traits, politics=politics,
                       streams=streams)  # fmt: skip
        media = build_media(scenario.channels, given, traits, lean)
        messages = build_messages(settled(scenario), traits, politics, streams)
        world = cls(scenario, streams, traits, places, politics, media, messages)
        return world._with_turnout(streams)

    def _with_turnout(self, streams: Streams) -> World:
        if not self.scenario.mobilises:
            return self
        keys, model = self.scenario.messages, self.traits
        turnout = build_messages(keys, model, self.politics, streams, "mobilise")
        return replace(self, mobilising=turnout)

    def rival(self, scenario: Scenario) -> World:
        """The same voters with the messages of the other side, drawn by its own streams."""
        streams = replace(self.streams, side="opponent/")
        # What is stated of the parties is stated of the voters, who are the same for both sides.
        said = settled(self.scenario)
        messages = build_messages(said, self.traits, self.politics, streams)
        world = replace(self, scenario=scenario, streams=streams, messages=messages)
        return world._with_turnout(streams)

    def leaning(self, share: float, loadings: Mapping[str, float]) -> Leaning | None:
        """A chance with this mean over the electorate and these loadings; None where all alike."""
        traits = self.scenario.population.traits
        return build_leaning(share, loadings, traits, self.traits, self.politics, self.streams)

    @property
    def blocks(self) -> int:
        """Number of blocks of voters."""
        return -(-self.scenario.population.simulated // BLOCK_SIZE)

    @property
    def people_per_voter(self) -> float:
        """People of the electorate for whom one simulated voter stands."""
        population = self.scenario.population
        return population.electorate / population.simulated

    def voters(self, block: int) -> Voters:
        """The voters of block `block`, counted from 0; the last block may be short."""
        n = min(BLOCK_SIZE, self.scenario.population.simulated - block * BLOCK_SIZE)
        uniform = self.streams.uniforms("voter/archetype", block, n)
        archetype = Shares.of(self.traits.shares).drawn(uniform)
        district = self.places.draw(self.streams, block, archetype)
        traits = self.traits.draw(self.streams, block, archetype)
        support = self.politics.support(self.streams, block, traits)
        support += looked_up(self.places.lean[None], district)[0]
        turnout = logistics(self.politics.turnout(self.streams, block, traits))
        return Voters(block, archetype, district, traits, support, turnout)

    def reach(self, voters: Voters) -> Media:
        """How the voters of a block can be met, by channel."""
        return self.media.draw(self.streams, voters)

    def effects(self, voters: Voters) -> Floats:
        """(n, messages) change of each voter's support logit by one forced exposure."""
        effects = self.messages.effects(self.streams, voters)
        response = self.scenario.response
        if response.kind == "credibility":
            trust = voter_trust(self.scenario, self.politics, self.streams, voters)
            effects *= belief(trust, response.expertise)[:, None]
        return effects

    def turnout_effects(self, voters: Voters) -> Floats:
        """(n, messages) change of each voter's turnout logit by one forced exposure."""
        if self.mobilising is None:
            return np.zeros((voters.size, self.scenario.messages.count), dtype=np.float32)
        return self.mobilising.effects(self.streams, voters)
