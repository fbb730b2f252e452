"""Several messages in one row of a plan: what a campaign that changes them by the week sends."""

from __future__ import annotations

from dataclasses import dataclass

from msim.core.arrays import Floats


@dataclass(frozen=True, eq=False)
class Mixture:
    """Shares of messages in a plan; tables are (rows, channels, messages).

    sent: of the impressions; they add up to 1. left: of what they leave on polling day, when late
    ones count more. These add up to 1 where a row is sent to as the channel's flight goes, to more
    where money came late to it, to less where it came early.
    """

    sent: Floats
    left: Floats

    @property
    def key(self) -> bytes:
        """Equal for mixtures that are equal."""
        return self.sent.tobytes() + self.left.tobytes()
