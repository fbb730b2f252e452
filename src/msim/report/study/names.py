"""What is a study's target called, and a finding written? Names and numbers, not yet sentences."""

from __future__ import annotations

from collections.abc import Sequence

from msim.core.text import MINUS, number, percent
from msim.report.common import names
from msim.report.common.sentences import listed
from msim.scenario.keydocs import label
from msim.scenario.model import Scenario
from msim.study.analyze.limits import Limit
from msim.study.analyze.noise import NOISE
from msim.study.analyze.shares import Share
from msim.study.results import WORLD


def measured(measure: str) -> str:
    """The name of a measure, without arm or contrast.

    >>> measured("segmented-broadcast.net_votes"), measured("segmented.reach_rate")
    ('net votes', 'reach 1+')
    """
    return names.measure(measure.rpartition(".")[2]).label


def arms(measure: str) -> tuple[str, str]:
    """Who is looked at, and against whom; the second is empty where it is no contrast.

    >>> arms("segmented_free-broadcast.net_votes"), arms("segmented.reach_rate")
    (('segmented_free', 'broadcast'), ('segmented', ''))
    """
    who = measure.rpartition(".")[0]
    if who == WORLD:
        return f"the {WORLD}", ""
    first, _, second = who.partition("/" if "/" in who else "-")
    return first, second


def titled(measure: str) -> str:
    """A measure with its arm or contrast, as the title of an axis.

    >>> titled("segmented-broadcast.net_votes")
    'net votes, segmented − broadcast'
    """
    if measure.startswith(f"{WORLD}."):
        return measured(measure)
    first, second = map(names.label, arms(measure))
    who = f"{first} {'/' if '/' in measure else MINUS} {second}" if second else first
    return ", ".join(part for part in (measured(measure), who) if part)


def share(found: Share) -> str:
    """A share with its interval.

    >>> share(Share(0.83, 0.744, 0.9, 83, 100))
    '83 % [74, 90]'
    """
    return f"{percent(found.share)} {interval(found)}" if found.points else "an unknown share"


def interval(found: Share) -> str:
    """The interval of a share, in percent."""
    low, high = (percent(end).removesuffix(" %") for end in (found.low, found.high))
    return f"[{low}, {high}]"


def called(parameter: str) -> str:
    """The label of a row in a table of indices: of a key, or of what noise alone would show.

    >>> called("data.validity"), called("noise")
    ('data validity', 'no effect (noise)')
    """
    return "no effect (noise)" if parameter == NOISE else label(parameter)


def axis(key: str) -> str:
    """What an axis shows: a key's label, or a measure with its arm.

    >>> axis("data.validity"), axis("world.party_correlation"), axis("broadcast.net_votes")
    ('data validity', 'party correlation', 'net votes, broadcast')
    """
    return label(key) if is_key(key) else titled(key)


def is_key(name: str) -> bool:
    """Whether a name is a scenario's key, and no measure.

    >>> is_key("channels.social.premium"), is_key("world.party_correlation")
    (True, False)
    """
    return name.partition(".")[0] in Scenario.model_fields


def limit(found: Limit) -> str:
    """One limit of a box: `data validity above 0.50`."""
    return f"{label(found.parameter.key)} {within(found)}"


def within(found: Limit) -> str:
    """The values that a limit leaves: `above 0.50`."""
    span = found.parameter.high - found.parameter.low
    low, high = (None if end is None else number(end, span) for end in (found.low, found.high))
    if not found.parameter.numeric:
        return " or ".join(found.choices)
    if low is not None and high is not None:
        return f"between {low} and {high}"
    return f"above {low}" if low is not None else f"below {high}"


def limits(found: Sequence[Limit]) -> str:
    """The limits of a box or a leaf; empty where there is none."""
    return listed([limit(each) for each in found]) if found else ""
