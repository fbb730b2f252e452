"""How robust is the answer? One sentence with its numbers, made from a study's points alone.

No sentence here holds a finding: the same code says "nowhere" of one study and "everywhere" of
another. A share of worlds is a share of the design's space, as its distributions weigh it: it is
no probability that a world is so.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from msim.core.arrays import Bools
from msim.core.errors import InputError
from msim.scenario import explain
from msim.study.analyze import morris, points, sobol
from msim.study.analyze.explained import explained
from msim.study.analyze.named import arms, bounds, label, listed, measured, number, percent, shown
from msim.study.analyze.phase import Phase
from msim.study.analyze.shares import Share, share
from msim.study.analyze.specification import Specifications
from msim.study.records import SAMPLES, Design


def sentence(design: Design, table: pd.DataFrame, null: pd.DataFrame | None = None) -> str:
    """The study in one sentence: how often, what decides, and within what is published."""
    if not (~points.failed(table)).any():
        return f"None of the {len(table)} points has an answer: every one of them failed."
    parts = [how_often(design, table), decides(design, table), within_evidence(design, table),
             in_null(design, null)]  # fmt: skip
    told = "; ".join(part for part in parts if part)
    return told[0].upper() + told[1:] + "."


def how_often(design: Design, table: pd.DataFrame) -> str:
    """In what share of the worlds the target wins, falls short of that, or is open."""
    first, second = arms(design.measure)
    if not second:
        return _of_one_arm(design, table)
    verdicts = np.array(points.verdicts(design, table))
    known = verdicts != "failed"
    of = _worlds(design, int(known.sum()))
    won, lost, left = (_share(design, table, known, verdicts == v) for v in ("win", "loss", "open"))
    name = measured(design.measure)
    if "/" in design.measure:
        beats, short = f"{first} has more than {second} in {name}", "no more"
    elif points.worth(design, table, design.measure).any():
        beats, short = f"{first} beats {second} by more than the worth, in {name},", "falls short"
    else:
        beats, short = f"{first} is ahead of {second} in {name}", "not ahead"
    return (
        f"{beats} in {_written(design, won)} of {of}, {short} in {percent(lost.share)} and "
        f"is open in {percent(left.share)}"
    )


def _of_one_arm(design: Design, table: pd.DataFrame) -> str:
    """An arm alone wins nothing: its claim, or else its own numbers."""
    who, _ = arms(design.measure)
    if design.claim is not None:
        told = points.hits(design, table, "claim")
        known = np.isfinite(told)
        found = _share(design, table, known, told == 1.0)
        of = _worlds(design, int(known.sum()))
        return f"the claim {design.claim} is true in {_written(design, found)} of {of}"
    value = points.part(table, design.measure)
    value = value[np.isfinite(value) & ~points.failed(table)]
    if not value.size:
        return f"{design.measure} has no value at any point"
    low, middle, high = np.quantile(value, [0.05, 0.5, 0.95])
    return (
        f"{measured(design.measure)} of {who} is {number(middle)} in the median of "
        f"{_worlds(design, value.size)}, and from {number(low)} to {number(high)} in nine of ten"
    )


def _share(design: Design, table: pd.DataFrame, known: Bools, hit: Bools) -> Share:
    return share(hit[known].astype(float), points.blocks(design, table)[known])


def _written(design: Design, found: Share) -> str:
    """A share of a sample with its interval; a grid is no sample, it holds all there is."""
    return str(found) if design.kind in SAMPLES else percent(found.share)


def _worlds(design: Design, count: int) -> str:
    """What the points are."""
    if design.kind == "grid":
        if all(p.role == "choice" for p in design.parameters):
            return f"all {count:,} combinations of choices"
        return f"the grid's {count:,} worlds"
    if design.kind in ("morris", "one_at_a_time"):
        return f"{count:,} worlds, drawn to screen parameters and no fair sample"
    return f"{count:,} worlds"


def decides(design: Design, table: pd.DataFrame) -> str:
    """What the answer hangs on most; says so where the points cannot tell."""
    try:
        if design.kind == "sobol":
            found = sobol.indices(design, table)
            return _most(found, "total", "what decides most is", "total index")
        if design.kind == "morris":
            found = morris.effects(design, table)
            return _most(found, "mu_star", "what moves it most is", "mu*")
    except InputError as error:
        why = str(error).rpartition("; ")[2] if "would do" in str(error) else str(error)
        return f"what decides most cannot be told ({why})"
    row = explained(design, table).iloc[0]
    if not np.isfinite(row["share"]):
        return ""
    if not row["low"] > 0.0:
        return "no parameter alone is told from having no part in it"
    ends = f"[{100 * row['low']:.0f}, {100 * min(row['high'], 1.0):.0f}]"
    return (
        f"what goes with it most is {label(str(row['parameter']))} "
        f"({percent(float(row['share']))} {ends} of its variance alone)"
    )


def _most(found: pd.DataFrame, column: str, lead: str, name: str) -> str:
    row = found.iloc[0]
    if not row[f"{column}_low"] > 0.0:
        return "no parameter's part is told from zero"
    span = 1.0 if column == "total" else 0.0
    value, ends = float(row[column]), bounds(row[f"{column}_low"], row[f"{column}_high"], span)
    return f"{lead} {label(str(row['parameter']))} ({name} {number(value, span)} {ends})"


def inside_evidence(design: Design, table: pd.DataFrame) -> tuple[Bools, int]:
    """(n,) the points whose every value lies within what is published, and for how many keys."""
    inside, keys = np.ones(len(table), dtype=bool), 0
    for parameter in design.parameters:
        known = explain(parameter.key)
        low, high = known.evidence_low, known.evidence_high
        if not parameter.numeric or (low is None and high is None):
            continue
        keys += 1
        values = np.asarray(table[parameter.key], dtype=float)
        inside &= values >= (-np.inf if low is None else low)
        inside &= values <= (np.inf if high is None else high)
    return inside, keys


def within_evidence(design: Design, table: pd.DataFrame) -> str:
    """What is so where every key that has evidence keeps to it; empty where none has."""
    inside, keys = inside_evidence(design, table)
    if not keys or not arms(design.measure)[1]:
        return ""
    verdicts = np.array(points.verdicts(design, table))
    ranges = "the evidence range" if keys == 1 else f"the evidence ranges of {keys} keys"
    count = int((inside & (verdicts != "failed")).sum())
    if not count:
        return f"no world lies within {ranges}"
    if count == int((verdicts != "failed").sum()):
        return f"all of them lie within {ranges}"
    worlds = f"{count:,} world{'s' if count > 1 else ''}"
    won = int((inside & (verdicts == "win")).sum())
    if not won:
        return f"nowhere within {ranges} ({worlds}) does it win"
    if won == count:
        return f"everywhere within {ranges} ({worlds}) it wins"
    return f"within {ranges} it wins in {percent(won / count)} of {worlds}"


def in_null(design: Design, null: pd.DataFrame | None) -> str:
    """How often it would win in the null world."""
    if null is None or null.empty or not arms(design.measure)[1]:
        return ""
    verdicts = np.array(points.verdicts(design, null))
    known = verdicts != "failed"
    if not known.any():
        return ""
    keys = listed([f"{label(key)} = {shown(each)}" for key, each in design.null.items()])
    so = f" ({keys})" if keys else ""
    return f"in the null world{so} it wins in {percent(float((verdicts[known] == 'win').mean()))}"


def failures(design: Design, table: pd.DataFrame) -> str:
    """How many points have no answer yet, or none, and what that costs; empty where all have."""
    left = unfinished(design, table)
    count = int(points.failed(table).sum())
    if not count:
        return left
    told = f"{left} " if left else ""
    told += f"{count:,} of {len(table):,} points failed and are left out"
    if design.kind in ("sobol", "morris"):
        lost = points.whole_blocks(design, table, points.part(table, design.measure))[2]
        told += f", with all of the {lost:,} blocks that they stand in, where indices are asked"
    first = str(table.loc[points.failed(table), "error"].iloc[0])
    return f"{told}. The first says: {first}"


def unfinished(design: Design, table: pd.DataFrame) -> str:
    """How many points were not run yet; empty where all were."""
    left = design.points - len(table)
    if left <= 0:
        return ""
    return (
        f"Not finished: {left:,} of {design.points:,} points were not run yet, and what follows is "
        "of the others alone."
    )


def turning(found: Phase) -> str:
    """The phase diagram in words: how much of it is on which side."""
    x, y = label(found.x.key), label(found.y.key)
    above, below, left = (found.shares[side] for side in ("above", "below", "open"))
    if not above and not left:
        return f"Over {x} and {y} it turns nowhere: it is below the worth throughout."
    if not below and not left:
        return f"Over {x} and {y} it turns nowhere: it is above the worth throughout."
    line = "" if len(found.line) else " No break-even line crosses it."
    return (
        f"Of the space of {x} and {y}, {percent(above)} is above the worth, {percent(below)} "
        f"below, and {percent(left)} cannot be told.{line}"
    )


def choices(found: Specifications) -> str:
    """The specification curve in words: how much hangs on choices, and what a null world gives."""
    told = found.inference.set_index("statistic")
    own, null = (told[world] for world in ("own", "null"))
    least, most = own["least estimate"], own["largest estimate"]
    text = (
        f"Over {own['specifications']:.0f} combinations of choices the estimate runs from "
        f"{number(least)} to {number(most)} (median {number(own['median estimate'])}); "
        f"{percent(own['share that wins'])} of them win."
    )
    if np.isnan(null["specifications"]):
        return text + " No null world was run beside them."
    above = percent(null["share whose interval is above zero"])
    return (
        f"{text} In the null world the median is {number(null['median estimate'])}, "
        f"{percent(null['share that wins'])} win and {above} have an interval above zero; "
        f"{percent(own['share above its null twin'])} of the combinations are above their null "
        f"twin, {percent(own['share below its null twin'])} below."
    )
