"""What do voters pass on? Earned reach laid over a paid delivery, arm by arm."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.core.dose import dose_per_exposure, saturate, weekly_retention
from msim.core.seen import Plan
from msim.experiment.engine.electorate import Block
from msim.outcome.delivery import Audience, Delivered, ExposureTerms, count_met
from msim.outcome.earned import Circle, circle, first_weeks, pass_on
from msim.scenario.model import Scenario


@dataclass(frozen=True)
class Spread:
    """A delivery with what was passed on counted in.

    earned: voters met by others alone. dose, turnout_dose: (n, messages) dose of each message,
    paid and passed on. told: (n, messages) who heard which, and (n,) exposures, either way.
    """

    delivered: Delivered
    earned: float
    dose: Floats
    turnout_dose: Floats
    saturation: float
    told: tuple[Bools, Ints]

    def support_shift(self, effects: Floats) -> Floats:
        """(n,) change of the support logit; effects: (n, messages) of a forced exposure."""
        return _shift(self.dose, effects, self.saturation)

    def turnout_shift(self, effects: Floats) -> Floats:
        """(n,) change of the turnout logit; effects: (n, messages) of a forced exposure."""
        return _shift(self.turnout_dose, effects, self.saturation)


def _shift(dose: Floats, effects: Floats, saturation: float) -> Floats:
    """The saturated dose times the dose-weighted mean of the effects of the messages met."""
    total = dose.sum(axis=1)
    mean = np.einsum("nk,nk->n", dose, effects) / np.where(total > 0.0, total, 1.0)
    shift: Floats = saturate(total, saturation) * mean
    return shift


@dataclass(frozen=True)
class Sharing:
    """How messages are passed on, the same for every arm of a side. terms: how exposures count.

    retention: (weeks,) what is left on polling day of an exposure in each week. dose, turnout_dose:
    of being told once, before decay. rank: channels in the order of their names, by which ties
    are settled.
    """

    scenario: Scenario
    terms: ExposureTerms
    retention: Floats
    dose: float
    turnout_dose: float
    rank: Ints

    @classmethod
    def build(cls, scenario: Scenario, terms: ExposureTerms) -> Sharing:
        """From the scenario's keys; weeks are those of the longest flight."""
        response, share = scenario.response, scenario.earned.field_share
        weeks = max(len(channel.flight) for channel in scenario.channels.values())
        return cls(
            scenario,
            terms,
            weekly_retention(weeks, response.half_life_days, response.lasting_share),
            dose_per_exposure(share, response.saturation, scenario.politics.turnout),
            dose_per_exposure(share, response.saturation, 1.0),
            np.argsort(list(scenario.channels), kind="stable"),
        )

    def spread(
        self, block: Block, plan: Plan, row: Ints, delivered: Delivered, audience: Audience,
        split: Ints | None = None,
    ) -> Spread:
        """What a plan's delivery comes to in a block once voters have passed it on.

        split: (n, messages) exposures to each message where a row carries several; a voter passes
        on the one met most often.
        """
        flights = [channel.flight for channel in self.scenario.channels.values()]
        week = first_weeks(delivered.counts, flights, block.draw("earned/week"))
        doses, counts = self.terms.doses, delivered.counts
        most = np.asarray(doses)[self.rank, None] * counts[self.rank]
        first = self.rank[np.argmax(most, axis=0)]
        message = plan.message[row, first] if split is None else split.argmax(axis=1)
        messages = self.scenario.messages.count
        passed = pass_on(self._circle(block), week, message, self.retention, messages)
        met = count_met(np.vstack([counts, passed.count]), audience)
        each = np.arange(row.size)
        paid = np.zeros((row.size, messages))
        turnout, heard = np.zeros_like(paid), passed.told > 0.0
        if split is not None:
            heard |= split > 0
        for c, exposures in enumerate(counts):
            if plan.mixture is not None:
                shares = plan.mixture.left[:, c].take(row, axis=0)
                paid += (doses[c] * exposures)[:, None] * shares
                if self.terms.turnout_doses:
                    turnout += (self.terms.turnout_doses[c] * exposures)[:, None] * shares
                continue
            carried = plan.message[row, c]
            paid[each, carried] += doses[c] * exposures
            heard[each, carried] |= exposures > 0
            if self.terms.turnout_doses:
                turnout[each, carried] += self.terms.turnout_doses[c] * exposures
        dose = paid + self.dose * passed.told
        told = dose.sum(axis=1)
        effect = saturate(told, self.terms.saturation) / np.where(told > 0.0, told, 1.0)
        whole = replace(
            delivered,
            parts=effect * np.asarray(doses)[:, None] * counts,
            reached=met.reached,
            reached_3=met.reached_3,
            exposures=met.exposures,
            frequency=met.frequency,
            persuadable_reached=met.persuadable_reached,
        )
        return Spread(
            whole,
            met.reached - delivered.reached,
            dose,
            turnout + self.turnout_dose * passed.told,
            self.terms.saturation,
            (heard, counts.sum(axis=0) + passed.count),
        )

    def _circle(self, block: Block) -> Circle:
        """Whom each voter of a block would tell; made once for a block."""
        if "circle" not in block.memo:
            key = int(block.draw("earned/key", 1)[0, 0] * 2**53)
            uniforms = block.draw("earned/share", 2)
            block.memo["circle"] = circle(
                block.voters.archetype, uniforms, key, self.scenario.earned
            )
        return block.memo["circle"]
