"""Which screens are there, in which order, and what are they called?"""

from __future__ import annotations

from typing import Final

from msim.report.common.sentences import sentences

SCREENS: Final = ("message", "survey", "cuts", "matching", "bill")
said = sentences("lab/story")


def titles() -> list[dict[str, str]]:
    """Name and title of each screen, in order.

    >>> titles()[0]
    {'name': 'message', 'title': 'Everybody gets one message'}
    """
    return [{"name": name, "title": said.paragraphs(f"{name}_lead")[0]} for name in SCREENS]
