"""Which channels did campaigns buy targeted, where they might choose? In words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msim.core.text import Interval
from msim.report.common.sentences import sentences

said = sentences("run", "parts")


def bought(summary: Mapping[str, Any], arms: Collection[str] = ()) -> list[str]:
    """A sentence for each arm that may choose, or for some; none where delivery is set.

    summary: of a run, as in its JSON.
    """
    return [
        said.bought_targeted(
            arm, [(name, Interval.of(share)) for name, share in channels.items()]
        )
        for arm, channels in summary.get("bought_targeted", {}).items()
        if not arms or arm in arms
    ]
