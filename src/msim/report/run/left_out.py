"""Who is left out? Whom no message reaches, and what voters hear in common, by group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msim.core.text import Interval, Unit, bounds, digits, mean, show
from msim.report.common.document import Block, Cell, Column, Details, Picture, Points, Table, Text
from msim.report.common.names import label, measure
from msim.report.common.sentences import sentences
from msim.report.run.data import ReportData
from msim.report.run.worlds import counted

said = sentences("run", "left_out")
NOBODY, COMMON, MESSAGES = "unreached_rate", "shared_message_rate", "messages_heard"
ALWAYS = "nearly always"
NAMED = (NOBODY, MESSAGES, COMMON)


def groups(data: ReportData) -> list[dict[str, Any]]:
    """The groups of a run with their numbers, all voters first; none in folders that have none."""
    found = data.summary.get("left_out")
    return list(found) if isinstance(found, list) else []


def arms(data: ReportData) -> list[str]:
    """The arms of which groups are told, and the difference of two last."""
    found = groups(data)
    return list(found[0][NOBODY]) if found else []


def named(data: ReportData) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each group's name for a reader, with its numbers; groups without voters are left out."""
    every = groups(data)
    sizes: dict[str, int] = {}
    for each in every:
        sizes[each["kind"]] = sizes.get(each["kind"], 0) + 1
    words = {trait.name: trait.level_words for trait in data.scenario.population.traits}
    for each in every:
        if each["voters_share"] > 0.0:
            called = words.get(each["kind"]) or [""] * sizes[each["kind"]]
            yield said.group(each["kind"], each["group"], called), each


def scales(data: ReportData) -> str:
    """What the levels of the traits that are shown run from and to, as the scenario says."""
    kinds = {each["kind"] for each in groups(data)}
    traits = [t for t in data.scenario.population.traits if t.name in kinds and not t.level_words]
    return said.scales(traits) if traits else ""


def opposed(data: ReportData) -> bool:
    """Whether there is another side that voters may hear from."""
    return data.scenario.opponent.strategy is not None


def told(data: ReportData) -> list[str]:
    """Two sentences: whom nobody reaches, and what two voters have in common."""
    every = list(named(data))
    if not every:
        return []
    first, second, gap = (*arms(data), None, None)[:3]
    all_voters = every[0][1]

    def of(arm: str | None, what: str) -> tuple[str, Interval] | None:
        return None if arm is None else (arm, Interval.of(all_voters[what][arm]))

    apart = Interval.of(all_voters[NOBODY][gap] if gap else None)
    nobody = said.nobody(of(first, NOBODY), of(second, NOBODY), apart, opposed(data))
    heard = [Interval.of(all_voters[MESSAGES][arm]) for arm in (first, second) if arm]
    known = [_written(each, "number") for each in heard if each.known]
    return [nobody, said.common(of(first, COMMON), of(second, COMMON), known)]


def most(data: ReportData) -> str:
    """The groups of which the second arm misses most and fewest; only if intervals lie apart."""
    every, some = list(named(data))[1:], arms(data)
    if len(some) < 2 or not every:
        return ""
    arm = some[1]
    ranked = sorted(every, key=lambda each: each[1][NOBODY][arm]["mean"] or 0.0)
    (least, few), (worst, many) = ranked[0], ranked[-1]
    high, low = Interval.of(many[NOBODY][arm]), Interval.of(few[NOBODY][arm])
    if high.low is None or low.high is None or high.low <= low.high:
        return ""  # chance may have ranked them
    return said.most(arm, worst, high, least, low)


def unlikely(data: ReportData) -> str:
    """Whether those who seldom vote are missed more often than those who nearly always do."""
    some = arms(data)
    rates = {each["group"]: each[NOBODY] for each in groups(data) if each["kind"] == "turnout"}
    ends = [Interval.of(rates.get(name, {}).get(some[:2][-1])) for name in ("seldom", ALWAYS)]
    told = said.unlikely(some[:2][-1], *ends) if all(each.known for each in ends) else ""
    return " ".join(filter(None, (told, said.assumed(data.selected))))


def table(data: ReportData) -> Table:
    """Each group: its size, who hears from nobody, different messages, a message in common."""
    some = arms(data)
    rows: list[tuple[Cell | str, ...]] = []
    for name, each in named(data):
        cells = [_cell(each[what][arm], measure(what).unit) for what in NAMED for arm in some[:2]]
        if len(some) == 3:
            cells.insert(2, _cell(each[NOBODY][some[2]], "rate"))
        rows.append((name, digits(each["voters_share"], "rate", 0), *cells))
    titles = [f"{measure(what).column}: {label(arm)}" for what in NAMED for arm in some[:2]]
    if len(some) == 3:
        titles.insert(2, f"{measure(NOBODY).column}: difference")
    columns = (Column("voters"), Column("share, %"), *map(Column, titles))
    return Table("left-out-table", said.table(counted(data)), columns, rows, where="page")


def _cell(value: Any, unit: Unit) -> Cell:
    found = Interval.of(value)
    if found.bounded and found.low == found.high:  # the same in every world, such as one message
        return Cell(_written(found, unit))
    return Cell(mean(found, unit), bounds(found, unit))


def _written(value: Interval, unit: Unit) -> str:
    if value.bounded and value.low == value.high and unit == "number":
        return f"{value.mean:g}"
    return show(value, unit)


def which(data: ReportData) -> Table:
    """Who hears which message of the second arm in the first world."""
    some = arms(data)[:2]
    heard = data.heard[data.heard["arm"] == some[-1]] if some and len(data.heard) else data.heard
    if not len(heard):
        return Table("heard-table", "", (), ())
    names = {(each["kind"], str(each["group"])): name for name, each in named(data)}
    rows: list[tuple[Cell | str, ...]] = []
    for (kind, group), each in heard.groupby(["kind", "group"], sort=False):
        shares = (digits(float(share), "rate", 0) for share in each["share"])
        rows.append((names.get((str(kind), str(group)), str(group)), *shares))
    messages = [f"{number}, %" for number in heard["message"].unique()]
    columns = (Column("voters"), *map(Column, messages))
    return Table("heard-table", said.which(some[-1]), columns, rows, where="page")


def blocks(data: ReportData) -> tuple[Block, ...]:
    """The section of a run that tells of it; empty for folders that have nothing of it."""
    if not groups(data):
        return ()
    return (
        Points(told(data)),
        Picture("left_out"),
        Text(most(data), "page"),
        Text(unlikely(data), "page"),
        Details(said.each_group(), (table(data),)),
        Details(said.each_message(), (which(data),)),
    )
