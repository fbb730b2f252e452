"""Records of what came about. Tallies add up, block by block."""

from __future__ import annotations

from dataclasses import dataclass

from msim.core.arrays import Floats

FREQUENCIES = 11
"""Frequencies counted apart: 0 to 9, and ten or more."""


@dataclass(frozen=True)
class Tally:
    """What one plan brought about among some simulated voters; every field is a sum over voters.

    frequency: (11,) voters by number of exposures, the last ten or more.
    persuadable: voters between the persuadable bounds, weighted by turnout.
    promise_dose: (rows, channels) turnout times saturated dose, by row of the plan and channel.
    exposures: exposures that count; impressions beyond a frequency cap do not.
    earned: voters met only because others passed a message on.
    district_votes: (districts, 2) votes for the own and the other side; (0, 2) where not counted.
    heard: (groups, rows, ways) voters by how they heard, see `msim.outcome.heard`; group 0 is all.
    often: (groups,) voters met three times or more. unheard: (groups,) met by neither side.
    """

    voters: float
    reached: float
    reached_3: float
    expected_reached: float
    impressions: float
    frequency: Floats
    persuadable: float
    persuadable_reached: float
    persuadable_impressions: float
    own_votes: float
    other_votes: float
    promise_dose: Floats
    exposures: float
    earned: float
    district_votes: Floats
    heard: Floats
    often: Floats
    unheard: Floats

    def __add__(self, other: Tally) -> Tally:
        """The tally of both groups of voters together."""
        names = self.__match_args__  # no record of fields is made anew for every block
        return Tally(*(getattr(self, name) + getattr(other, name) for name in names))
