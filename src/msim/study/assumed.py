"""Which of a run's assumptions would move its answer most? A screening of all of them, as a study.

Morris's elementary effects (1991, Technometrics 33(2)), over every key without published evidence
that the scenario's results rest on. Nobody has published a range for an assumption: each moves from
half of its value to twice, as far as the key's valid range goes. The ranking is as good as that.
"""

from __future__ import annotations

from msim.core.errors import InputError
from msim.core.wording import say
from msim.scenario.assumed import assumptions
from msim.scenario.fields import limits, resolve
from msim.scenario.keydocs import KeyDoc
from msim.scenario.model import Scenario
from msim.scenario.words import split
from msim.study import measures
from msim.study.attainable import obstacle
from msim.study.design import MORE, settled
from msim.study.records import Design, Parameter
from msim.study.sample import size_problem

TRAJECTORIES = 10
FACTOR = 2.0
TARGET = "segmented-broadcast.net_votes"


def screening(
    scenario: Scenario, name: str, points: int | None = None, seed: int | None = None
) -> Design:
    """The study that ranks a scenario's assumptions; those that are no numbers stay as they are.

    So do those of which an end makes no scenario, as a correlation that other keys put out of
    reach. Raises InputError where the scenario lacks the two arms, or rests on no such assumption.
    """
    there = measures.there_are(scenario)
    if wrong := measures.unknown(TARGET, scenario, there):
        raise InputError(f"{TARGET}: {wrong}")
    varied = tuple(each for doc in assumptions(scenario) if (each := _range(scenario, doc)))
    if not varied:
        raise InputError(say("no_assumption"))
    base = settled(scenario, None, seed)
    block = len(varied) + 1
    design = Design(
        name, base, "morris", points or TRAJECTORIES * block, 1 if seed is None else seed, varied,
        TARGET, measures=tuple(dict.fromkeys((TARGET, *measures.usual(scenario, there)))),
        max_replicates=MORE * base.run.replicates,
    )  # fmt: skip
    found, message = size_problem(design)
    if message:
        raise InputError(message)
    return found


def _range(scenario: Scenario, doc: KeyDoc) -> Parameter | None:
    """From half of a key's value to twice, within its valid range; None where that is no range."""
    own = doc.default
    if isinstance(own, bool) or not isinstance(own, int | float) or "number" not in doc.allowed:
        return None
    valid, whole = limits(resolve(split(doc.key))[1]), "a whole number" in doc.allowed
    ends = sorted((own / FACTOR, own * FACTOR)) if own else [0.0, 0.1]
    low = ends[0] if valid.low is None else max(ends[0], valid.low)
    high = ends[1] if valid.high is None else min(ends[1], valid.high)
    if whole:
        low, high = float(round(low)), float(round(high))
    found = Parameter(doc.key, low=low, high=high, whole=whole, unit=doc.unit)
    if low >= high or any(obstacle(scenario, {doc.key: int(end) if whole else end})
                          for end in (low, high)):  # fmt: skip
        return None
    return found
