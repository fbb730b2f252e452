"""What differs between two worlds, and why? In votes, on the draws that both have.

Why is shared out exactly: Shapley values whose players are the keys that were changed, in at most
six groups. Runs where answers are computed; `pool` carries it. What was computed is kept for a
while, so that a comparison of two answers on the screen takes no further run.
"""

from __future__ import annotations

import math
import tomllib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import combinations
from typing import Any, Final

from msim import api
from msim.core.arrays import Floats
from msim.core.errors import InputError
from msim.core.text import Interval, bounds, digits, mean, places
from msim.experiment.comparison.attribution import Subset, shapley
from msim.experiment.comparison.compare import Progress
from msim.experiment.comparison.intervals import gap_interval
from msim.experiment.comparison.limits import load_libraries
from msim.experiment.comparison.summary import ArmValues
from msim.experiment.comparison.whatif import pairing
from msim.experiment.engine.replicate import run_replicate
from msim.lab.jobs import PairJob
from msim.lab.texts import texts
from msim.lab.worlds import GLANCE
from msim.report.common.document import unmarked
from msim.report.common.sentences import listed
from msim.report.run.result import Comparison
from msim.report.whatif.result import WhatIf
from msim.report.whatif.sections import head
from msim.scenario import Scenario
from msim.scenario.loading import build
from msim.scenario.source import Source
from msim.scenario.writing import dump

KEPT: Final = 6
"""Whole runs that a process keeps: four worlds, and two that were just looked at."""
SIDES: Final = ("segmented", "broadcast")
APART: Final = (
    "attribution.*", "in_flight.*", "run.arms", "run.*replicates", "run.precision",
    "population.name",
)  # fmt: skip
"""Keys that decide what is told, and in how many worlds, but no votes."""
Part = dict[str, Any]
Stop = Callable[[], bool]
_runs: OrderedDict[str, Comparison] = OrderedDict()
_gaps: OrderedDict[tuple[str, int], Floats] = OrderedDict()


class Superseded(Exception):
    """Nobody waits for this answer any more."""


def compared(scenario: Scenario, progress: Progress) -> Comparison:
    """The arms of a scenario, compared; a whole run is kept for whoever asks again."""
    found = _runs.get(scenario.hash)
    if found is None:
        found = api.compare(scenario, progress)
        if found.worlds.size > (GLANCE.replicates or 0):
            _keep(_runs, scenario.hash, found, KEPT)
    return found


def _keep(kept: OrderedDict[Any, Any], key: object, value: object, most: int) -> None:
    kept[key] = value
    if len(kept) > most:
        kept.popitem(last=False)


def paired(job: PairJob, stop: Stop = lambda: False) -> Iterator[Part]:
    """What a job asks: the differences of two worlds, or why, with how far it is.

    Raises Superseded soon after `stop` says so, and InputError where there is nothing to share
    out, or groups cannot be changed one by one.
    """

    def progress(done: int, wanted: int) -> None:
        if stop():
            raise Superseded

    both = WhatIf(compared(job.before, progress), compared(job.after, progress))
    if not job.why:
        yield differences(both)
        return
    groups = grouped(both.changed)
    chosen = [frozenset(each) for n in range(1, len(groups)) for each in combinations(groups, n)]
    values = _ends(both, groups)
    size = next(iter(values.values())).size
    for done, some in enumerate(chosen, 1):
        keys = {key for name in some for key in groups[name]}
        values[some] = _gap(_mixed(both, keys), size, progress)
        yield {"part": "progress", "done": done, "of": len(chosen)}
    yield shared(both, groups, values)


def differences(both: WhatIf) -> Part:
    """Net votes of both campaigns and of their difference: what changed, as text with intervals."""
    rows, data = [], both.data
    for name, label in texts("paired")["measures"].items():
        gap = data.difference(name)
        if gap.known:
            rows.append({"name": name, "label": label, "value": _signed(gap), "side": gap.side,
                         "between": bounds(gap, "votes")})  # fmt: skip
    return {
        "part": "differences",
        "said": unmarked(head(data)),
        "worlds": min(both.before.worlds.size, both.after.worlds.size),
        "rows": rows,
    }


def _signed(gap: Interval) -> str:
    text = mean(gap, "votes")
    return f"+{text}" if (gap.mean or 0.0) > 0.0 and text != "0" else text


def grouped(changed: Mapping[str, Any]) -> dict[str, list[str]]:
    """The keys that were changed, by the group they belong to; keys that decide no votes are left.

    >>> grouped({"data.validity": 0, "channels.social.premium": 1, "run.seed": 2, "run.arms": 3})
    {'price': ['channels.social.premium'], 'matching': ['data.validity'], 'rest': ['run.seed']}
    """
    said = texts("paired")["groups"]
    found: dict[str, list[str]] = {name: [] for name in (*said, "rest")}
    for key in changed:
        if not any(fnmatchcase(key, each) for each in APART):
            fits = (n for n, g in said.items() if any(fnmatchcase(key, k) for k in g["keys"]))
            found[next(fits, "rest")].append(key)
    return {name: keys for name, keys in found.items() if keys}


def _ends(both: WhatIf, groups: Mapping[str, object]) -> dict[Subset, Floats]:
    """The lead of the segmented campaign with nothing changed, and with everything."""
    tables = [each.worlds for each in (both.before, both.after)]
    if not all(set(SIDES) <= set(table.arms) for table in tables):
        raise InputError(texts("paired")["missing"])
    size = min(table.size for table in tables)
    before, after = (table.gaps(*SIDES, "net_votes")[:size] for table in tables)
    return {frozenset(): before, frozenset(groups): after} if groups else {frozenset(): before}


def _mixed(both: WhatIf, keys: set[str]) -> Scenario:
    """The world before with some keys as they are after; what only other arms need is left out."""
    first, second = (tomllib.loads(dump(each.scenario)) for each in (both.before, both.after))
    for key in keys:
        *above, name = key.split(".")
        to, source = first, second
        for each in above:
            to, source = to.setdefault(each, {}), source.get(each, {})
        if name in source:
            to[name] = source[name]
        else:
            to.pop(name, None)
    alone = {"attribution.factors": {}, "districts.pilots": 0, "opponent.game": False,
             "run.precision": 0.0, "run.arms": ["silent", *reversed(SIDES)], "run.workers": 1}
    scenario, wrong = build(Source("", _pruned(first)), alone)
    if scenario is None:
        problem = "; ".join(each.text for each in wrong)
        raise InputError(texts("paired")["unfit"].format(problem=problem))
    return scenario


def _pruned(tree: dict[str, Any]) -> dict[str, Any]:
    """Without tables that lost all their keys."""
    kept = {k: _pruned(v) if isinstance(v, dict) else v for k, v in tree.items()}
    return {k: v for k, v in kept.items() if v != {} or tree[k] == {}}


def _gap(scenario: Scenario, size: int, progress: Progress) -> Floats:
    """(worlds,) the segmented campaign's lead in net votes."""
    key = (scenario.hash, size)
    if key not in _gaps:
        load_libraries(scenario)
        done = []
        for number in range(size):
            progress(0, 0)
            done.append(run_replicate(scenario, number))
        _keep(_gaps, key, ArmValues(done).gaps(*SIDES, "net_votes"), 64)
    return _gaps[key]


def shared(both: WhatIf, groups: Mapping[str, list[str]], values: Mapping[Subset, Floats]) -> Part:
    """Each group's share of the difference, in votes, and all of them in a sentence."""
    said = texts("paired")
    titles = {name: each["title"] for name, each in said["groups"].items()} | {"rest": said["rest"]}
    size = values[frozenset()].size
    controls = pairing(both.before.worlds, both.after.worlds)
    of_each = shapley(values) if groups else {}
    found = {g: Interval.of(gap_interval(of_each[g], None, controls)) for g in groups}
    whole = both.data.difference("-".join(SIDES))
    means = {name: each.mean or 0.0 for name, each in found.items()}
    votes = apportioned(means, whole.mean or 0.0, 10 ** -places(whole, "votes"))
    total = sum(votes.values())
    ordered = sorted(groups, key=lambda name: -abs(votes[name]))
    parts = [said["part"].format(votes=_votes(votes[g]), group=titles[g]) for g in ordered]
    verb = said["better" if total > 0 else "worse" if total < 0 else "level"]
    sentence = verb.format(votes=digits(abs(total), "votes"), parts=listed(parts or [""]))
    return {
        "part": "why",
        "said": sentence if groups else said["none"],
        "how": said["how"].format(worlds=size, runs=2 ** len(groups)),
        "total": total,
        "rows": [
            {"group": titles[g], "votes": votes[g], "value": _votes(votes[g]),
             "between": bounds(found[g], "votes"),
             "keys": [[key, *map(_value, both.changed[key])] for key in groups[g]]}
            for g in ordered
        ],
    }  # fmt: skip


def apportioned(shares: Mapping[str, float], whole: float, step: int) -> dict[str, int]:
    """Shares in steps that add up to the whole in steps: the largest remainders are rounded up.

    >>> apportioned({"price": 14.0, "test": 14.0, "match": -4.0}, 24.0, 10)
    {'price': 10, 'test': 10, 'match': 0}
    """
    exact = {name: value / step for name, value in shares.items()}
    found = {name: math.floor(value) for name, value in exact.items()}
    left = round(whole / step) - sum(found.values())
    for name in sorted(exact, key=lambda name: found[name] - exact[name])[: max(0, left)]:
        found[name] += 1
    return {name: steps * step for name, steps in found.items()}


def _votes(count: int) -> str:
    return f"+{digits(count, 'votes')}" if count > 0 else digits(count, "votes")


def _value(value: object) -> str:
    return "–" if value is None else str(value)[:40]
