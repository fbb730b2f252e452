"""Every answer of a study as plain numbers: what `msim sensitivity --json` prints."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from msim.report.study.data import StudyData
from msim.report.study.names import limits
from msim.report.study.sentences import box, choices, turning
from msim.study.analyze import outcomes, points
from msim.study.analyze.boxes import Boxes
from msim.study.analyze.limits import Limit
from msim.study.analyze.shares import Share
from msim.study.text import VERSION

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def summary(data: StudyData) -> dict[str, Any]:
    """All of it; what the design cannot give is null, and `missing` says why."""
    design, table = data.design, data.table
    found: dict[str, Any] = {
        "study": design.name,
        "design": design.kind,
        "scenario": {"name": design.scenario.population.name, "hash": design.scenario.hash},
        "seed": design.seed,
        "msim": VERSION,
        "measure": design.measure,
        "claim": None if design.claim is None else str(design.claim),
        "points": len(table),
        "failed": int(points.failed(table).sum()),
        "sentence": data.sentence,
        "worth": data.worth,
        "where": [str(each) for each in data.where],
        "results": _rows(data.results),
        "verdicts": _verdicts(data),
        "by_worth": _rows(data.by_worth),
        "parts": _rows(data.parts),
        "prior": None if data.reweighed is None else {
            "effective": data.reweighed.effective, "inside": data.reweighed.inside,
            "path": _rows(data.reweighed.path)},
        "seeds": _rows(data.seeds),
        "quantiles": _quantiles(data),
        "indices": _rows(data.indices),
        "pairs": _rows(data.pairs),
        "effects": _rows(data.effects),
        "noise": data.noise,
        "explained": _rows(data.explained),
        "box": None if data.boxes is None else _box(data.boxes),
        "leaves": [{"where": limits(leaf.limits) or "everywhere", "share": _share(leaf.density),
                    "support": leaf.support} for leaf in data.leaves],
        "phase": _phase(data),
        "specifications": _specifications(data),
        "convergence": _rows(data.convergence),
    }  # fmt: skip
    cleaned: dict[str, Any] = clean(found | {"missing": dict(data.missing)})
    return cleaned


def clean(value: Any) -> Any:
    """The same without what JSON has no word for: numbers of numpy, and numbers that are none."""
    if isinstance(value, dict):
        return {str(name): clean(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _rows(table: pd.DataFrame | None) -> list[dict[str, Any]] | None:
    return None if table is None else [
        {str(name): value for name, value in row.items()} for row in table.to_dict("records")
    ]  # fmt: skip


def _share(found: Share) -> dict[str, Any]:
    return {"mean": found.share, "low": found.low, "high": found.high, "hits": found.hits,
            "points": found.points}  # fmt: skip


def _verdicts(data: StudyData) -> dict[str, Any]:
    """Shares of the points by what they say, and of those for which the claim is true.

    `loss` is of all that fall short; `outcomes` tells apart how.
    """
    each = {name: _share(found) for name, found in data.outcomes.items()}
    told = {"win": each["win"], "loss": each["fall"], "open": each["open"], "outcomes": each}
    if data.design.claim is not None:
        told["claim"] = _share(outcomes.claimed(data.design, data.table))
    return told


def _quantiles(data: StudyData) -> dict[str, float | None]:
    """Of the target's mean over the points."""
    value = points.part(data.table, data.design.measure)
    value = value[np.isfinite(value) & ~points.failed(data.table)]
    return {f"{q:g}": float(np.quantile(value, q)) if value.size else None for q in QUANTILES}


def _box(found: Boxes) -> dict[str, Any]:
    return {
        "outcome": found.outcome,
        "where": box(found),
        "limits": [_limit(limit) for limit in found.limits],
        "density": _share(found.density),
        "coverage": found.coverage,
        "support": found.support,
        "overall": _share(found.overall),
        "peeling": _rows(found.peeling),
        "others": [_box(each) for each in found.others],
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "parameter": limit.parameter.key,
        "low": limit.low,
        "high": limit.high,
        "choices": list(limit.choices),
        "p": limit.p,
        "p_low": limit.p_low,
        "p_high": limit.p_high,
    }


def _phase(data: StudyData) -> dict[str, Any] | None:
    found = data.phase
    if found is None:
        return None
    return {
        "x": found.x.key,
        "y": found.y.key,
        "told": turning(found),
        "shares": found.shares,
        "line": _rows(found.line),
        "cells": _rows(found.cells),
    }


def _specifications(data: StudyData) -> dict[str, Any] | None:
    found = data.specifications
    if found is None:
        return None
    return {
        "told": choices(found),
        "definitions": _rows(found.definitions),
        "inference": _rows(found.inference),
        "curve": _rows(found.curve),
    }
