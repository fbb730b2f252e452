"""The tables of a study for page and terminal: cells as they are written, the same in both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from msim.report.study.data import StudyData
from msim.study.analyze import points
from msim.study.analyze.named import bounds, label, measured, number, percent, shown
from msim.study.analyze.shares import share
from msim.study.records import SAMPLES, Parameter


@dataclass(frozen=True)
class Grid:
    """A table: what it tells, the titles of its columns, and its rows, the first cell a name."""

    told: str
    titles: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def outcomes(data: StudyData) -> Grid:
    """How often it wins, loses, is open, and the claim is true."""
    design, table = data.design, data.table
    verdicts, block = np.array(points.verdicts(design, table)), points.blocks(design, table)
    known = verdicts != "failed"
    names = {"win": "wins", "loss": "falls short of the worth", "open": "open"}
    drawn = design.kind in SAMPLES
    write = str if drawn else lambda found: percent(found.share)
    rows = []
    for verdict, name in names.items():
        found = share((verdicts[known] == verdict).astype(float), block[known])
        rows.append((name, f"{found.hits:,}", write(found)))
    if design.claim is not None:
        found = share(points.hits(design, table, "claim"), block)
        rows.append((f"claim: {design.claim}", f"{found.hits:,}", write(found)))
    lost = int((~known).sum())
    if lost:
        rows.append(("failed", f"{lost:,}", f"{percent(lost / len(table))} of all points"))
    imprecise = int((~table["precise"].astype(bool) & ~points.failed(table)).sum())
    if imprecise:
        rows.append(("not as precise as asked", f"{imprecise:,}", percent(imprecise / len(table))))
    told = f"Of {len(table):,} points."
    told += " In brackets: 95 % intervals, of the space as it was sampled." if drawn else ""
    if "/" not in design.measure and data.worth > 0.0:
        told += (
            f" A point wins where its whole interval lies above the worth, here "
            f"{number(data.worth)} {measured(design.measure)} (run.worth_pp, stated beforehand), "
            "and falls short where it lies below."
        )
    return Grid(told, ("outcome", "points", "share"), rows)


def parameters(data: StudyData) -> Grid:
    """What varies, over what."""
    rows = [(label(p.key), p.key, _range(p), p.distribution.replace("_", "-"), p.role)
            for p in data.design.parameters]  # fmt: skip
    told = "What varies. Uncertainties are the world's, levers and choices somebody's."
    return Grid(told, ("parameter", "key", "values", "distribution", "role"), rows)


def _range(parameter: Parameter) -> str:
    if not parameter.numeric:
        return "; ".join(shown(choice) for choice in parameter.choices)
    span = parameter.high - parameter.low
    unit = f" {parameter.unit}" if parameter.unit else ""
    ends = f"{number(parameter.low, span)} to {number(parameter.high, span)}{unit}"
    if parameter.mean is not None and parameter.sd is not None:
        ends += f", mean {number(parameter.mean, span)}, sd {number(parameter.sd, span)}"
    return ends


def deciding(data: StudyData) -> Grid | None:
    """Indices, elementary effects, or else what goes with the target."""
    if data.indices is not None:
        return Grid(
            "Sobol indices: share of the variance, alone (first order) and with others (total).",
            ("parameter", "first order", "total", "note"),
            [(label(r["parameter"]), _ends(r, "first"), _ends(r, "total"), r["note"])
             for r in data.indices.to_dict("records")],
        )  # fmt: skip
    if data.effects is not None:
        return Grid(
            "Elementary effects for the whole range of a parameter: mean size (mu*), spread "
            "(sigma), and mean (mu).",
            ("parameter", "mu*", "sigma", "mu", "note"),
            [(label(r["parameter"]), _ends(r, "mu_star", 0.0), _ends(r, "sigma", 0.0),
              number(r["mu"]), r["note"]) for r in data.effects.to_dict("records")],
        )  # fmt: skip
    found = data.explained.dropna(subset=["share"])
    if found.empty:
        return None
    rows = [(label(r["parameter"]), f"{number(r['share'], 1.0)} "
             f"{bounds(r['low'], r['high'], 1.0)}") for r in found.to_dict("records")]  # fmt: skip
    return Grid("Share of the variance that goes with each parameter alone.",
                ("parameter", "share"), rows)  # fmt: skip


def _ends(row: Any, name: str, span: float = 1.0) -> str:
    ends = bounds(row[f"{name}_low"], row[f"{name}_high"], span)
    return f"{number(row[name], span)} {ends}"


def leaves(data: StudyData) -> Grid | None:
    """The leaves of the tree, the densest first."""
    if len(data.leaves) < 2:
        return None
    what = {"win": "wins", "loss": "falls short", "claim": "claim is true"}[data.outcome]
    rows = [(str(leaf), str(leaf.density), percent(leaf.support)) for leaf in data.leaves]
    told = (
        "A tree of three questions at most, grown on one half of the points; shares are of the "
        "other half."
    )
    return Grid(told, ("where", what, "of the space"), rows)


def definitions(data: StudyData) -> Grid | None:
    """The share of combinations that win, by what winning means."""
    found = data.specifications
    if found is None or found.definitions.empty:
        return None
    worlds = list(dict.fromkeys(found.definitions["world"]))
    table = found.definitions.pivot(index="definition", columns="world", values="share")
    rows = [(str(name), *(_percent(table.loc[name, world]) for world in worlds))
            for name in dict.fromkeys(found.definitions["definition"])]  # fmt: skip
    titles = {"own": "combinations that win", "null": "in the null world"}
    return Grid("What winning means.", ("definition", *(titles[w] for w in worlds)), rows)


def inference(data: StudyData) -> Grid | None:
    """The curve in numbers, beside that of the null world."""
    found = data.specifications
    if found is None:
        return None
    null = not bool(found.inference["null"].isna().all())
    rows = []
    for row in found.inference.to_dict("records"):
        cells = [row["own"], row["null"]] if null else [row["own"]]
        write: Callable[[float], str] = _percent if "share" in row["statistic"] else number
        if row["statistic"] == "specifications":
            write = "{:,.0f}".format
        rows.append((row["statistic"], *(write(float(cell)) for cell in cells)))
    told = (
        "The curve in numbers. One null curve gives no p-value of the whole: combinations share "
        "their worlds and seeds, so that their intervals are not independent. Above or below its "
        "twin: by more than both half-widths, added as squares."
    )
    return Grid(told, ("statistic", "own", "null")[: 2 + null], rows)


def _percent(value: Any) -> str:
    return "\u2013" if pd.isna(value) else percent(float(value))

