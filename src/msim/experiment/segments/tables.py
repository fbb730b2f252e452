"""A study of segments as tidy tables and as plain numbers: what figures, page and `--json` show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from msim.campaign.diagnostics import DIAGNOSTICS, sizes
from msim.campaign.segments.stability import Curve, Pick, best_count
from msim.core.arrays import Floats
from msim.experiment.comparison.correlations import correlation_interval as on_fisher
from msim.experiment.comparison.intervals import Interval, mean_interval
from msim.experiment.comparison.rates import rate_interval
from msim.experiment.segments.cuts import Cut, components
from msim.experiment.segments.study import DRAWN, MethodFindings, MethodStudy

SHOWN = 1_500
"""Voters, at most, in the picture of voters."""
GAINS = ("segmented_free-broadcast", "segmented-broadcast")


def label(cut: Cut, segment: int) -> str:
    """The name of a segment, counted from 0."""
    return "noise" if segment == cut.noise else f"segment {segment + 1}"


def pick_of(method: MethodFindings) -> Pick | None:
    """The most stable number of segments; None where only one was tried, or they are drawn."""
    if method.cut.drawn:
        return None
    return best_count(method.curve) if len(method.curve.counts) > 1 else None


def tables(study: MethodStudy) -> dict[str, pd.DataFrame]:
    """The tables by name. All but `methods` and `gains` are of the first method.

    methods, segments, profiles, stability, silhouette, voters, archetypes, gains: a row a method;
    a segment; a segment and reading; a number of segments; a voter of a sample; the same; an
    archetype and segment; a method, replicate and measure. uplift: as in `Uplift.curves`.
    """
    first = study.methods[0]
    return {
        "methods": pd.DataFrame([_method_row(method) for method in study.methods]),
        "segments": segments(first),
        "profiles": _profiles(first),
        "stability": _stability(study),
        "silhouette": _silhouette(first),
        "voters": in_picture(first.cut, SHOWN)[0],
        "archetypes": _archetypes(first),
        "uplift": study.single.curves,
        "gains": pd.DataFrame(
            [
                (method.cut.name, number, measure, float(value))
                for method in study.methods
                for measure, values in method.gains.items()
                for number, value in enumerate(values)
            ],
            columns=["method", "replicate", "measure", "value"],
        ),
    }


def _bounds(
    name: str, values: Floats, interval: Callable[[Floats], Interval] = mean_interval
) -> dict[str, float | None]:
    of = interval(values)
    return {name: of["mean"], f"{name}_low": of["low"], f"{name}_high": of["high"]}


def _method_row(method: MethodFindings) -> dict[str, Any]:
    stable = method.stability
    row: dict[str, Any] = {"method": method.cut.name, "segments": method.cut.cells}
    row |= {"silhouette": method.silhouette.mean, "explained": method.explained}
    row |= {"calinski_harabasz": method.calinski_harabasz, "bic": method.bic}
    row |= {"stability": stable["mean"], "stability_low": stable["low"]}
    row |= {"stability_high": stable["high"], "recovery": method.recovery}
    between = method.gains["effect_variance_between"]
    row |= _bounds("effect_variance_between", between, rate_interval)
    for name in GAINS:
        row |= _bounds(name, method.gains[name])
    return row


def segments(method: MethodFindings) -> pd.DataFrame:
    """A row a segment: size, politics, messages, true traits, stability, silhouette and worth."""
    share = sizes(method.cut.labels, method.cut.cells)
    rows = []
    for s, row in enumerate(method.rows):
        inside = method.silhouette.values[method.silhouette.labels == s]
        made = row | {"label": label(method.cut, s), "size_share": float(share[s])}
        made["silhouette"] = float(inside.mean()) if inside.size else np.nan
        if method.single is not None:
            known = s < method.single.within.size and not method.cut.drawn
            made["stability"] = float(method.single.within[s]) if known else np.nan
            made["across"] = float(method.single.across[s]) if known else np.nan
        if method.worth is not None:
            made |= _bounds("worth", method.worth[:, s])
        rows.append(made)
    return pd.DataFrame(rows)


def _profiles(method: MethodFindings) -> pd.DataFrame:
    seen, true = method.profiles, method.truth
    truly = dict(zip(true.names, true.deviations.T, strict=True))
    rows = [
        {
            "segment": s + 1,
            "label": label(method.cut, s),
            "reading": name,
            "seen": float(seen.deviations[s, at]),
            "true": float(truly[name][s]) if name in truly else np.nan,
        }
        for s in range(method.cut.cells)
        for at, name in enumerate(seen.names)
    ]
    return pd.DataFrame(rows, columns=["segment", "label", "reading", "seen", "true"])


def curve_rows(curve: Curve, drawn: bool) -> list[dict[str, Any]]:
    """A row a number of segments: mean stability and its interval; none where they are drawn."""
    none = dict.fromkeys(("stability", "stability_low", "stability_high"), np.nan)
    return [
        {"segments": count, **(none if drawn else _bounds("stability", pairs, on_fisher))}
        for count, pairs in zip(curve.counts, curve.rand, strict=True)
    ]


def _stability(study: MethodStudy) -> pd.DataFrame:
    """The curve, beside it the gap statistic, and the curve of voters without clusters."""
    first, drawn = study.methods[0], study.methods[0].cut.drawn
    table = pd.DataFrame(curve_rows(first.curve, drawn))
    pick = pick_of(first)
    table["pick"] = table["segments"] == (pick.count if pick else -1)
    if study.twin is not None:
        without = pd.DataFrame(curve_rows(study.twin.curve, drawn)).add_prefix("without_")
        without = without.rename(columns={"without_segments": "segments"})
        table = table.merge(without, how="left", on="segments")
    if first.gap is not None:
        of = first.gap
        gap = pd.DataFrame({"segments": of.counts, "gap": of.value, "gap_error": of.error})
        gap["gap_pick"] = of.counts == of.count
        table = table.merge(gap, how="outer", on="segments").sort_values("segments")
        for name in ("pick", "gap_pick"):
            table[name] = table[name].eq(True)
    return table.reset_index(drop=True)


def _silhouette(method: MethodFindings) -> pd.DataFrame:
    """Voters of the sample by segment and, within it, by silhouette."""
    values, labels = method.silhouette.values, method.silhouette.labels
    order = np.lexsort((-values, labels))
    table = pd.DataFrame({"segment": labels[order] + 1, "silhouette": values[order]})
    return table.assign(label=[label(method.cut, int(s) - 1) for s in table["segment"]])


def in_picture(cut: Cut, most: int) -> tuple[pd.DataFrame, float]:
    """A row a voter in two components of the readings, then a row a segment's centre.

    most: voters. Also the share of variance that the two hold.
    """
    mean, axes, held = components(cut.space)
    places, some = (cut.space - mean) @ axes, slice(most)
    voters = {
        "what": "voter", "x": places[some, 0], "y": places[some, 1],
        "segment": cut.labels[some] + 1, "archetype": cut.archetype[some] + 1,
    }  # fmt: skip
    centres = [
        {"what": "centre", "segment": s + 1, "x": inside[:, 0].mean(), "y": inside[:, 1].mean()}
        for s in range(cut.cells)
        if (inside := places[cut.labels == s]).size
    ]
    table = pd.concat([pd.DataFrame(voters), pd.DataFrame(centres)], ignore_index=True)
    return table.assign(label=[label(cut, int(s) - 1) for s in table["segment"]]), held


def _archetypes(method: MethodFindings) -> pd.DataFrame:
    size = np.bincount(method.cut.archetype, minlength=method.archetypes.shape[0])
    rows = [
        (a + 1, size[a] / size.sum(), s + 1, label(method.cut, s), float(share))
        for a, shares in enumerate(method.archetypes)
        for s, share in enumerate(shares)
    ]
    columns = ["archetype", "archetype_share", "segment", "label", "share"]
    return pd.DataFrame(rows, columns=columns)


def summary(study: MethodStudy) -> dict[str, Any]:
    """The study as plain numbers; a number that is not there is None."""
    scenario, first = study.scenario, study.methods[0]
    found: dict[str, Any] = {
        "scenario": {"name": scenario.population.name, "hash": scenario.hash},
        "seed": scenario.run.seed,
        "replicates": study.replicates,
        "electorate": scenario.population.electorate,
        "simulated": study.simulated,
        "samples": {
            "voters": int(first.cut.labels.size),
            "silhouette": first.silhouette.voters,
            "stability": first.curve.voters,
            "resamples": int(first.curve.rand.shape[1]),
            "gap": None if first.gap is None else first.gap.voters,
            "surveys": 0 if first.worth is None else int(first.worth.shape[0]),
        },
        "truth": {
            "structure": scenario.population.structure,
            "archetypes": scenario.population.archetypes,
            "components_hold": components(first.cut.space)[2],
        },
        "method": first.cut.name,
        "asked": scenario.segments.count,
        "methods": {found.cut.name: _method(found) for found in study.methods},
        "left_out": dict(study.left_out),
        "policies": {
            "voters": study.single.voters,
            "replicates": study.single.replicates,
            "each": {
                name: {
                    "effect_pp": study.single.values[name],
                    "gain_pp": study.single.gains[name],
                    "qini_pp": study.single.qini[name],
                }
                for name in study.single.values
            },
        },
        "twin": _twin(study),
        "meanings": DIAGNOSTICS,
    }
    return dict(plain(found))


def _method(method: MethodFindings) -> dict[str, Any]:
    row = _method_row(method)
    entry = {k: row[k] for k in ("segments", "silhouette", "explained", "calinski_harabasz", "bic")}
    entry |= {"stability": method.stability, "recovery": method.recovery}
    entry |= {"effect_variance_between": rate_interval(method.gains["effect_variance_between"])}
    entry |= {"gain": {name: mean_interval(method.gains[name]) for name in GAINS}}
    entry |= {"noise": None if method.cut.noise is None else method.cut.noise + 1}
    entry |= {"prepared": [told._asdict() for told in method.cut.campaign.segmentation.told]}
    if method.worth is None:
        return entry
    pick, gap = pick_of(method), method.gap
    entry["each"] = segments(method).to_dict("records")
    entry["worth"] = mean_interval(method.worth.sum(axis=1))
    entry["profiles"] = _profiles(method).to_dict("records")
    entry["curve"] = curve_rows(method.curve, method.cut.drawn)
    entry["number"] = None if method.number is None else dict(vars(method.number))
    entry["pick"] = None if pick is None else dict(vars(pick))
    entry["gap"] = None if gap is None else {
        "segments": gap.count, "counts": gap.counts, "value": gap.value, "error": gap.error,
    }  # fmt: skip
    return entry


def _twin(study: MethodStudy) -> dict[str, Any] | None:
    if study.twin is None:
        return None
    twin, drawn = study.twin, study.methods[0].cut.drawn
    stable = twin.curve.rand[twin.curve.counts.index(twin.cells)]
    return {
        "segments": twin.cells,
        "silhouette": twin.silhouette.mean,
        "explained": twin.explained,
        "stability": dict(DRAWN) if drawn else on_fisher(stable),
        "effect_variance_between": twin.effect_variance,
        "curve": curve_rows(twin.curve, drawn),
    }


def plain(value: Any) -> Any:
    """The same as plain Python, None for what is no number.

    >>> plain({"a": np.array([1.0, np.nan]), "b": np.int64(3)})
    {'a': [1.0, None], 'b': 3}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
