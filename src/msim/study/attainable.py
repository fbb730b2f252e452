"""Can the points of a study be had? Correlations of groups have a reach that other keys set."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from msim.core.wording import say
from msim.scenario.loading import build
from msim.scenario.model import Scenario
from msim.scenario.source import Source
from msim.scenario.writing import dump
from msim.study import sample
from msim.study.records import Design

KEYS = ("messages.group_correlation", "messages.party_correlation")
MOST = 200
"""Points, at most, that are tried."""


def obstacle(scenario: Scenario, changes: Mapping[str, Any]) -> str:
    """Why a scenario cannot be with these changes; empty where it can.

    >>> obstacle(Scenario(), {"messages.party_correlation": -0.99})[:9]
    '= -0.99: '
    """
    _, wrong = build(Source("", tomllib.loads(dump(scenario))), changes)
    return wrong[0].message if wrong else ""


def beyond_reach(design: Design) -> tuple[str, str] | None:
    """The key of a study whose values other keys put out of reach, and what is wrong; else None.

    Its points are made, some of many, before anything is run: they would fail in one corner of the
    space and make the rest of it look like the whole.
    """
    varied = [each.key for each in design.parameters if each.key in KEYS]
    if not varied:
        return None
    points = sample.points(design)
    some = points.iloc[:: -(-len(points) // MOST)].to_dict("records")
    base, found = tomllib.loads(dump(design.scenario)), []
    for values in some:
        _, wrong = build(Source("", base), {str(key): each for key, each in values.items()})
        found += [each for each in wrong if each.key in varied][:1]
    if not found:
        return None
    first = found[0]
    return first.key, say("beyond_reach", count=len(found), of=len(some), first=first.message)
