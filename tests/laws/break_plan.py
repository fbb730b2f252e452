"""Engines broken on purpose: plans written by hand that are carried out otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from pytest import MonkeyPatch

from msim.campaign import planning
from msim.campaign.strategies.yours import Yours


def messages_counted_from_nought(patch: MonkeyPatch) -> None:
    """The number of a message is taken for its index."""
    real = Yours.choice

    def choice(self: Yours, campaign: Any, rule: Any) -> Any:
        found = real(self, campaign, rule)
        return replace(found, message=np.minimum(
            found.message + 1, campaign.scenario.messages.count - 1))

    patch.setattr(Yours, "choice", choice)


def shares_that_are_not_read(patch: MonkeyPatch) -> None:
    """Money goes by habit, whatever the plan says."""
    patch.setattr(planning, "_split", lambda *of: None)


def shares_taken_for_rates(patch: MonkeyPatch) -> None:
    """A segment's part of the money is taken for its part of the impressions to each of its voters.
    """
    def split(rate: Any, part: Any, *rest: Any) -> None:
        targeted = rest[1].targeted
        rate[1:, targeted] *= np.array(part)[:, None] * len(part)

    patch.setattr(planning, "_split", split)
