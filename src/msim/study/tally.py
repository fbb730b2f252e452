"""What did a study come to? Points, failures, quantiles, and how often its claim holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from msim.study.analyze import outcomes, points
from msim.study.records import Design
from msim.study.text import VERSION

if TYPE_CHECKING:
    import pandas as pd

    from msim.study.study import StudyRun

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def summary(study: StudyRun) -> dict[str, Any]:
    """What `msim sweep --json` prints, as plain numbers."""
    design, table = study.design, study.table
    worlds = {"own": table} | ({} if study.null is None else {"null": study.null})
    return {
        "msim": VERSION,
        "study": {"name": design.name, "design": design.kind, "seed": design.seed,
                  "block": points.block_size(design),
                  "parameters": [each.key for each in design.parameters]},
        "scenario": {"name": design.scenario.population.name, "hash": design.scenario.hash},
        "replicates": design.scenario.run.replicates,
        "target": design.measure,
        "claim": None if design.claim is None else str(design.claim),
        "unused": study.unused,
        "worlds": {name: world(design, each) for name, each in worlds.items()},
    }  # fmt: skip


def world(design: Design, table: pd.DataFrame) -> dict[str, Any]:
    """The points of one world in a few numbers.

    share: of the points at which the claim can be told, those at which it is true, with the
    interval of the points and of the worlds that they share; a grid and a screening design are no
    sample, and theirs is of the worlds alone. It says how much of the space that was looked at, not
    how likely a world is.
    """
    failed = table["error"] != ""
    means = table[f"{design.measure}.mean"].to_numpy(dtype=float)
    known = means[np.isfinite(means)]
    quantiles = np.quantile(known, QUANTILES).tolist() if known.size else [None] * len(QUANTILES)
    true = outcomes.claimed(design, table)
    sampled = true.low < true.high
    return {
        "points": len(table),
        "failed": int(failed.sum()),
        "not_precise": int((~table["precise"][~failed]).sum()),
        "replicates": int(table["replicates"].sum()),
        "quantiles": dict(zip(map(str, QUANTILES), quantiles, strict=True)),
        "told": true.points,
        "share": {
            "mean": true.share if true.points else None,
            "low": true.low if true.points and sampled else None,
            "high": true.high if true.points and sampled else None,
        },
        "errors": errors(table.loc[failed, "error"].tolist()),
    }


def errors(messages: Sequence[str]) -> dict[str, int]:
    """How many points failed with each message, the most frequent first.

    >>> errors(["a", "b", "b"])
    {'b': 2, 'a': 1}
    """
    counts = {message: messages.count(message) for message in dict.fromkeys(messages)}
    return dict(sorted(counts.items(), key=lambda each: -each[1]))
