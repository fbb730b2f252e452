"""What is a key, a measure or a number called when a study's findings are put into words?

>>> label("messages.group_correlation"), label("channels.social.match_rate")
('group correlation', 'match rate (social)')
>>> percent(0.0712), number(0.41, 0.8), number(12_345.0, 60_000.0)
('7 %', '0.41', '12,000')
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from msim.experiment.engine.measures import MEASURES

MINUS: Final = "\u2212"

_KEYS: Final = {
    "population.structure": "structure of the electorate",
    "politics.support": "support",
    "messages.count": "number of messages",
    "messages.mean_effect_pp": "mean effect of messages",
    "messages.between_sd_pp": "spread over messages",
    "messages.heterogeneity_sd_pp": "spread over voters",
    "messages.trait_share": "share that traits reveal",
    "messages.cost_each": "cost of a message",
    "data.missing": "missing values",
    "segments.count": "number of segments",
    "segments.method": "method",
    "segments.features": "features",
    "test.respondents": "respondents",
    "test.outcome": "outcome of the test",
    "budget.total": "budget",
    "run.worth_pp": "worth",
    "run.seed": "seed",
}


def label(key: str) -> str:
    """A short name of a scenario's key, for a reader; the section is said where it is needed.

    >>> label("opponent.data.validity"), label("election.swing_sd")
    ("validity (opponent's)", 'swing spread')
    """
    if key.startswith("opponent.") and key.count(".") > 1:
        return f"{label(key.removeprefix('opponent.'))} (opponent's)"
    parts = key.split(".")
    leaf = parts[-1].removesuffix("_pp")
    leaf = (leaf.removesuffix("_sd") + " spread" * leaf.endswith("_sd")).replace("_", " ")
    if parts[0] == "channels" and len(parts) > 2:
        return f"{leaf} ({' '.join(parts[1:-1])})"
    return _KEYS.get(key, leaf)


def measured(measure: str) -> str:
    """The name of a measure, without arm or contrast.

    >>> measured("segmented-broadcast.net_votes"), measured("segmented.reach_rate")
    ('net votes', 'reach 1+')
    """
    name = measure.rpartition(".")[2]
    known = MEASURES.get(name)
    return known.label if known else name.removesuffix("_pp").replace("_", " ")


def arms(measure: str) -> tuple[str, str]:
    """Who is looked at, and against whom; the second is empty where it is no contrast.

    >>> arms("segmented_free-broadcast.net_votes"), arms("segmented.reach_rate")
    (('segmented free', 'broadcast'), ('segmented', ''))
    """
    who = measure.rpartition(".")[0].replace("_", " ")
    first, _, second = who.partition("/" if "/" in who else "-")
    return first, second


def titled(measure: str) -> str:
    """A measure with its arm or contrast, as the title of an axis.

    >>> titled("segmented-broadcast.net_votes")
    'net votes, segmented − broadcast'
    """
    first, second = arms(measure)
    who = f"{first} {'/' if '/' in measure else MINUS} {second}" if second else first
    return ", ".join(part for part in (measured(measure), who) if part)


def number(value: float, span: float = 0.0) -> str:
    """A number as fine as a fiftieth of `span`, the range it lies in; three digits where it is 0.

    >>> number(-0.12345), number(3_250.0), number(0.5, 1.0), number(1234.0)
    ('−0.123', '3,250', '0.50', '1,234')
    """
    if not math.isfinite(value):
        return "\u2013"
    scale = span / 50.0 if span > 0.0 else abs(value) / 100.0
    decimals = -math.floor(math.log10(scale)) if scale > 0.0 else 0
    if span <= 0.0:
        decimals = max(decimals, 0)
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{max(0, decimals)}f}"
    return MINUS + text if rounded < 0 else text


def percent(share: float) -> str:
    """A share in percent; what is not quite nothing or all is not written as such.

    >>> percent(0.0), percent(0.002), percent(0.5), percent(0.999), percent(1.0)
    ('0 %', '0.2 %', '50 %', '99.9 %', '100 %')
    """
    near = 0.0 < share < 0.005 or 0.995 < share < 1.0
    return f"{100.0 * share:.1f} %" if near else f"{100.0 * share:.0f} %"


def bounds(low: float, high: float, span: float = 0.0) -> str:
    """An interval in brackets, both ends equally fine.

    >>> bounds(0.331, 0.502, 1.0)
    '[0.33, 0.50]'
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    span = span or 10.0 * (high - low)
    return f"[{number(low, span)}, {number(high, span)}]"


def shown(value: Any) -> str:
    """A choice as text: lists by their items, an empty one as `all`.

    >>> shown(["party", "schooling"]), shown([]), shown(True), shown("kmeans"), shown(4.0)
    ('party, schooling', 'all', 'yes', 'kmeans', '4')
    """
    if isinstance(value, list | tuple):
        return ", ".join(shown(each) for each in value) or "all"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={shown(each)}" for name, each in value.items())
    return str(value)


def listed(parts: list[str]) -> str:
    """Words as a list: `a, b and c`.

    >>> listed(["a", "b", "c"]), listed(["a"]), listed([])
    ('a, b and c', 'a', '')
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
