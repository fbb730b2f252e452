"""Made-up results in the shape of a results folder. The numbers are random and mean nothing."""

from __future__ import annotations

import math
import zlib
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from msim.core.verdict import outcome
from msim.experiment.comparison.summary import summarise
from msim.experiment.engine.collected import Replicate
from msim.report.run.data import TABLES, ReportData
from msim.scenario import Scenario
from msim.scenario.loading import build, override
from msim.scenario.source import parse
from tests.report.toml import SCENARIO

ARMS = (
    "silent", "naive", "broadcast", "segmented_free", "segmented", "placebo", "best_single",
    "oracle",
)  # fmt: skip
LEVELS = {  # net votes of each arm in the made-up worlds
    "loss": (0, 13_000, 19_000, 18_600, 13_400, 13_100, 22_000, 24_000),
    "win": (0, 13_000, 19_000, 27_000, 29_500, 17_000, 22_000, 44_000),
    "open": (0, 13_000, 19_000, 19_500, 22_250, 18_000, 22_000, 24_000),
    "equivalent": (0, 13_000, 19_000, 19_010, 19_020, 18_900, 20_000, 21_000),
    "tie": (0, 13_000, 19_000, 19_000, 19_000, 19_000, 20_000, 21_000),
}
NOISE = {"tie": 0, "equivalent": 60}
DIAGNOSTICS = {
    "segments": 6.0,
    "party_correlation": 0.8, "segment_correlation": 0.9, "effect_variance_between": 0.04,
    "tau_pp": 0.4, "quality_mean": 0.0, "quality_best": 0.0,
}  # fmt: skip
ELECTORATE, VOTES = 10_000_000, 6_500_000  # of the scenario
TRAITS = ("age", "urban", "education", "income", "news", "openness", "anxiety", "trust")


def short(spec: Any) -> Any:
    """A specification with the first three rows of each table: what is valid does not hang on more.

    Altair takes seconds for a thousand rows.
    """
    if isinstance(spec, list):
        return [short(part) for part in spec]
    if not isinstance(spec, dict):
        return spec
    rows = spec.get("data", {}).get("values") if isinstance(spec.get("data"), dict) else None
    kept = {name: short(part) for name, part in spec.items() if name != "data" or rows is None}
    return kept if rows is None else kept | {"data": {**spec["data"], "values": rows[:3]}}


def describe(values: np.ndarray) -> dict[str, float | None]:
    """Mean, interval and spread; no interval for a single replicate."""
    values = values[~np.isnan(values)]
    if not values.size:
        return dict.fromkeys(("mean", "low", "high", "q025", "q975", "share_positive"))
    mean = float(values.mean())
    half = 1.96 * float(values.std(ddof=1)) / math.sqrt(values.size) if values.size > 1 else None
    return {
        "mean": mean,
        "low": None if half is None else mean - half,
        "high": None if half is None else mean + half,
        "q025": float(np.quantile(values, 0.025)),
        "q975": float(np.quantile(values, 0.975)),
        "share_positive": float((values > 0).mean()),
    }


@cache
def made_up(
    kind: str = "loss", arms: tuple[str, ...] = ARMS, replicates: int = 40, money: bool = True
) -> ReportData:
    """Random results of one kind: loss, win, open, equivalent or tie; `money=False`: budget 0."""
    rng = np.random.default_rng(zlib.crc32(kind.encode()))
    worlds = rng.normal(0, 1, replicates)
    draws = {}
    for arm, level in zip(ARMS, LEVELS[kind], strict=True):
        own = rng.normal(0, NOISE.get(kind, 1200), replicates)
        votes = (level * (1 + 0.2 * worlds) + own * (level != 0)) * money
        draws[arm] = _measures(arm, votes, rng, money)
    draws = {arm: draws[arm] for arm in arms}
    rows = [
        (arm, replicate, 0, measure, float(value))
        for arm, measures in draws.items()
        for measure, values in measures.items()
        for replicate, value in enumerate(values)
    ]
    return ReportData(
        summary=_summary(draws, replicates),
        outcomes=pd.DataFrame(rows, columns=["arm", "replicate", "survey", "measure", "value"]),
        segments=_segments(rng),
        plans=_plans(arms, replicates, money),
        diagnostics=pd.DataFrame(
            [(r, "party_correlation", 0.8) for r in range(replicates)],
            columns=["replicate", "measure", "value"],
        ),
        frequency=_frequency(arms, money),
        scenario_toml=SCENARIO if money else SCENARIO.replace("4000000.0", "0.0"),
        manifest={"msim": "0.1.0", "seed": 1, "platform": "made up"},
    )


def with_gap(
    low: float | None, mean: float | None, high: float | None, tied: float = 0.0
) -> ReportData:
    """Made-up results whose segmented-broadcast difference in net votes is the one given."""
    data = made_up()
    summary = deepcopy(dict(data.summary))
    gap = {"mean": mean, "low": low, "high": high}
    found = outcome(low, high, summary["verdict"]["worth_votes"], tied == 1.0)
    for name in ("segmented-broadcast", "segmented_free-broadcast"):
        said = {"net_votes": gap, "share_tied": tied, "outcome": found}
        summary["contrasts"][name] |= said
        summary["verdict"][name] = found
    return replace(data, summary=summary)


def _measures(
    arm: str, votes: np.ndarray, rng: np.random.Generator, money: bool
) -> dict[str, np.ndarray]:
    count = votes.size
    targeted = arm in ("segmented", "placebo", "oracle")
    loud = money and arm != "silent"
    reach = rng.normal(0.835 if targeted else 0.941, 0.0008, count) * loud
    spend = np.full(count, 4_000_000.0 * loud)
    nothing = np.full(count, np.nan)
    promise = votes * rng.normal(1.1, 0.05, count)
    made = arm in ("broadcast", "segmented_free", "segmented", "placebo")
    return {
        "reach_rate": reach,
        "expected_reach_rate": reach,
        "reach_3_rate": reach - 0.2 * loud,
        "average_frequency": np.full(count, 14.0 * loud),
        "grp": np.full(count, 1500.0 * loud),
        "on_target_reach": reach - 0.01 * loud,
        "on_target_rate": np.full(count, 0.24) if loud else nothing,
        "waste_rate": np.full(count, 0.76) if loud else nothing,
        "spend": spend,
        "cost_per_reached": spend / (reach * ELECTORATE) if loud else nothing,
        "net_votes": votes,
        "own_votes": votes * 1.02,
        "cost_per_net_vote": spend / votes if loud else nothing,
        "vote_share_pp": 49 + 100 * votes / VOTES,
        "turnout_pp": np.full(count, 65.0),
        "win_prob": np.clip(0.3 + votes / 300_000, 0, 1),
        "promised_net_votes": promise * 1.15 if made and loud else nothing,
        "promised_shrunk_net_votes": promise if made and loud else nothing,
        "unspent": np.zeros(count),
    }


def _summary(draws: dict[str, dict[str, np.ndarray]], replicates: int) -> dict[str, Any]:
    """What the engine's own summary says of the made-up measures."""
    scenario = override(_scenario(), {
        "run.arms": list(draws), "run.replicates": replicates, "test.surveys": 1,
    })
    made = [
        Replicate(
            number,
            {arm: {m: float(v[number]) for m, v in ms.items()} for arm, ms in draws.items()},
            {arm: {m: v[number].reshape(1, 1) for m, v in ms.items()} for arm, ms in draws.items()},
            frequency={}, diagnostics=DIAGNOSTICS, plans=[], segments=[],
        )
        for number in range(replicates)
    ]  # fmt: skip
    return summarise(scenario, made) | {
        "msim": "0.1.0",
        "scenario": {"name": "made-up", "hash": "0123456789abcdef" * 4},
        "segments": {
            "method": "kmeans",
            "count": 6,
            "party_correlation": {"mean": 0.83, "low": 0.79, "high": 0.87},
            "segment_correlation": {"mean": 0.91, "low": 0.89, "high": 0.93},
            "effect_variance_between": {"mean": 0.04, "low": 0.03, "high": 0.05},
        },
        "assumptions": ["election.swing_sd", "population.structure"],
        "timing": {"seconds": 9.5, "voters_per_second": 4.2e6},
    }


@cache
def _scenario() -> Scenario:
    scenario, problems = build(parse(SCENARIO, ""))
    assert scenario is not None, problems
    return scenario


def _segments(rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for number in range(1, 7):
        row: dict[str, Any] = {
            "segment": number - 1, "label": f"segment {number}",
            "size_share": float(rng.uniform(0.1, 0.25)), "message": int(rng.integers(1, 7)),
            "estimate_pp": float(rng.normal(1.2, 0.3)), "true_effect_pp": float(rng.normal(1, 0.3)),
            "best_message": int(rng.integers(1, 7)), "best_effect_pp": float(rng.normal(1.4, 0.2)),
            "support": float(rng.uniform(0.3, 0.7)), "turnout": 0.65,
            "party_share": float(rng.uniform(0.2, 0.8)),
        }  # fmt: skip
        rows.append(row | {f"trait:{name}": float(rng.normal(0, 0.6)) for name in TRAITS})
    return pd.DataFrame(rows)


def _plans(arms: tuple[str, ...], replicates: int, money: bool) -> pd.DataFrame:
    columns = [*TABLES["plans"][:-1], "habit_mass", "cost"]
    rows = [
        (r, arm, 0, channel, 1, 6e7, 1e6, 1_900_000.0)
        for r in range(replicates) for arm in arms if arm != "silent" and money
        for channel in ("television", "social")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _frequency(arms: tuple[str, ...], money: bool) -> pd.DataFrame:
    rows = []
    for arm in arms:
        shape = np.arange(11.0)
        mean = 14 if arm in ("segmented", "placebo", "oracle") else 9
        share = (1 + shape) * np.exp(-shape / mean * 3)
        if arm == "silent" or not money:
            share = (shape == 0).astype(float)
        rows += [(arm, int(f), float(s)) for f, s in zip(shape, share / share.sum(), strict=True)]
    return pd.DataFrame(rows, columns=["arm", "frequency", "share"])
