"""What does a manager see before planning? The segments' profiles, and what the test said of each.

Only what the campaign has: readings of traits, a label, a survey's answers. Never the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from msim.campaign.campaign import Campaign
from msim.campaign.diagnostics import Profiles, profiles, sizes
from msim.core.arrays import Floats, Ints

Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Briefing:
    """One campaign's view of its segments and of what its own test said.

    size: (segments,) shares of the respondents. profiles: readings by segment. effect_pp:
    (segments, messages) votes gained in points, as read; half_pp: (segments,) half the width of the
    95 % interval of each. pooled_pp: (messages,) over all respondents; pooled_half_pp: of each.
    suggested: (segments,) index of the message that the campaign itself would send. single: index
    of the message that did best over all.
    """

    size: Floats
    profiles: Profiles
    effect_pp: Floats
    half_pp: Floats
    pooled_pp: Floats
    pooled_half_pp: float
    suggested: Ints
    single: int


def briefing(campaign: Campaign) -> Briefing:
    """What is known of the campaign's segments before anybody plans.

    A reading is a difference from the control group. Groups are equally large, so that its variance
    is twice that of one group's mean (Neyman 1923), and a segment's goes by its part of the test.
    """
    rule = campaign.segmentation
    labels = campaign.rows(rule) - 1
    said = campaign.reading(rule)
    share = np.where(said.share > 0.0, said.share, np.nan)
    return Briefing(
        size=sizes(labels, rule.cells),
        profiles=profiles(campaign.respondents, campaign.traits, labels, rule.cells),
        effect_pp=said.effect_pp,
        half_pp=Z95 * np.sqrt(2.0 * said.pooled_variance / share),
        pooled_pp=said.pooled_pp,
        pooled_half_pp=Z95 * float(np.sqrt(2.0 * said.pooled_variance)),
        suggested=campaign.choice(rule).message,
        single=int(campaign.best_single().message[0]),
    )
