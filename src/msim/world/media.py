"""Where can they be met? Media habits by channel, over-dispersed as audience data are.

Among those who use a channel, a voter's part of a buy is lognormal, which makes frequency
over-dispersed as in Rust (1986, Advertising Media Models). Contacts are attempted evenly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.core.truth import Media, Voters
from msim.scenario.media import Channel
from msim.scenario.people import Trait
from msim.world.traits import TraitModel


@dataclass(frozen=True)
class MediaModel:
    """Habits of one replicate. loadings: (traits, channels). log_variance: (channels,)."""

    channels: dict[str, Channel]
    loadings: Floats
    log_variance: Floats

    def draw(self, streams: Streams, voters: Voters) -> Media:
        """Habits and matches of the voters of a block, (n, channels) each."""
        habit = np.zeros((voters.size, len(self.channels)))
        matched = np.ones(habit.shape, dtype=np.bool_)
        scores = voters.traits @ self.loadings
        for c, (name, channel) in enumerate(self.channels.items()):
            place = f"voter/{name}"
            if channel.kind == "contacts":
                habit[:, c] = 1.0  # attempts are made at voters alike, not at heavy users
            else:
                rng = streams.generator(f"{place}/habit", voters.block)
                noise = rng.standard_normal(voters.size, dtype=np.float32)
                log_habit = scores[:, c] + channel.habit_sd * noise
                habit[:, c] = np.exp(log_habit - 0.5 * self.log_variance[c])
            if channel.users < 1.0:
                uniform = streams.generator(f"{place}/user", voters.block).random(voters.size)
                habit[uniform >= channel.users, c] = 0.0
            if channel.match_rate < 1.0:
                uniform = streams.generator(f"{place}/match", voters.block).random(voters.size)
                matched[:, c] = uniform < channel.match_rate
        return Media(habit, matched)


def build_media(
    channels: dict[str, Channel], traits: tuple[Trait, ...], model: TraitModel
) -> MediaModel:
    """Media habits from the channels' keys; nothing is drawn but by voters."""
    names = [trait.name for trait in traits]
    loadings = np.zeros((len(names), len(channels)))
    for c, channel in enumerate(channels.values()):
        for trait, loading in channel.habit.items():
            loadings[names.index(trait), c] = loading
    by_traits = np.einsum("lc,lm,mc->c", loadings, model.covariance, loadings)
    own = np.array([channel.habit_sd**2 for channel in channels.values()])
    return MediaModel(channels, loadings, by_traits + own)
