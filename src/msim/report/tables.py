"""The numbers of a run as pandas tables, for notebooks and for the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from msim.report.names import MAIN_MEASURES, RUNGS
from msim.report.numbers import Interval

if TYPE_CHECKING:
    import pandas as pd

    from msim.report.data import ReportData

BOUNDS = ("mean", "low", "high")


def arms(data: ReportData, measures: Iterable[str] = MAIN_MEASURES) -> pd.DataFrame:
    """Arms by measures, each with mean and 95 % interval.

    Returns:
        Index `arm`; columns of two levels (measure; mean, low, high). Rates between 0 and 1,
        money in the scenario's currency; NaN where there is no number.
    """
    import pandas as pd

    wanted = list(measures)
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


def contrasts(data: ReportData, measures: Iterable[str] = MAIN_MEASURES) -> pd.DataFrame:
    """Differences and ratios between arms, tidy.

    Returns:
        Columns contrast, measure, mean, low, high, q025, q975, share_positive (of single
        replicates, as q025 and q975) and verdict (win, loss or open; net votes only).
    """
    import pandas as pd

    verdicts = data.summary.get("verdict", {})
    wanted = list(measures)
    rows = [
        {"contrast": name, "measure": measure}
        | _numbers(entry[measure])
        | {"verdict": verdicts.get(name) if measure == "net_votes" else None}
        for name, entry in data.summary["contrasts"].items()
        for measure in wanted
        if measure in entry
    ]
    columns = ["contrast", "measure", *BOUNDS, *SPREAD, "verdict"]
    return pd.DataFrame(rows, columns=columns)


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
    import pandas as pd

    rows = []
    for entry in data.summary.get("ladder", []):
        gain = Interval.of(entry.get("gain"))
        start = data.arm(entry["from"], "net_votes").mean or 0.0
        row = {"step": entry["step"], "from": entry["from"]}
        row |= {"what": RUNGS.get(entry["step"], ""), "buys": entry.get("buys", "")}
        row |= {bound: getattr(gain, bound) for bound in BOUNDS}
        ends = (None if x is None else start + x for x in (gain.mean, gain.low, gain.high))
        rows.append(row | {"start": start} | dict(zip(ENDS, ends, strict=True)))
    columns = ["step", "from", "what", "buys", *BOUNDS, "start", *ENDS]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys([*BOUNDS, "start", *ENDS], float))


ENDS = ("end", "end_low", "end_high")


def costs(data: ReportData) -> pd.DataFrame:
    """Where the money goes, by arm, as means over replicates in the scenario's currency.

    Returns:
        Index `arm`; a column for each channel, then test_and_production (what is spent and not
        on any channel), spend, unspent.
    """
    import pandas as pd

    plans = data.plans.groupby(["arm", "channel"], sort=False)["cost"].sum()
    table = (plans / max(1, int(data.summary["replicates"]))).unstack().reindex(list(data.arms))
    table = pd.DataFrame(table, dtype=float).fillna(0.0).rename_axis(index="arm", columns=None)
    media = table.sum(axis=1)
    for measure in ("spend", "unspent"):
        table[measure] = [data.arm(arm, measure).mean or 0.0 for arm in data.arms]
    table.insert(len(table.columns) - 2, "test_and_production", table["spend"] - media)
    return table
