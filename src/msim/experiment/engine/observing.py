"""What can a campaign read while it runs? Clicks and interviews, made from the truth with noise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from msim.campaign.message_test import adjusted, assign_messages, net_contribution, read_net
from msim.campaign.readings import Readings
from msim.core.arrays import Floats, Ints, group_sums
from msim.core.memo import Memo
from msim.core.seen import Rule, TestResult
from msim.core.streams import Streams
from msim.experiment.engine.survey import Panel
from msim.scenario.model import Scenario


@dataclass(frozen=True)
class Observed:
    """What the experiment hands to a campaign as `observe`: it knows the truth and shows noise.

    memo: what was made before; it hangs on the survey.
    """

    scenario: Scenario
    panel: Panel
    streams: Streams
    memo: Memo

    def __call__(self, rule: Rule, weeks: int) -> Readings:
        """Readings at the grain of a rule's cells, after some weeks in which something was sent.

        Clicks are standardised responses that go with the true effects at the scenario's
        correlation. Their error is a message's own, and no more weeks make it smaller: what is
        clicked on is not what persuades. Interviews are new every week.
        """
        keys = self.scenario.in_flight
        if weeks == 0:
            return Readings()
        clicks = self._clicks(rule) if keys.proxy_correlation > 0.0 else None
        return Readings(clicks, self._lift(rule, weeks) if keys.respondents else None)

    def _clicks(self, rule: Rule) -> Floats:
        """(cells, messages); error in messages' levels and cells' differences as the truth has."""
        key = ("clicks", rule)
        if key in self.memo:
            return self.memo[key]
        panel, cells = self.panel, max(rule.cells, 1)
        messages = panel.effects.shape[1]
        cell = self._cells(rule, np.arange(panel.size))
        weight = group_sums(panel.turnout_prob, cell, cells)
        mean = np.average(panel.effects_pp, axis=0, weights=panel.turnout_prob)
        level, own = mean - mean.mean(), np.zeros((cells, messages))
        filled = weight > 0.0
        if rule.cells:
            sums = group_sums(panel.turnout_prob[:, None] * panel.effects_pp, cell, cells)
            gap = sums[filled] / weight[filled, None] - mean
            own[filled] = gap - gap.mean(axis=1, keepdims=True)
        spread = float(np.sqrt(np.mean(level**2)))
        apart = float(np.sqrt(np.mean(weight @ own**2) / weight.sum()))
        error = np.zeros_like(own)
        # Cells are counted by their first voter: by whom they hold, whatever their labels.
        order = cell[np.sort(np.unique(cell, return_index=True)[1])] if rule.cells else ()
        for number, at in enumerate(order):
            error[at] = apart * self._normals(f"clicks/{number}", messages)
        error += spread * self._normals("clicks", messages)
        known, unit = self.scenario.in_flight.proxy_correlation, float(np.hypot(spread, apart))
        told = known * (level + own) + np.sqrt((1.0 - known) * (1.0 + known)) * error
        self.memo[key] = told / unit if unit > 0.0 else np.zeros_like(own)
        return self.memo[key]

    def _normals(self, name: str, messages: int) -> Floats:
        return self.streams.generator(f"in-flight/{name}").standard_normal(messages)

    def _lift(self, rule: Rule, weeks: int) -> TestResult:
        """The mean of the weeks' estimates, each of as many people."""
        found = [self._week(rule, week) for week in range(weeks)]
        return TestResult(
            np.mean([each.effect_pp for each in found], axis=0),
            np.mean([each.pooled_pp for each in found], axis=0),
            np.mean([each.share for each in found], axis=0),
            float(np.mean([each.pooled_variance for each in found])) / weeks,
        )

    def _week(self, rule: Rule, week: int) -> TestResult:
        """A test of the week's own: a control group, one message each, as in the message test."""
        key = ("lift", rule, week)
        if key in self.memo:
            return self.memo[key]
        scenario, panel = self.scenario, self.panel
        people, messages = scenario.in_flight.respondents, scenario.messages.count
        own = replace(self.streams, side=f"{self.streams.side}in-flight/{week}/")
        message = assign_messages(people, messages, own.generator("test/assignment"))
        asked = (week * people + np.arange(people)) % panel.size
        answers = adjusted(panel.ask(scenario.test, own, False, asked, message))
        both, cells = net_contribution(answers), max(rule.cells, 1)
        self.memo[key] = read_net(*both, self._cells(rule, asked), cells, messages)
        return self.memo[key]

    def _cells(self, rule: Rule, some: Ints) -> Ints:
        """Cell of each of some voters of the panel, from 0."""
        key = ("cells", rule)
        if key not in self.memo:
            self.memo[key] = np.maximum(rule.assign(self.panel.view).astype(np.intp) - 1, 0)
        return np.asarray(self.memo[key])[some]
