"""The tables of a run for page and terminal: arms, ladder, costs, and what only some runs have."""

from __future__ import annotations

from msim.core.arms import BESIDE
from msim.core.text import Interval, Unit, bounds, digits, mean
from msim.experiment.engine.measures import MEASURES
from msim.report.common.document import Cell, Column, Table, Where
from msim.report.common.names import label, measure, rung_name, title
from msim.report.common.sentences import capital, signed
from msim.report.run import attribution as factors
from msim.report.run import districts as places
from msim.report.run import sentences, tables, worlds
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import interval_note
from msim.report.run.worlds import said

STRONG = ("broadcast", "segmented")
"""Arms whose rows stand out on a terminal: those of the question."""
ROOM = 2  # columns of a run's own beside all of the usual ones
MOST = 5  # districts shown
VOTES = "net_votes"  # the one measure whose interval a terminal shows
PROMISED = "promised_net_votes"


def measured(data: ReportData) -> dict[str, Column]:
    """The measures of the main table, those that tell most about this run, and their columns."""
    usual = [name for name, each in MEASURES.items() if each.shown == "page" and name != PROMISED]
    own = tables.special(data)
    if "electoral_votes" in own:
        own.remove("seats")
    if len(own) > ROOM:
        usual.remove("average_frequency")  # which its own figure shows
    counted = any(MEASURES[name].short for name in own)
    where: dict[str, Where] = {name: "both" if MEASURES[name].short else "page" for name in
                               (*usual, *own)}  # fmt: skip
    if counted:  # a terminal has no room for reach 3+ then
        where["reach_3_rate"] = "page"
    else:  # and has room for the promise, which the page's own figure shows
        where[PROMISED] = "terminal" if own else "both"
    return {
        name: Column(MEASURES[name].column, MEASURES[name].short, interval=name == VOTES, where=at)
        for name, at in where.items()
    }


def arms(data: ReportData) -> Table:
    """The arms in the scenario's order: reach, votes and their cost."""
    shown = measured(data)
    rows: list[tuple[Cell | str, ...]] = [
        (
            arm,  # as it is typed
            Cell(capital(title(arm)), f"`{arm}`"),
            *(
                Cell(mean(data.arm(arm, name), measure(name).unit), worlds.beneath(data, arm, name))
                for name in shown
            ),
        )
        for arm in data.arms
    ]
    won = places.winning(data)
    note = interval_note(data, "In brackets")
    reached = "1+, 3+: reached at least once, three times"
    if shown["reach_3_rate"].where == "page":
        reached = "1+: reached at least once"
    own = [MEASURES[name] for name in shown if MEASURES[name].shown != "page" or name == PROMISED]
    meant = " ".join(each.key for each in own if each.short)
    key = said.main_key(reached, worlds.counted(data), data.currency, meant, won)
    return Table(
        "main-table",
        said.main_table(won, note, worlds.brief(data)),
        (Column("arm", where="terminal"), Column("arm", where="page"), *shown.values()),
        rows,
        key=" ".join(filter(None, (key, worlds.unpriced(data), worlds.brief(data)))),
        strong=STRONG,
    )


def ladder(data: ReportData) -> Table:
    """The rungs with what each buys; those beside the ladder are set apart in words."""
    rows: list[tuple[Cell | str, ...]] = []
    for entry in data.summary.get("ladder", []):
        gain, step = Interval.of(entry.get("gain")), str(entry["step"])
        aside = "beside: " if step in BESIDE else ""
        rows.append((
            f"{aside}{entry['from']} > {step}",
            rung_name(step, str(entry["from"]), data.selected) or str(entry.get("buys", "")),
            Cell(signed(mean(gain, "votes")), bounds(gain, "votes")),
        ))
    columns = (
        Column("ladder: from one arm to the next"),
        Column("buys", words=True),
        Column("net votes [interval]", interval=True),
    )
    return Table("ladder-table", "", columns, rows, where="terminal")


def costs(data: ReportData) -> Table:
    """Where the money goes."""
    table = tables.costs(data)
    rows = [
        (label(str(arm)), *(digits(float(value), "money", 0) for value in values))
        for arm, values in zip(table.index, table.to_numpy(), strict=True)
    ]
    columns = (Column("arm"), *(Column(label(str(name))) for name in table.columns))
    return Table("cost-table", said.costs(data.currency), columns, rows, where="page")


def districts(data: ReportData) -> Table:
    """The districts with most power, in the first world."""
    found = tables.districts(data)
    rows = [
        (
            f"district {int(row['district'])}",
            digits(row["power_share"], "rate", 1),
            digits(row["electoral_votes"], "number", 0),
            digits(row["silent_share_pp"], "points", 1),
            digits(row["power_per_vote"], "number", 1),
        )
        for row in found.head(MOST).to_dict("records")
    ]
    titles = ("all power %", "el. votes", "silent share %", "power of a vote")
    first = Column(f"{len(rows)} of {len(found)} districts")
    return Table("district-table", "", (first, *map(Column, titles)), rows, where="terminal")


def agreement(data: ReportData) -> Table:
    """How alike the groups of each kind respond to the same messages, and who has measured it."""
    rows: list[tuple[Cell | str, ...]] = [
        (said.agreement_groups(name), _both(value, "ratio"), said.agreement_measured(name))
        for name, value in sentences.agreements(data).items()
    ]
    columns = (
        Column("effects in two groups"),
        Column("correlation [interval]", interval=True),
        Column("published", words=True),
    )
    key = said.agreement_known()
    return Table("agreement-table", said.agreement_table(), columns, rows, key=key)


def game(data: ReportData) -> Table:
    """The payoffs: the own side chooses the row, the other side the column."""
    found = tables.game(data)
    rivals = list(dict.fromkeys(found["rival"]))
    rows: list[tuple[Cell | str, ...]] = []
    for own, payoffs in found.groupby("own", sort=False):
        values = {row["rival"]: Interval.of(row) for row in payoffs.to_dict("records")}
        rows.append((label(str(own)), *(_both(values[name], "votes") for name in rivals)))
    columns = [Column(f"other: {label(name)}", interval=True) for name in rivals]
    first = Column("own net votes: own side")
    return Table("game-table", "", (first, *columns), rows, where="terminal")


def attribution(data: ReportData) -> Table:
    """What each factor adds, and all of them together."""
    what = factors.shared_out(data)
    rows: list[tuple[Cell | str, ...]] = []
    for row in tables.attribution(data).to_dict("records"):
        ends = zip(("mean", "low", "high"), tables.ALONE, strict=True)
        alone = Interval.of({end: row[key] for end, key in ends})
        values = (_both(value, what.unit) for value in (Interval.of(row), alone))
        rows.append((str(row["factor"]), *values))
    if rows:
        rows.append(("together", _both(factors.together(data), what.unit), ""))
    columns = (
        Column(f"factor ({what.label}, {factors.unit_of(data)})"),
        Column("adds [interval]", interval=True),
        Column("alone [interval]", interval=True),
    )
    return Table("factor-table", "", columns, rows, where="terminal")


def _both(value: Interval, unit: Unit) -> Cell:
    return Cell(mean(value, unit), bounds(value, unit))
