"""Where can they be met? Media habits by channel, over-dispersed as audience data are.

Among those who use a channel, a voter's part of a buy is lognormal, which makes frequency
over-dispersed as in Rust (1986, Advertising Media Models). Contacts are attempted evenly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats
from msim.core.columns import exponentials, scores
from msim.core.streams import Streams
from msim.core.truth import Media, Voters
from msim.scenario.media import Channel
from msim.scenario.people import Trait
from msim.world.leaning import Leaning
from msim.world.traits import TraitModel

Leanings = Callable[[float, Mapping[str, float]], Leaning | None]
"""Solves a chance from its mean and its loadings."""


@dataclass(frozen=True)
class MediaModel:
    """Habits of one replicate. loadings: (traits, channels). log_variance: (channels,).

    found: of each channel, the chance to be found on a list; None where it is the same for all.
    """

    channels: dict[str, Channel]
    loadings: Floats
    log_variance: Floats
    found: tuple[Leaning | None, ...]

    def draw(self, streams: Streams, voters: Voters) -> Media:
        """Habits and matches of the voters of a block, (n, channels) each."""
        n, block = voters.size, voters.block
        habit = scores(voters.traits.T, self.loadings.T, -0.5 * self.log_variance)
        matched = np.ones(habit.shape, dtype=np.bool_)
        for c, (name, channel) in enumerate(self.channels.items()):
            place = f"voter/{name}"
            if channel.kind == "contacts":
                habit[c] = 1.0  # attempts are made at voters alike, not at heavy users
            else:
                streams.add_normals(f"{place}/habit", block, channel.habit_sd, habit[c])
                exponentials(habit[c])
            if channel.users < 1.0:
                habit[c] *= streams.uniforms(f"{place}/user", block, n) < channel.users
            if channel.match_rate < 1.0:
                lean = self.found[c]
                chance = channel.match_rate if lean is None else lean(voters)
                matched[c] = streams.uniforms(f"{place}/match", block, n) < chance
        return Media(habit.T, matched.T)


def build_media(
    channels: dict[str, Channel], traits: tuple[Trait, ...], model: TraitModel, lean: Leanings
) -> MediaModel:
    """Media habits from the channels' keys; nothing is drawn but by voters."""
    names = [trait.name for trait in traits]
    loadings = np.zeros((len(names), len(channels)))
    for c, channel in enumerate(channels.values()):
        for trait, loading in channel.habit.items():
            loadings[names.index(trait), c] = loading
    by_traits = np.einsum("lc,lm,mc->c", loadings, model.covariance, loadings)
    own = np.array([channel.habit_sd**2 for channel in channels.values()])
    found = tuple(lean(each.match_rate, each.match_habit) for each in channels.values())
    return MediaModel(channels, loadings, by_traits + own, found)
