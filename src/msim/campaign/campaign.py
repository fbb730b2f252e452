"""Everything that a campaign has when it makes its plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from msim.campaign.choice import choose
from msim.campaign.message_test import read
from msim.campaign.rules import EVERYONE
from msim.campaign.segments.segmentation import Segmentation
from msim.core.seen import Answers, CampaignView, Choice, Rule
from msim.core.streams import Streams
from msim.scenario.model import Scenario


@dataclass(frozen=True)
class Campaign:
    """What a strategy may use: settings, segments, the survey's answers, its own lots.

    respondents: view of the survey's respondents, row by row as in `answers`.
    true_variance: for `oracle` shrinkage, the true variance between the cells of a rule.
    """

    scenario: Scenario
    streams: Streams
    segmentation: Segmentation
    answers: Answers
    respondents: CampaignView
    true_variance: Callable[[Rule], float]
    _choices: dict[int, tuple[Rule, Choice]] = field(default_factory=dict, repr=False)

    def choice(self, rule: Rule) -> Choice:
        """The choice of messages that the test suggests for the cells of a rule."""
        if id(rule) in self._choices:
            return self._choices[id(rule)][1]
        test, messages = self.scenario.test, self.scenario.messages.count
        cell = np.maximum(rule.assign(self.respondents) - 1, 0)
        result = read(self.answers, cell, max(rule.cells, 1), messages)
        variance = self.true_variance(rule) if test.shrinkage == "oracle" else None
        choice = choose(result, test.shrinkage, variance)
        self._choices[id(rule)] = (rule, choice)
        return choice

    def best_single(self) -> Choice:
        """The message that does best over all respondents."""
        return self.choice(EVERYONE)
