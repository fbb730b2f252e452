"""Several messages in one row of a plan: what a campaign that changes them by the week sends."""

from __future__ import annotations

from dataclasses import dataclass

from msim.core.arrays import Floats


@dataclass(frozen=True, eq=False)
class Mixture:
    """Shares of messages in a plan; tables are (rows, channels, messages) and add up to 1.

    sent: of the impressions. left: of what they leave on polling day, when late ones count more.
    """

    sent: Floats
    left: Floats

    @property
    def key(self) -> bytes:
        """Equal for mixtures that are equal."""
        return self.sent.tobytes() + self.left.tobytes()
