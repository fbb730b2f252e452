"""What a study of reach comes to: which sentence its numbers call for.

The words stand in `sentences.md.jinja`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from msim.core.text import Interval, digits
from msim.report.common.sentences import sentences
from msim.report.reach.data import ALL, ARMS, USUAL, ReachData

said = sentences("reach")
FACTORS = {
    "premium": "the premium on targeted impressions",
    "match": "voters who cannot be found on a list",
    "test": "what test and production cost",
}
"""What sets the two campaigns apart in plain reach, and what a reader calls it."""


def measured(data: ReachData) -> dict[str, str]:
    """The measures of a curve and what a planner calls them; each once."""
    often = f"{data.effective}+"
    names = {"reach_rate": "1+", "effective_reach_rate": often}
    names |= {"on_target_reach": "on-target 1+", "effective_on_target_reach": f"on-target {often}"}
    return {m: name for m, name in names.items() if data.effective > 1 or "effective" not in m}


def money(data: ReachData, amount: float) -> str:
    """An amount with its currency."""
    return f"{digits(amount, 'money', 0)} {data.currency}".strip()


def percent(value: float | None, decimals: int = 1) -> str:
    """A rate in percent."""
    return f"{digits(value, 'rate', decimals)} %"


def answer(data: ReachData) -> list[str]:
    """Who is reached for the scenario's budget, how often, and what sets the two apart."""
    single, segmented = (data.arm(arm, "reach_rate") or 0.0 for arm in ARMS)
    apart = round(100.0 * single, 1) - round(100.0 * segmented, 1)  # of the numbers as shown
    ahead = "" if abs(apart) < 0.05 else ARMS[0] if apart > 0.0 else ARMS[1]
    told = [said.answer(
        money(data, data.budget), percent(single), percent(segmented), ahead,
        digits(abs(apart), "points", 1),
    )]  # fmt: skip
    if data.effective > 1:
        often = (percent(data.arm(arm, "effective_reach_rate")) for arm in ARMS)
        told.append(said.often(data.effective, *often))
    return [*told, _mostly(data), said.counted(data.summary["simulated"])]


def _mostly(data: ReachData) -> str:
    """The factor behind most of the gap, or why no gap can be shared out."""
    parts = data.summary["gap"]
    if parts is None or abs(parts["gap"]) < 1e-9:
        return gap(data)[0]
    largest = max(parts["factors"], key=lambda row: float(row["points"]))
    many = largest["points"] > 0.5 * parts["gap"] > 0.0
    return said.mostly(FACTORS[largest["factor"]]) if many else ""


def crossings(data: ReachData) -> list[str]:
    """Where one arm overtakes the other, or that neither does; and where nobody is reached."""
    names, most = measured(data), float(data.curve(ARMS[0])["budget"].max())
    crossed = [
        row
        for row in data.summary["crossings"]
        if row["channel"] == ALL and row["measure"] in names
    ]
    told = [
        said.overtakes(
            row["ahead"], names[row["measure"]], money(data, row["budget"]),
            percent(row["reach_rate"]),
        )
        for row in crossed
    ]  # fmt: skip
    never = [m for m in names if not any(row["measure"] == m for row in crossed)]
    ahead = {measure: _ahead(data, measure) for measure in never}
    for arm in (*ARMS, ""):
        named = [names[m] for m in never if ahead[m] == arm]
        if named and arm:
            told.append(said.ahead(arm, named, money(data, most)))
        elif named:
            told.append(said.no_difference(named))
    eaten = min(data.summary["arms"][arm]["test_and_production"] for arm in ARMS)
    return [*told, said.eaten(money(data, eaten))] if eaten > 0.0 else told


def _ahead(data: ReachData, measure: str) -> str:
    """The arm that is ahead on a measure at every budget; empty where neither ever is."""
    first, second = (data.curve(arm)[measure].to_numpy() for arm in ARMS)
    gap = float((first - second).sum())
    return "" if abs(gap) < 1e-9 else ARMS[0] if gap > 0.0 else ARMS[1]


def next_percent(data: ReachData) -> str:
    """What the next percent costs at the scenario's budget."""
    costs = {arm: next_cost(data, arm) for arm in ARMS}
    return said.next_percent([
        said.next_cost(arm, "" if cost is None else money(data, cost))
        for arm, cost in costs.items()
    ])


def next_cost(data: ReachData, arm: str) -> float | None:
    """Media money for one percent more from here; None beyond twice the budget."""
    rows = data.curve(arm)
    return _float(float(rows[rows["budget"] == data.budget]["next_percent_cost"].iloc[0]))


def gap(data: ReachData) -> list[str]:
    """What sets the two arms apart in plain reach; plain where everybody is addressed."""
    parts = data.summary["gap"]
    if parts is None:
        return [said.not_split()]
    if abs(parts["gap"]) < 1e-9:
        return [said.alike()]
    points = {row["factor"]: _points(row["points"]) for row in parts["factors"]}
    return [
        f"{said.gap(_points(parts['gap']))} {said.one_draw()}",
        said.parts(left=_points(abs(parts["left"])), **points),
        _followed(data),
        said.tested(*(_points(parts["test_costs"][arm]) for arm in ARMS)),
    ]


def _followed(data: ReachData) -> str:
    """Whether votes grow as impressions do, or as reach does, from half of the budget to all."""
    votes = [
        data.votes("allocation", "proportional", ARMS[0], part * data.budget).mean
        for part in (0.5, 1.0)
    ]
    half, whole = votes
    if half is None or whole is None or half <= 0.0:
        return ""
    curve = data.curve(ARMS[0]).set_index("budget")
    bought, reached = (
        float(curve[name][data.budget] / curve[name][0.5 * data.budget])
        for name in ("impressions", "reach_rate")
    )
    won = whole / half
    nearer = abs(won - bought) < abs(won - reached)
    return said.follow(*(digits(each, "ratio", 2) for each in (bought, reached, won)), nearer)


def _points(value: float) -> str:
    return digits(value, "points", 2)


def fit(data: ReachData) -> list[str]:
    """How near a negative binomial comes, arm by arm."""
    told = []
    for arm in ARMS:
        fitted = data.summary["arms"][arm]["fit"].get(ALL)
        if fitted is None:
            continue
        worst, shape = fitted["largest_gap"], fitted["shape"]
        told.append(said.fit(
            arm,
            digits(fitted["mean"], "number", 1),
            "" if shape is None else digits(shape, "number", 2),
            digits(100.0 * worst["gap"], "number", 1),
            worst["k"],
            digits(100.0 * fitted["largest_gap_by_moments"], "number", 1),
        ))  # fmt: skip
    return told


def duplication(data: ReachData) -> list[str]:
    """What channels reach together, and how much of it twice."""
    told = []
    for arm in ARMS:
        reached = data.summary["arms"][arm]
        channels = list(reached["duplication"])
        if len(channels) < 2:
            continue
        whole = reached["deduplicated"]
        shares = (whole[key] for key in ("reach_rate", "sum_of_channels", "independent"))
        told.append(said.duplication(arm, channels, *map(percent, shares)))
    return told


def weeks(data: ReachData) -> list[str]:
    """Early against late money."""
    points = [p for p in data.choice("weeks")["point"].unique() if p != USUAL]
    if len(points) < 2:
        return [said.one_week()]
    early, late, usual = (
        data.votes("weeks", point, ARMS[0]) for point in (points[0], points[-1], USUAL)
    )
    rows = data.choice("weeks")
    left = dict(zip(rows["point"], rows["retention"], strict=True))
    first, last = float(left[points[0]]), float(left[points[-1]])
    later = 0 if first == last else 1 if last > first else -1
    return [said.weeks(percent(first), percent(last), later, early, late, usual), _resting(data)]


def caps(data: ReachData) -> list[str]:
    """What frequency caps do to votes."""
    low, none = (data.votes("caps", point, ARMS[0]) for point in (str(data.effective), "none"))
    return [said.caps(data.effective, low, none), _resting(data)]


def _resting(data: ReachData, plan: bool = True) -> str:
    """On how many worlds votes rest; plan: those of the plan as it is are among them."""
    return said.resting(data.summary["votes"]["replicates"], plan)


def allocation(data: ReachData) -> list[str]:
    """Proportional against optimised, at the scenario's budget."""
    rows = data.choice("allocation")
    if rows.empty:
        return [said.no_plan()]
    told = []
    for arm in ARMS:
        at = rows[(rows["arm"] == arm) & (rows["point"] == "optimised")]
        for row in at[at["budget"] == data.budget].to_dict("records"):
            told.append(said.allocation(arm, percent(row["reach_rate"]), _gap(row)))
    return [*told, _resting(data, plan=False)]


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, float) and value == value else None


def _gap(row: Mapping[Hashable, Any]) -> Interval:
    """Net votes beyond those at the curve's point of reference."""
    ends = {"mean": "gap", "low": "gap_low", "high": "gap_high"}
    return Interval.of({name: _float(row[key]) for name, key in ends.items()})


def audience(data: ReachData) -> list[str]:
    """How votes, reach and on-target reach go with the size of a selected audience."""
    rows = data.choice("audience")
    if rows.empty:
        return [said.no_audience()]
    sized = rows[rows["point"] != "none"].to_dict("records")
    few, every = sized[0], sized[-1]
    best = max(reversed(sized), key=lambda row: float(row["net_votes"]))
    shares = (row[key] for key in ("reach_rate", "on_target_reach") for row in (few, every))
    told = [said.few(_share(few), _gap(few), *map(percent, shares))]
    most = best["point"] == every["point"]
    told.append(said.best_all() if most else said.best(_share(best), _gap(best)))
    chosen = data.summary["audience_chosen"]
    told += [] if chosen is None else [said.chosen(percent(chosen))]
    return [*told, _resting(data, plan=False)]


def _share(row: Mapping[Hashable, Any]) -> str:
    return percent(float(row["point"]), 0)


def method(data: ReachData) -> list[str]:
    """What is exact, what is sampled, and what is left out."""
    votes = data.summary["votes"]
    return said.paragraphs(
        "method", int(data.summary["simulated"]), votes["replicates"], votes["simulated"]
    )


def sampled(data: ReachData) -> str:
    """On what votes rest."""
    votes = data.summary["votes"]
    return said.sampled(votes["replicates"], votes["simulated"])
