"""What would each message do to each voter? Effects with four separate sources of variation.

A message is a vector of effects, never a text. Effects are stated as a survey measures them, in
points of vote choice (or of turnout) for one forced exposure (Hewitt et al. 2024, APSR 118(4));
the correlation of effects between groups is the quantity of Coppock (2022, Persuasion in
Parallel).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from msim.core.arrays import Floats
from msim.core.columns import scores
from msim.core.streams import Streams
from msim.core.truth import Voters
from msim.scenario.media import Messages
from msim.scenario.parties import MOST_PP, visible_share
from msim.world.politics import PoliticsModel
from msim.world.traits import TraitModel


@dataclass(frozen=True)
class MessageModel:
    """Effects of the messages of one replicate.

    mean_pp: (messages,) average effect of each. heterogeneity_sd_pp: spread over voters.
    loadings: (traits, messages) which traits move with whom a message persuades.
    common_loadings: (traits,) which traits move with who is persuadable by everything.
    points_per_logit: average change of vote choice, in points, of one logit.
    what: the word by which its streams are named. quality: (messages,) how good each is beside
    the others, a standard normal.
    """

    keys: Messages
    mean_pp: Floats
    heterogeneity_sd_pp: float
    loadings: Floats
    common_loadings: Floats
    points_per_logit: float
    what: str = "message"
    quality: Floats = field(default_factory=lambda: np.zeros(1))

    def effects(self, streams: Streams, voters: Voters) -> Floats:
        """(n, messages) change of a logit by one forced exposure, kept column by column."""
        mean = self.mean_pp / self.points_per_logit
        keys, scale = self.keys, self.heterogeneity_sd_pp / self.points_per_logit
        own = scale * np.sqrt(1.0 - keys.common_share)
        common = scale * np.sqrt(keys.common_share)
        seen, hidden = np.sqrt(keys.trait_share), np.sqrt(1.0 - keys.trait_share)
        weights = seen * (own * self.loadings + common * self.common_loadings[:, None])
        effects = scores(voters.traits.T, weights.T, mean)
        if own * hidden > 0.0:
            for k, effect in enumerate(effects):
                self._add(streams, voters, str(k), own * hidden, effect)
        if common * hidden > 0.0:
            shared = np.zeros(voters.size, dtype=np.float32)
            self._add(streams, voters, "common", common * hidden, shared)
            effects += shared
        return effects.T

    def _add(
        self, streams: Streams, voters: Voters, name: str, scale: float, out: Floats
    ) -> None:
        streams.add_normals(f"voter/{self.what}/{name}", voters.block, scale, out)


def build_messages(
    keys: Messages,
    model: TraitModel,
    politics: PoliticsModel,
    streams: Streams,
    what: Literal["message", "mobilise"] = "message",
) -> MessageModel:
    """Draw what the messages of one replicate do to vote choice, or with `mobilise` to turnout.

    Solves heterogeneity where a correlation between archetypes is given; where one between the
    parties is, `keys` are those of `settled`. Both effects follow the same model.
    """
    quality = np.empty(keys.count)
    loadings = np.empty((model.means.shape[1], keys.count))
    align = keys.lean_alignment
    for k in range(keys.count):
        rng = streams.generator(f"world/{what}/{k}")
        # Each message has a stream of its own, and quality, sign and direction are always drawn, in
        # this order: another message or another key leaves every other draw as it was.
        quality[k] = rng.standard_normal()
        sign = 1.0 if rng.random() < 0.5 else -1.0
        lean = sign * np.sqrt(align) * politics.support_weights
        drawn = model.direction(rng)
        mixed = model.scaled(lean + np.sqrt(1.0 - align) * drawn)
        loadings[:, k] = mixed if mixed.any() else drawn  # the two cancelled: a single trait
    common = model.direction(streams.generator(f"world/{what}/common"))
    if what == "mobilise":
        mean_pp = keys.mobilise_pp + keys.mobilise_between_sd_pp * quality
        spread, per_logit = keys.mobilise_heterogeneity_sd_pp, 100.0 * politics.turnout_slope
        return MessageModel(keys, mean_pp, spread, loadings, common, per_logit, what, quality)
    mean_pp = keys.mean_effect_pp + keys.between * quality
    spread = keys.heterogeneity_sd_pp or 0.0
    if keys.group_correlation is not None:
        spread = solve_heterogeneity(keys, model, loadings)
    per_logit = 100.0 * politics.slope
    return MessageModel(keys, mean_pp, spread, loadings, common, per_logit, what, quality)


def solve_heterogeneity(keys: Messages, model: TraitModel, loadings: Floats) -> float:
    """Heterogeneity (points) at which effects in two archetypes correlate as configured.

    With `h^2` the variance of a message's effect over archetypes, the expected correlation is
    `(between^2 - h^2 / (A - 1)) / (between^2 + h^2)`, A archetypes of equal share. It is the key's
    bound in a world whose archetypes happen to like the same, so that it would take more.
    """
    correlation = keys.group_correlation
    if correlation is None or correlation >= 1.0:
        return 0.0
    groups = model.shares.size
    h_squared = keys.between**2 * (1.0 - correlation) / (correlation + 1.0 / (groups - 1))
    scores = model.archetype_scores(loadings)
    by_archetype = float(np.mean(model.shares @ (scores - model.shares @ scores) ** 2))
    visible = visible_share(keys) * by_archetype
    return min(math.sqrt(h_squared / visible) if visible else math.inf, MOST_PP)
