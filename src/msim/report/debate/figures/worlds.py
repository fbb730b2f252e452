"""A claim in its worlds: the answer along the key that decides, and what each world says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from msim.claims.claim import Range
from msim.claims.decides import CASE
from msim.claims.run import ClaimResult
from msim.report.common.marks import rule_at
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, heading, values
from msim.report.debate import sentences

WIDE, TALL = 700, 300
COLOURS = {"win": "#009E73", "loss": "#D55E00", "open": "#8a8a8a"}
SHAPES = {"win": "circle", "loss": "diamond", "open": "square"}
LOGARITHMIC = 10.0
"""Ranges whose ends differ by this factor or more are drawn on a logarithmic scale."""


def footer(found: ClaimResult, manifest: Mapping[str, Any]) -> str:
    """What every figure of a claim says of itself."""
    scenario = found.claim.scenario
    return (
        f"synthetic \u00b7 claim {found.claim.id} {scenario.hash[:8]} \u00b7 "
        f"{len(found.worlds)} worlds \u00b7 seed {scenario.run.seed} \u00b7 msim {manifest['msim']}"
    )


def along(found: ClaimResult) -> Range:
    """The key that the picture is drawn along: the claim's own, else that which decides."""
    by_key = {each.key: each for each in found.claim.ranges}
    turn = found.turn.key if found.turn is not None else ""
    for key in (found.claim.picture, turn, found.moves[0]):
        if key in by_key:
            return by_key[key]
    return found.claim.ranges[0]


def worlds(found: ClaimResult, manifest: Mapping[str, Any]) -> Figure:
    """Every world's answer with its interval, along the deciding key; a panel a case."""
    claim, of = found.claim, along(found)
    frame = _frame(found, of)
    title = f"{claim.title}: {found.verdict.kind}"
    told = Words(
        claim.id.replace("-", "_"), title,
        sentences.said.worlds_caption(sentences.bound(claim), bool(found.along)),
        f"{title}. {sentences.statement(found)}", footer(found, manifest),
    )  # fmt: skip
    domain = _domain(frame, claim.worth if claim.true_if != "within" else abs(claim.worth))
    names = claim.names
    wide = WIDE if len(names) == 1 else (WIDE - 60) // len(names)
    panels = [
        _panel(found, of, frame[frame["case"] == name], (name, wide, domain)) for name in names
    ]
    shown = frame.drop(columns=["x", "scaled", "scaled_low", "scaled_high"])
    return finish({"hconcat": panels, "spacing": 40}, told, shown)


def _frame(found: ClaimResult, of: Range) -> pd.DataFrame:
    scale = sentences.scale(found.claim)
    central = [world for world, _ in found.central.values()]
    rows = []
    for world in [*found.worlds, *central]:
        at = world.answer
        rows.append({
            "case": world.point.case, "prior": world.point.prior, of.key: world.point.value(of.key),
            "mean": at.mean, "low": at.low, "high": at.high, "status": world.status,
            "x": world.point.value(of.key), "scaled": scale * at.mean,
            "scaled_low": None if at.low is None else scale * at.low,
            "scaled_high": None if at.high is None else scale * at.high,
        })  # fmt: skip
    numbers = ["mean", "low", "high", "scaled", "scaled_low", "scaled_high"]
    return pd.DataFrame(rows).astype(dict.fromkeys(numbers, float))


def _domain(frame: pd.DataFrame, worth: float) -> tuple[float, float]:
    scale = 100.0 if frame["scaled"].abs().max() > frame["mean"].abs().max() else 1.0
    low = min(0.0, float(frame["scaled"].min()), float(frame["scaled_low"].quantile(0.02)))
    high = max(scale * worth, float(frame["scaled"].max()),
               float(frame["scaled_high"].quantile(0.98)))  # fmt: skip
    pad = 0.06 * ((high - low) or 1.0)
    return low - pad, high + pad


def _panel(
    found: ClaimResult, of: Range, frame: pd.DataFrame, how: tuple[str, int, tuple[float, float]]
) -> Spec:
    name, wide, domain = how
    claim = found.claim
    x: Spec = {
        "type": "quantitative", "title": _titled(of, claim.scenario.budget.currency),
        "axis": {"grid": False, "tickCount": 6, "format": "~s" if of.high >= 1e4 else ".3~r"},
        "scale": {"domain": [of.low, of.high], "nice": False},
    }  # fmt: skip
    if of.low > 0.0 and of.high >= LOGARITHMIC * of.low:
        x["scale"] |= {"type": "log"}
    y: Spec = {
        "type": "quantitative", "title": None, "axis": {"tickCount": 6, "format": ".3~r"},
        "scale": {"domain": list(domain), "nice": False, "clamp": True},
    }  # fmt: skip
    unit = sentences.unit_words(claim)
    title = f"{name}; {unit}" if name else unit
    scale = sentences.scale(claim)
    bounds = (claim.worth, -claim.worth) if claim.true_if == "within" else (claim.worth,)
    layers = [
        *_turn(found, x), _zero(), *(layer for bound in bounds for layer in _worth(scale * bound)),
        *_marks(frame[frame["prior"] != "central"], x, y),
        *_along(found, name, scale, (x, y)),
        *_central(frame[frame["prior"] == "central"], x, y),
    ]  # fmt: skip
    return {"title": heading(title), "width": wide, "height": TALL, "layer": layers}


def _titled(of: Range, currency: str) -> list[str]:
    unit = sentences.unit_of(of.key, currency)
    return [f"{sentences.label(of.key)}{', ' + unit if unit else ''}", f"({of.key})"]


def _marks(frame: pd.DataFrame, x: Spec, y: Spec) -> list[Spec]:
    colour = {
        "field": "status", "type": "nominal", "title": None,
        "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())}, "legend": None,
    }  # fmt: skip
    shape = {
        "field": "status", "type": "nominal", "title": None,
        "scale": {"domain": list(SHAPES), "range": list(SHAPES.values())}, "legend": None,
    }  # fmt: skip
    data = values(frame[["x", "scaled", "scaled_low", "scaled_high", "status", "prior"]])
    place = {"x": x | {"field": "x"}}
    middle = {"y": y | {"field": "scaled"}}
    return [
        {
            "data": data, "mark": {"type": "rule", "strokeWidth": 1.5, "opacity": 0.55},
            "transform": [{"filter": "isValid(datum.scaled_low)"}],
            "encoding": place | {"y": y | {"field": "scaled_low"}, "y2": {"field": "scaled_high"},
                                 "color": colour},
        },
        {
            "data": data,
            "mark": {"type": "point", "size": 75, "opacity": 1, "strokeWidth": 1.8},
            "encoding": place | middle | {
                "color": colour, "shape": shape,
                "fill": {"condition": {"test": "datum.prior == 'uniform'", "value": "white"},
                         **colour},
            },
        },
    ]  # fmt: skip


def _central(frame: pd.DataFrame, x: Spec, y: Spec) -> list[Spec]:
    data = values(frame[["x", "scaled", "scaled_low", "scaled_high"]])
    place = {"x": x | {"field": "x"}}
    return [
        {
            "data": data, "mark": {"type": "rule", "strokeWidth": 2.5, "color": INK},
            "transform": [{"filter": "isValid(datum.scaled_low)"}],
            "encoding": place | {"y": y | {"field": "scaled_low"}, "y2": {"field": "scaled_high"}},
        },
        {
            "data": data,
            "mark": {"type": "point", "shape": "cross", "size": 150, "color": INK, "opacity": 1,
                     "filled": True},
            "encoding": place | {"y": y | {"field": "scaled"}},
        },
    ]  # fmt: skip


def _along(found: ClaimResult, case: str, scale: float, axes: tuple[Spec, Spec]) -> list[Spec]:
    """A line through the central world as its key moves and all others stay; none where not run."""
    if along(found).key != found.claim.picture or case not in found.along:
        return []
    curve = sorted(found.along[case], key=lambda pair: pair[0])
    rows = [{"x": place, "y": scale * at.mean} for place, at in curve]
    return [{
        "data": {"values": rows},
        "mark": {"type": "line", "color": INK, "strokeWidth": 2},
        "encoding": {"x": axes[0] | {"field": "x"}, "y": axes[1] | {"field": "y"}},
    }]  # fmt: skip


def _zero() -> Spec:
    return {
        "data": {"values": [{"at": 0}]},
        "mark": {"type": "rule", "color": "#b5b5b5", "strokeWidth": 1},
        "encoding": {"y": {"field": "at", "type": "quantitative"}},
    }


def _worth(at: float) -> list[Spec]:
    layers = rule_at(at, "worth", "y")
    layers[0]["mark"] |= {"color": INK, "strokeDash": [6, 4]}
    layers[1]["mark"] |= {"dy": -7}
    return layers


def _turn(found: ClaimResult, x: Spec) -> list[Spec]:
    """A band and a line where the claim turns, if the picture is along that key."""
    turn = found.turn
    if turn is None or turn.key in (CASE, "") or turn.key != along(found).key or turn.at is None:
        return []
    data = {"values": [{"at": turn.at, "low": turn.low, "high": turn.high}]}
    return [
        {
            "data": data, "mark": {"type": "rect", "color": "#f0e8d0"},
            "encoding": {"x": x | {"field": "low"}, "x2": {"field": "high"}},
        },
        {
            "data": data, "mark": {"type": "rule", "color": SOFT, "strokeWidth": 1.5},
            "encoding": {"x": x | {"field": "at"}},
        },
    ]  # fmt: skip
