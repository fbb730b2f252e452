"""Who computes each screen of the story?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msim.execution.here import one_thread
from msim.lab.story import bill, cuts, matching, message, survey
from msim.lab.story.telling import Screen
from msim.lab.story.titles import SCREENS
from msim.lab.worlds import LabStage

_TOLD: Final[Mapping[str, Callable[[LabStage], Screen]]] = dict(
    zip(SCREENS, (message.told, survey.told, cuts.told, matching.told, bill.told), strict=True)
)


def told(name: str, stage: LabStage) -> Screen:
    """A screen of the story. stage: how much is computed; the whole run unless it says less.

    >>> told("message", LabStage(2_000, 2, 3))["messages"][0]["label"]
    'Message 1'
    """
    with one_thread():
        return _TOLD[name](stage)
