"""What each factor carries, in words: Shapley values (Shapley 1953), which add up exactly."""

from __future__ import annotations

import math

from msim.core.text import Interval, show, suffix
from msim.experiment.engine.counted import Measure
from msim.report.common.names import label, measure
from msim.report.common.sentences import sentences
from msim.report.run import tables
from msim.report.run.data import ReportData

said = sentences("run", "parts")


def shared_out(data: ReportData) -> Measure:
    """The measure that is shared out among the factors."""
    return measure(str(data.part("attribution").get("measure", "")))


def unit_of(data: ReportData) -> str:
    """The unit of what a factor adds: a difference of shares is in points."""
    what = shared_out(data)
    if what.unit == "rate":
        return "points"
    return suffix(what.unit, data.currency).strip() or what.label


def together(data: ReportData) -> Interval:
    """Everything against nothing, which the factors' values add up to."""
    found = data.part("attribution")
    gain = Interval.of(found.get("gain"))
    if gain.known:
        return gain
    nothing, everything = (Interval.of(found.get(key)).mean for key in ("nothing", "everything"))
    return Interval(None if nothing is None or everything is None else everything - nothing)


def attribution(data: ReportData) -> list[str]:
    """From where to where the factors lead, and which of them carries most."""
    found = data.part("attribution")
    table = tables.attribution(data).dropna(subset=["mean"])
    if not found or table.empty:
        return []
    what = shared_out(data)
    nothing, everything = (Interval.of(found.get(key)) for key in ("nothing", "everything"))
    told = []
    total = together(data)
    if total.mean is not None:
        arm, added = label(str(found.get("arm", ""))), float(table["mean"].sum())
        ends = (_shown(data, nothing), arm, _shown(data, everything))
        told.append(said.factors_lead(what.label, *ends, sum=_sum(data, total, added)))
    values = [Interval.of(row) for row in table.to_dict("records")]
    told.append(_most([str(name) for name in table["factor"]], values, data))
    return told


def _sum(data: ReportData, total: Interval, added: float) -> str:
    """That the values add up; said only of values that do."""
    whole = total.mean or 0.0
    if math.isclose(added, whole, rel_tol=1e-6, abs_tol=1e-9 * max(1.0, abs(whole))):
        return said.factors_add_up(_added(data, total))
    return said.factors_do_not(_added(data, Interval(added)), _added(data, total))


def _most(names: list[str], values: list[Interval], data: ReportData) -> str:
    """Which factor carries most, and whether the next one could carry as much."""
    if not values[0].mean:
        return said.no_factor()
    if len(values) == 1:
        return said.most_carried(names[0], _added(data, values[0]), "", "", "")
    first, second = (_size(value) for value in values[:2])
    sure = "unknown" if first is None or second is None else "yes"
    if first is not None and second is not None and first[0] <= second[1]:
        sure = "overlap"
    return said.most_carried(
        names[0], _added(data, values[0]), names[1], _added(data, values[1]), sure
    )


def _size(value: Interval) -> tuple[float, float] | None:
    """The least and the largest that a value could be, whatever its sign."""
    if value.low is None or value.high is None:
        return None
    ends = sorted((abs(value.low), abs(value.high)))
    return (ends[0] if value.side else 0.0, ends[1])


def _shown(data: ReportData, value: Interval) -> str:
    return show(value, shared_out(data).unit, data.currency)


def _added(data: ReportData, value: Interval) -> str:
    return _shown(data, value).replace(" %", " points", 1)
