"""What does each message gain from each voter, where messages move turnout as well?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.campaign.individuals.rule import Model
from msim.core.arrays import Floats


@dataclass(frozen=True)
class NetEffects:
    """What comes to the own side, less what comes to the polls for the other; both in points.

    Whom a message would keep at home is not counted as a gain. level: (messages,) over everybody.
    """

    own: Model
    other: Model
    level: Floats

    @property
    def tau_pp(self) -> float:
        """How much true effects on the own side differ between voters, as estimated."""
        return self.own.tau_pp

    def predict(self, features: Floats) -> Floats:
        """(n, messages) predicted effects in points of voters with these features."""
        gain: Floats = self.own.predict(features) - np.maximum(self.other.predict(features), 0.0)
        return gain
