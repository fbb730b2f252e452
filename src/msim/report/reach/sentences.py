"""Reach in sentences, all of them computed: who is reached, what parts the arms, what pays."""

from __future__ import annotations

import pandas as pd

from msim.core.text import Interval, digits, show
from msim.report.common.names import label
from msim.report.reach.data import ALL, ARMS, ReachCurves
from msim.report.reach.figures.choices import USUAL
from msim.report.reach.figures.gap import NAMES


def measured(data: ReachCurves) -> dict[str, str]:
    """The measures of a curve and what a planner calls them; each once."""
    often = f"{data.effective}+"
    names = {"reach_rate": "1+", "effective_reach_rate": often}
    names |= {"on_target_reach": "on-target 1+", "effective_on_target_reach": f"on-target {often}"}
    return {m: name for m, name in names.items() if data.effective > 1 or "effective" not in m}


def money(data: ReachCurves, amount: float) -> str:
    """An amount with its currency."""
    return f"{digits(amount, 'money', 0)} {data.currency}".strip()


def percent(value: float | None) -> str:
    """A rate in percent."""
    return f"{digits(value, 'rate', 1)} %"


def answer(data: ReachCurves) -> str:
    """Who is reached for the scenario's budget, by broadcast and by segmented."""
    often = f"{data.effective} times or more"
    each = [
        f"{label(arm)} reaches {percent(data.arm(arm, 'reach_rate'))} of voters at least once"
        + (
            f" and {percent(data.arm(arm, 'effective_reach_rate'))} {often}"
            if data.effective > 1
            else ""
        )
        for arm in ARMS
    ]
    return f"For {money(data, data.budget)}, {' and '.join(each)}."


def crossings(data: ReachCurves) -> list[str]:
    """Where one arm overtakes the other, or that neither does; and where nobody is reached."""
    names, most = measured(data), float(data.curve(ARMS[0])["budget"].max())
    found = [
        row
        for row in data.summary["crossings"]
        if row["channel"] == ALL and row["measure"] in names
    ]
    told = [
        f"{label(row['ahead'])} overtakes in {names[row['measure']]} reach at "
        f"{money(data, row['budget'])}, with {percent(row['reach_rate'])}."
        for row in found
    ]
    parted = [m for m in names if not any(row["measure"] == m for row in found)]
    ahead = {measure: _ahead(data, measure) for measure in parted}
    for arm in (*ARMS, ""):
        named = listed([names[m] for m in parted if ahead[m] == arm])
        if named and arm:
            told.append(
                f"At every budget up to {money(data, most)} {label(arm)} is ahead in {named} reach."
            )
        elif named:
            told.append(f"There is no difference in {named} reach at any budget.")
    eaten = [data.summary["arms"][arm]["test_and_production"] for arm in ARMS]
    if min(eaten) > 0.0:
        told.append(
            f"Up to {money(data, min(eaten))}, test and production eat everything and nobody is "
            "reached."
        )
    return told


def listed(words: list[str]) -> str:
    """Words as a list.

    >>> listed(["a", "b", "c"]), listed([])
    ('a, b and c', '')
    """
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), *words[-1:]])


def _ahead(data: ReachCurves, measure: str) -> str:
    """The arm that is ahead on a measure at every budget; empty where neither ever is."""
    first, second = (data.curve(arm)[measure].to_numpy() for arm in ARMS)
    gap = float((first - second).sum())
    return "" if abs(gap) < 1e-9 else ARMS[0] if gap > 0.0 else ARMS[1]


def next_percent(data: ReachCurves) -> str:
    """What the next percent costs at the scenario's budget."""
    each = []
    for arm in ARMS:
        rows = data.curve(arm)
        cost = float(rows[rows["budget"] == data.budget]["next_percent_cost"].iloc[0])
        if cost == cost:
            each.append(f"{money(data, cost)} with {label(arm)}")
        else:
            each.append(f"more with {label(arm)} than twice this budget would pay for")
    return (
        "From here, the next percent of all voters reached at least once costs "
        f"{' and '.join(each)}."
    )


def gap(data: ReachCurves) -> list[str]:
    """What parts the two arms in plain reach; plain where everybody is addressed."""
    found = data.summary["gap"]
    if found is None:
        return [
            "Here money is not simply split by shares over everybody, so that the two arms differ "
            "in more than premium and match; on-target reach is the one to look at."
        ]
    if abs(found["gap"]) < 1e-9:
        return ["Both arms deliver alike here: no channel can be aimed, or nothing parts them."]
    parts = [
        f"{digits(row['points'], 'points', 2)} from {NAMES[row['factor']]}"
        for row in found["factors"]
    ]
    tested = found["test_costs"]
    return [
        "Everybody is addressed here, so that the gap in plain reach between broadcast and "
        f"segmented, {digits(found['gap'], 'points', 2)} points, is premium, match and the cost of "
        f"testing, and says nothing of matching messages to people: {', '.join(parts)}. With all "
        f"three taken away, {digits(abs(found['left']), 'points', 2)} points are left.",
        "Both arms pay for test and production, which costs broadcast "
        f"{digits(tested[ARMS[0]], 'points', 2)} and segmented "
        f"{digits(tested[ARMS[1]], 'points', 2)} points of reach.",
    ]


def fit(data: ReachCurves) -> list[str]:
    """How near a negative binomial comes, arm by arm."""
    told = []
    for arm in ARMS:
        found = data.summary["arms"][arm]["fit"].get(ALL)
        if found is None:
            continue
        worst, shape = found["largest_gap"], found["shape"]
        named = "a Poisson" if shape is None else f"shape {digits(shape, 'number', 2)}"
        told.append(
            f"{label(arm)}: the negative binomial with the same mean "
            f"({digits(found['mean'], 'number', 1)}) and the same share at none ({named}) is "
            f"furthest off at {worst['k']}+, by {_points(worst['gap'])} points; the one by mean "
            f"and variance by {_points(found['largest_gap_by_moments'])}."
        )
    return told


def _points(rate: float) -> str:
    return digits(100.0 * rate, "number", 1)


def duplication(data: ReachCurves) -> list[str]:
    """Who is reached by both, and what channels reach together."""
    told = []
    for arm in ARMS:
        found = data.summary["arms"][arm]
        if len(found["duplication"]) < 2:
            continue
        whole = found["deduplicated"]
        told.append(
            f"{label(arm)}: the channels' reach adds up to {percent(whole['sum_of_channels'])}; "
            f"counted once it is {percent(whole['reach_rate'])}, and "
            f"{percent(whole['independent'])} had the channels nothing to do with each other."
        )
    return told


def weeks(data: ReachCurves) -> str:
    """Early against late money."""
    points = [p for p in data.choice("weeks")["point"].unique() if p != USUAL]
    if len(points) < 2:
        return "The campaign lasts one week: no money is early or late."
    early, late, usual = (
        data.votes("weeks", point, ARMS[0]) for point in (points[0], points[-1], USUAL)
    )
    rows = data.choice("weeks")
    left = dict(zip(rows["point"], rows["retention"], strict=True))
    first, last = float(left[points[0]]), float(left[points[-1]])
    more = f", {digits(last / first, 'number', 1)} times as much" if first > 0.0 else ""
    return (
        f"Of an exposure's effect {percent(first)} is left on polling day from the first week and "
        f"{percent(last)} from the last{more}. broadcast with all money in the first week: "
        f"{show(early, 'votes')}; in the last: {show(late, 'votes')}; as planned: "
        f"{show(usual, 'votes')}."
    )


def caps(data: ReachCurves) -> str:
    """What frequency caps do to votes."""
    low, none = (data.votes("caps", point, ARMS[0]) for point in (str(data.effective), "none"))
    return (
        "What is met beyond a cap is paid for and wasted here, so that a cap can only cost: with "
        f"one of {data.effective} on each channel broadcast gains {show(low, 'votes')}, without "
        f"any {show(none, 'votes')}."
    )


def allocation(data: ReachCurves) -> list[str]:
    """Proportional against optimised, at the scenario's budget."""
    rows = data.choice("allocation")
    if rows.empty:
        return ["Without a message test nothing is predicted, so that no plan can be optimised."]
    told = []
    for arm in ARMS:
        at = rows[(rows["arm"] == arm) & (rows["point"] == "optimised")]
        at = at[at["budget"] == data.budget]
        if at.empty:
            continue
        row = at.iloc[0]
        apart = _gap(row)
        told.append(
            f"{label(arm)} at this budget: an optimised plan reaches {percent(row['reach_rate'])} "
            f"at least once and gains {show(apart, 'votes')} more than a proportional one."
            + ("" if apart.side else " The interval holds zero.")
        )
    return told


_ENDS = {"mean": "", "low": "_low", "high": "_high"}


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, float) and value == value else None


def _gap(row: pd.Series) -> Interval:
    """Net votes beyond those at the curve's point of reference."""
    return Interval.of({name: _float(row[f"gap{end}"]) for name, end in _ENDS.items()})


def _share(row: pd.Series) -> str:
    return f"{digits(float(row['point']), 'rate', 0)} %"


def audience(data: ReachCurves) -> list[str]:
    """How reach, on-target reach and votes go with the size of a selected audience."""
    rows = data.choice("audience")
    if rows.empty:
        return [
            "No audience can be picked here: there is no channel that can be aimed, or no survey "
            "to predict by."
        ]
    sized = rows[rows["point"] != "none"]
    few, every = sized.iloc[0], sized.iloc[-1]
    best = sized.sort_values("net_votes").iloc[-1]
    chosen = data.summary["audience_chosen"]
    told = [
        f"Aimed at the best {_share(few)} of voters instead of all, segmented reaches "
        f"{percent(few['reach_rate'])} of voters (all: {percent(every['reach_rate'])}) and "
        f"{percent(few['on_target_reach'])} of the persuadable "
        f"(all: {percent(every['on_target_reach'])}), and gains {show(_gap(few), 'votes')} more "
        "than aimed at all.",
        "Votes are most with all addressed."
        if best["point"] == every["point"]
        else f"Votes are most with {_share(best)} addressed, {show(_gap(best), 'votes')} more "
        f"than with all.{'' if _gap(best).side else ' The interval holds zero.'}",
    ]
    if chosen is not None:
        told.append(f"The campaign's own forecast would address {percent(chosen)}.")
    return told


def method(data: ReachCurves) -> list[str]:
    """What is exact, what is sampled, and what is left out."""
    found, simulated = data.summary["votes"], int(data.summary["simulated"])
    sampled = f"{found['simulated']:,} simulated voters"
    many = found["replicates"]
    return [
        f"Reach counts all {simulated:,} simulated voters of the first world. Curves over "
        "budget are expected reach given their habits, so that the point at this budget and the "
        "count in the tables differ by the luck of one draw.",
        f"Votes are means over {many} world{'' if many == 1 else 's'} of {sampled}, paired "
        "along each curve.",
        "Reach is paid reach: what voters pass on is not counted here. Best single and the "
        "oracle are left out: they are told the truth, and nobody could buy their plans.",
    ]
