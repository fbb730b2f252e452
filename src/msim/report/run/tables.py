"""The numbers of a run as pandas tables, for notebooks and for the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from msim.core.text import Interval
from msim.report.common.names import BESIDES, COUNTED, MAIN_MEASURES, rung_name
from msim.report.run import sentences
from msim.report.run.data import OPTIONAL, ReportData

# The numbers of a factor: its Shapley value, and what it adds with all others off.
ALONE = ("alone", "alone_low", "alone_high")
PAIR = ("own_probability", "rival_probability", "probability")
BOUNDS = ("mean", "low", "high")


def special(data: ReportData) -> list[str]:
    """The measures that this run has beyond those of every run, as its scenario calls for them.

    Electoral votes are left out where each district has one: they are its seats.
    """
    districts = data.part("districts")
    one_each = districts.get("count") == districts.get("electoral_votes")
    wanted = [*COUNTED.get(data.rule, ()), *BESIDES]
    return [
        name
        for name in wanted
        if data.has(name) and not (name == "electoral_votes" and districts and one_each)
    ]


def arms(data: ReportData, measures: Iterable[str] | None = None) -> pd.DataFrame:
    """Arms by measures, each with mean and 95 % interval; by default those that matter here.

    Returns:
        Index `arm`; columns of two levels (measure; mean, low, high). Rates between 0 and 1,
        money in the scenario's currency; NaN where there is no number.
    """
    wanted = [*MAIN_MEASURES, *special(data)] if measures is None else list(measures)
    rows = {
        arm: {
            (measure, bound): getattr(data.arm(arm, measure), bound)
            for measure in wanted
            for bound in BOUNDS
        }
        for arm in data.arms
    }
    columns = pd.MultiIndex.from_product([wanted, BOUNDS], names=["measure", ""])
    table = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=columns)
    return table.astype(float).rename_axis("arm")


def contrasts(data: ReportData, measures: Iterable[str] | None = None) -> pd.DataFrame:
    """Differences and ratios between arms, tidy; by default in the measures of `arms`.

    Returns:
        Columns contrast, measure, mean, low, high, q025, q975, share_positive (of single
        elections, as q025 and q975) and verdict (net votes only): the outcome, as in
        `msim.core.verdict`.
    """
    wanted = [*MAIN_MEASURES, *special(data)] if measures is None else list(measures)
    rows = [
        {"contrast": name, "measure": measure}
        | _numbers(entry[measure])
        | {"verdict": _outcome(data, name) if measure == "net_votes" else None}
        for name, entry in data.summary["contrasts"].items()
        for measure in wanted
        if measure in entry
    ]
    columns = ["contrast", "measure", *BOUNDS, *SPREAD, "verdict"]
    return pd.DataFrame(rows, columns=columns)


def _outcome(data: ReportData, contrast: str) -> str | None:
    """The outcome in net votes of a difference or, where the run says it, of a ratio."""
    if "-" in contrast:
        return sentences.outcome(data, contrast)
    stated: str | None = data.summary["contrasts"][contrast]["net_votes"].get("outcome")
    return stated


SPREAD = ("q025", "q975", "share_positive")


def _numbers(entry: Any) -> dict[str, float | None]:
    interval = Interval.of(entry)
    spread = {key: Interval.of({"mean": entry.get(key)}).mean for key in SPREAD}
    return {bound: getattr(interval, bound) for bound in BOUNDS} | spread


def ladder(data: ReportData) -> pd.DataFrame:
    """The ladder, a row a rung, in net votes.

    Returns:
        Columns step, from, what (the rung's short name), buys (the same in words), mean, low,
        high (of the gain), start and end (the levels that the rung joins) and end_low, end_high
        (the gain's interval at the rung's end).
    """
    rows = []
    for entry in data.summary.get("ladder", []):
        gain = Interval.of(entry.get("gain"))
        start = data.arm(entry["from"], "net_votes").mean or 0.0
        row = {"step": entry["step"], "from": entry["from"]}
        what = rung_name(entry["step"], entry["from"], data.selected)
        row |= {"what": what, "buys": entry.get("buys", "")}
        row |= {bound: getattr(gain, bound) for bound in BOUNDS}
        ends = (None if x is None else start + x for x in (gain.mean, gain.low, gain.high))
        rows.append(row | {"start": start} | dict(zip(ENDS, ends, strict=True)))
    columns = ["step", "from", "what", "buys", *BOUNDS, "start", *ENDS]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys([*BOUNDS, "start", *ENDS], float))


ENDS = ("end", "end_low", "end_high")


def left_out(data: ReportData) -> pd.DataFrame:
    """Who is left out, a row a group, measure, and arm or difference of two arms.

    Returns:
        Columns kind, group, voters_share, arm, measure (`unreached_rate`, `reach_rate`,
        `reach_3_rate`, `messages_heard`, `shared_message_rate`), mean, low, high. Rates between 0
        and 1; NaN where a group had no voters in some world.
    """
    return data.left_out if len(data.left_out) else pd.DataFrame(columns=OPTIONAL["left_out"])


BENEFITS = ("predicted_pp", "obtained_pp", "gap_pp")


def individual(data: ReportData) -> pd.DataFrame:
    """What was predicted for single voters and what they gained, a row a tenth, the lowest first.

    Returns:
        Columns tenth (of voters, by predicted benefit), predicted_pp, obtained_pp and gap_pp
        (obtained less predicted), each with `_low` and `_high`, single_pp_low and single_pp_high
        (where 95 of 100 campaigns end that predict as much); in points beyond the single best
        message. No rows where no voter was predicted alone.
    """
    rows: list[dict[str, Any]] = []
    for entry in data.summary.get("individual", []):
        row: dict[str, Any] = {"tenth": int(entry["tenth"])}
        for name in BENEFITS:
            found = Interval.of(entry[name])
            row |= {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
        ends = entry["single_pp"]
        rows.append(row | {f"single_pp_{end}": ends[end] for end in BOUNDS[1:]})
    ends = [f"{name}{end}" for name in BENEFITS for end in ("", "_low", "_high")]
    ends += ["single_pp_low", "single_pp_high"]
    return pd.DataFrame(rows, columns=["tenth", *ends]).astype(dict.fromkeys(ends, float))


def costs(data: ReportData) -> pd.DataFrame:
    """Where the money goes, by arm, as means over worlds in the scenario's currency.

    Returns:
        Index `arm`; a column for each channel, then test_and_production (what is spent and not
        on any channel), spend, unspent.
    """
    plans = data.plans.groupby(["arm", "channel"], sort=False)["cost"].sum()
    table = (plans / max(1, int(data.summary["replicates"]))).unstack().reindex(list(data.arms))
    table = pd.DataFrame(table, dtype=float).fillna(0.0).rename_axis(index="arm", columns=None)
    media = table.sum(axis=1)
    for measure in ("spend", "unspent"):
        table[measure] = [data.arm(arm, measure).mean or 0.0 for arm in data.arms]
    table.insert(len(table.columns) - 2, "test_and_production", table["spend"] - media)
    return table


def districts(data: ReportData) -> pd.DataFrame:
    """The districts of the first world, those with most power first.

    Returns:
        Columns district (from 1), size_share (of the electorate), electoral_votes,
        silent_share_pp (the own side's share of votes in silence, in points), decisive (the
        probability that turning the district round turns the election round), power_per_vote
        (1 is the electorate's mean), power_share (the part of all voters' power that its voters
        have). No rows where districts decide nothing.
    """
    if data.districts.empty:
        return pd.DataFrame(columns=[*OPTIONAL["districts"], "power_share"])
    power = data.districts["size_share"] * data.districts["power_per_vote"]
    found = data.districts.assign(power_share=power / max(float(power.sum()), 1e-300))
    order = ["power_share", "electoral_votes", "district"]
    return found.sort_values(order, ascending=[False, False, True], ignore_index=True)


def game(data: ReportData) -> pd.DataFrame:
    """The game of both sides' strategies, a row a pair, in net votes of the own side.

    Returns:
        Columns own, rival (strategies), mean, low, high (own net votes against both being
        silent), own_probability, rival_probability and probability (of the pair; all three in
        equilibrium). No rows where no game was played.
    """
    found = data.part("game")
    equilibrium = found.get("equilibrium", {})
    rows: list[dict[str, Any]] = []
    for own, entries in found.get("payoff", {}).items():
        first = float(equilibrium.get("own", {}).get(own, 0.0))
        for rival, entry in entries.items():
            second = float(equilibrium.get("rival", {}).get(rival, 0.0))
            value = Interval.of(entry)
            row = {"own": own, "rival": rival}
            row |= {bound: getattr(value, bound) for bound in BOUNDS}
            rows.append(row | dict(zip(PAIR, (first, second, first * second), strict=True)))
    table = pd.DataFrame(rows, columns=["own", "rival", *BOUNDS, *PAIR])
    return table.astype(dict.fromkeys((*BOUNDS, *PAIR), float))


def attribution(data: ReportData) -> pd.DataFrame:
    """What each factor adds, the largest first, in the unit of the measure that is shared out.

    Returns:
        Columns factor, keys (what the factor changes, in words), mean, low, high (its Shapley
        value: what it adds on average over all orders of switching the factors on), alone,
        alone_low, alone_high (what it adds with all others off). No rows where nothing was
        shared out.
    """
    rows: list[dict[str, Any]] = []
    for entry in data.part("attribution").get("factors", []):
        value, alone = (Interval.of(entry.get(key)) for key in ("value", "alone"))
        keys = ", ".join(f"{key} = {_written(to)}" for key, to in entry.get("keys", {}).items())
        row = {"factor": str(entry["factor"]), "keys": keys}
        row |= {bound: getattr(value, bound) for bound in BOUNDS}
        rows.append(row | dict(zip(ALONE, (alone.mean, alone.low, alone.high), strict=True)))
    table = pd.DataFrame(rows, columns=["factor", "keys", *BOUNDS, *ALONE])
    table = table.astype(dict.fromkeys((*BOUNDS, *ALONE), float))
    order = table["mean"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
