"""How robust is the answer? The facts of a study's sentences, from its points alone.

The sentences are in `sentences.md.jinja`. A share of worlds is a share of the design's space, as
its distributions weigh it: it is no probability that a world is so.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from msim.core.arrays import Bools
from msim.core.errors import InputError
from msim.core.text import choice, ends, number, percent
from msim.report.common.sentences import sentences
from msim.report.study import names
from msim.report.study.names import arms, measured
from msim.scenario.keydocs import explain, label
from msim.study.analyze import morris, noise, outcomes, points, published, sobol
from msim.study.analyze.boxes import MOST, Boxes
from msim.study.analyze.break_even import BreakEven
from msim.study.analyze.explained import explained
from msim.study.analyze.phase import Phase
from msim.study.analyze.shares import Share
from msim.study.analyze.specification import Specifications
from msim.study.records import Design

said = sentences("study")


def sentence(design: Design, table: pd.DataFrame, null: pd.DataFrame | None = None) -> str:
    """The study in a few sentences: how often, what decides, and within what is published."""
    return " ".join(told(design, table, null))


def told(design: Design, table: pd.DataFrame, null: pd.DataFrame | None = None) -> list[str]:
    """The sentences one by one."""
    if not (~points.failed(table)).any():
        return [said.nothing(len(table))]
    parts = [noisy(design, table), how_often(design, table), how_short(design, table),
             decides(design, table), within_evidence(design, table), results(design, table),
             in_null(design, null)]
    return [part for part in parts if part]


def noisy(design: Design, table: pd.DataFrame) -> str:
    """That points say little where noise is a large part of what they differ by; else empty."""
    share = noise.share(design, table)
    return said.noisy(share) if share > noise.LOUD else ""


def how_often(design: Design, table: pd.DataFrame) -> str:
    """In what share of the worlds the target wins, falls short of that, or is open."""
    first, second = arms(design.measure)
    if not second:
        return _of_one_arm(design, table)
    found = outcomes.shares(design, table)
    return said.beats(
        first, second, measured(design.measure),
        kind="ratio" if "/" in design.measure else "difference",
        worth=bool(points.worth(design, table, design.measure).any()),
        won=_written(found["win"]), short=percent(found["fall"].share),
        open=percent(found["open"].share), worlds=_worlds(design, found["win"].points),
    )  # fmt: skip


def how_short(design: Design, table: pd.DataFrame) -> str:
    """Of what falls short: losses that matter, and differences that do not; else empty."""
    if not arms(design.measure)[1] or not points.worth(design, table, design.measure).any():
        return ""
    found = outcomes.shares(design, table)
    loses, same = (percent(found[name].share) for name in ("loss", "small"))
    return said.how_short(loses, same) if found["fall"].hits else ""


def _of_one_arm(design: Design, table: pd.DataFrame) -> str:
    """An arm alone wins nothing: its claim, or else its own numbers."""
    who, _ = arms(design.measure)
    if design.claim is not None:
        found = outcomes.claimed(design, table)
        worlds = _worlds(design, found.points)
        return said.claim_true(str(design.claim), _written(found), worlds)
    value = points.part(table, design.measure)
    value = value[np.isfinite(value) & ~points.failed(table)]
    if not value.size:
        return said.no_value(design.measure)
    low, middle, high = map(number, np.quantile(value, [0.05, 0.5, 0.95]))
    worlds = _worlds(design, value.size)
    return said.alone(who, measured(design.measure), low, middle, high, worlds)


def _written(found: Share) -> str:
    """A share with its interval, where it has one."""
    return names.share(found) if found.low < found.high else percent(found.share)


def _worlds(design: Design, count: int) -> str:
    """What the points are."""
    choices = all(parameter.role == "choice" for parameter in design.parameters)
    return said.worlds(design.kind, count, choices)


def decides(design: Design, table: pd.DataFrame) -> str:
    """What the answer depends on most; says so where the points cannot tell."""
    try:
        if design.kind == "sobol":
            return _most(sobol.indices(design, table), "total", "total index", 1.0)
        if design.kind == "morris":
            return _most(morris.effects(design, table), "mu_star", "mu*", 0.0)
    except InputError as error:
        why = str(error).rpartition("; ")[2] if "would do" in str(error) else str(error)
        return said.undecided(why)
    shares = explained(design, table)
    if not np.isfinite(shares["share"].iloc[0]):
        return ""
    shares = shares[(shares["note"] == "") & noise.is_parameter(shares)].dropna(subset=["share"])
    if shares.empty:
        return said.none_alone()
    row = shares.iloc[0]
    interval = f"[{100 * row['low']:.0f}, {100 * min(row['high'], 1.0):.0f}]"
    return said.goes_with(label(str(row["parameter"])), percent(float(row["share"])), interval)


def _most(found: pd.DataFrame, column: str, index: str, span: float) -> str:
    found = found[noise.told(found, column)]
    if found.empty:
        return said.none_at_all()
    row = found.iloc[0]
    interval = ends(row[f"{column}_low"], row[f"{column}_high"], span)
    name = label(str(row["parameter"]))
    return said.decides(name, index, number(float(row[column]), span), interval)


def inside_evidence(design: Design, table: pd.DataFrame) -> tuple[Bools, int]:
    """(n,) the points whose every value lies within what is published, and for how many keys."""
    inside, keys = np.ones(len(table), dtype=bool), 0
    for parameter in design.parameters:
        published = explain(parameter.key).published
        if not parameter.numeric or published is None:
            continue
        keys += 1
        values = np.asarray(table[parameter.key], dtype=float)
        inside &= (values >= published[0]) & (values <= published[1])
    return inside, keys


def beyond_evidence(design: Design) -> tuple[list[str], list[str]]:
    """Which keys pass an end that the evidence leaves open, and whose ranges are nobody's but ours.

    The first as text: `no evidence above 0.31 for the message heterogeneity`.
    """
    past, own = [], []
    for parameter in design.parameters:
        if not parameter.numeric:
            continue
        known, name = explain(parameter.key), label(parameter.key)
        if known.published is None:
            own.append(name)
            continue
        span = parameter.high - parameter.low
        if known.evidence_low is None and parameter.low < known.published[0]:
            past.append(said.no_evidence("below", number(known.published[0], span), name))
        if known.evidence_high is None and parameter.high > known.published[1]:
            past.append(said.no_evidence("above", number(known.published[1], span), name))
    return past, own


def within_evidence(design: Design, table: pd.DataFrame) -> str:
    """What is so where every key that has evidence keeps to it; empty where none has."""
    inside, keys = inside_evidence(design, table)
    if not keys or not arms(design.measure)[1]:
        return ""
    verdicts = np.array(points.verdicts(design, table))
    known = verdicts != "failed"
    won = int((inside & (verdicts == "win")).sum())
    told = said.evidence(keys, int((inside & known).sum()), int(known.sum()), won)
    past, own = beyond_evidence(design)
    return " ".join([told, *past, *([said.own_ranges(own)] if own else [])])


def results(design: Design, table: pd.DataFrame) -> str:
    """How many worlds give what is published as a result; empty where none was measured."""
    found = published.held(design, table)
    if found.empty or not arms(design.measure)[1]:
        return ""
    each = [said.result(measured(row["measure"]), percent(row["inside"]))
            for row in found.to_dict("records")]  # fmt: skip
    verdicts = np.array(points.verdicts(design, table))
    inside = published.inside(design, table)
    return said.results(each, int(inside.sum()), int((verdicts != "failed").sum()),
                        int((inside & (verdicts == "win")).sum()))  # fmt: skip


def in_null(design: Design, null: pd.DataFrame | None) -> str:
    """How often it would win in the null world."""
    if null is None or null.empty or not arms(design.measure)[1]:
        return ""
    verdicts = np.array(points.verdicts(design, null))
    known = verdicts != "failed"
    if not known.any():
        return ""
    keys = [f"{label(key)} = {choice(each)}" for key, each in design.null.items()]
    return said.in_null(keys, percent(float((verdicts[known] == "win").mean())))


def failures(design: Design, table: pd.DataFrame) -> str:
    """How many points have no answer yet, or none, and what that costs; empty where all have."""
    left = unfinished(design, table)
    count = int(points.failed(table).sum())
    if not count:
        return left
    blocks = 0
    if design.kind in ("sobol", "morris"):
        blocks = points.whole_blocks(design, table, points.part(table, design.measure))[2]
    first = str(table.loc[points.failed(table), "error"].iloc[0])
    return f"{left} {said.failures(count, len(table), blocks, first)}".strip()


def unfinished(design: Design, table: pd.DataFrame) -> str:
    """How many points were not run yet; empty where all were."""
    left = design.points - len(table)
    return said.unfinished(left, design.points) if left > 0 else ""


def box(found: Boxes) -> str:
    """The box, and how often the outcome is so in it."""
    limits, density = names.limits(found.limits), names.share(found.density)
    first = said.box(found.outcome, limits, density, percent(found.support), found.reason)
    more = [said.box_more(found.outcome, names.limits(each.limits), names.share(each.density),
                          percent(each.support)) for each in found.others]  # fmt: skip
    return " ".join([first, *more])


def covered(found: Boxes) -> str:
    """What all boxes hold together; empty where there is none."""
    if not found.limits:
        return ""
    coverage, support = (sum(getattr(each, part) for each in found.each)
                         for part in ("coverage", "support"))  # fmt: skip
    return said.covered(found.outcome, len(found.each), percent(coverage), percent(support),
                        len(found.each) < MOST)  # fmt: skip


class BoxInWords(Boxes):
    """A box that says where it lies and what is so in it."""

    def __str__(self) -> str:
        return box(self)


def turning(found: Phase) -> str:
    """The phase diagram: how much of it is on which side."""
    above, below, left = (found.shares[side] for side in ("above", "below", "open"))
    x, y = names.axis(found.x.key), names.axis(found.y.key)
    return said.turning(x, y, above, below, left, bool(len(found.line)))


def break_even(found: BreakEven) -> str:
    """Where the answer turns as one key goes from low to high, or not, and what is held fixed."""
    held = [f"{label(key)} = {number(each) if isinstance(each, float) else choice(each)}"
            for key, each in found.held.items()]  # fmt: skip
    return f"{_turning(found)} {said.held_fixed(held)}".strip()


def _turning(found: BreakEven) -> str:
    name, span = label(found.key), found.high - found.low
    low, high = number(found.low, span), number(found.high, span)
    who = arms(found.measure)
    if found.at is not None:
        bounds = ["outside the range" if end is None else number(end, span)
                  for end in (found.at_low, found.at_high)]  # fmt: skip
        interval = f"[{', '.join(bounds)}]"
        at = number(found.at, span)
        return said.break_even(*who, name, low, high, at, interval, found.rising, found.crossings)
    worth = found.runs["worth"]
    mean = found.runs["mean"] - worth
    least, most = (found.runs["low"] - worth).min(), (found.runs["high"] - worth).max()
    ahead = bool(mean.iloc[-1] > 0.0)
    sure = int(((found.runs["low"] > worth) if ahead else (found.runs["high"] < worth)).sum())
    wide = float(np.ptp(mean)) or 1.0
    gaps = number(float(least), wide), number(float(most), wide)
    return said.no_break_even(*who, name, low, high, ahead, sure, len(found.runs), *gaps)


def choices(found: Specifications) -> str:
    """The specification curve: how much hangs on choices, and what a null world gives."""
    curves = found.inference.set_index("statistic")
    own, null = (curves[world] for world in ("own", "null"))
    first = said.choices(
        f"{own['specifications']:.0f}", number(own["least estimate"]),
        number(own["largest estimate"]), number(own["median estimate"]), own["share that wins"],
    )  # fmt: skip
    if np.isnan(null["specifications"]):
        return f"{first} {said.no_null()}"
    more = said.null_curve(
        number(null["median estimate"]), null["share that wins"],
        null["share whose interval is above zero"], own["share above its null twin"],
        own["share below its null twin"],
    )  # fmt: skip
    return f"{first} {more}"
