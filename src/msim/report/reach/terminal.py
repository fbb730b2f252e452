"""What `msim reach` prints: the arms and their channels, the curve, the choices in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from msim.core.text import Unit, digits, plain
from msim.report.common.names import label
from msim.report.common.terminal import grid, shown
from msim.report.reach import sentences as words
from msim.report.reach.data import ALL, ARMS, ReachCurves
from msim.report.reach.sections import PAGE, budget_rows

MEASURES: dict[str, tuple[str, Unit, int]] = {
    "reach_rate": ("1+ %", "rate", 1),
    "effective_reach_rate": ("{k}+ %", "rate", 1),
    "average_frequency": ("freq.", "number", 1),
    "grp": ("GRP", "number", 0),
    "on_target_reach": ("target %", "rate", 1),
    "waste_rate": ("waste %", "rate", 1),
    "cost_per_point": ("per point", "money", 0),
}
MOST = 12  # groups of all traits together that are shown


def show(data: ReachCurves, console: Console, place: Path | None = None) -> None:
    """Prints reach on a terminal of 80 columns or more; `place` is where the folder lies."""
    found = data.summary
    voters = f"{found['electorate']:,} synthetic voters ({found['simulated']:,} simulated)"
    _line(console, f"{found['scenario']['name']}: reach of {voters}", "bold")
    _line(console)
    _line(console, words.answer(data), "bold")
    _line(console)
    console.print(arms_table(data))
    _line(console, _key(data), "dim")
    _line(console)
    groups = groups_table(data)
    if groups is not None:
        console.print(groups)
        _line(console)
    console.print(curve_table(data))
    for sentence in _sentences(data):
        _line(console)
        _line(console, sentence)
    _line(console)
    _line(console, f"{data.footer}. All of it is invented.", "dim")
    if place is not None:
        for name, path in (("results", place), ("page", place / PAGE)):
            console.print(Text(f"{name:<8} {shown(path)}"), soft_wrap=True)


def _sentences(data: ReachCurves) -> Iterator[str]:
    yield " ".join([*words.crossings(data), words.next_percent(data)])
    for told in (words.gap, words.fit, words.duplication):
        yield " ".join(told(data))
    yield f"When. {words.weeks(data)}"
    yield f"Caps. {words.caps(data)}"
    yield f"Split. {' '.join(words.allocation(data))}"
    yield f"Audience. {' '.join(words.audience(data))}"
    yield " ".join(words.method(data))


def arms_table(data: ReachCurves) -> Table:
    """The arms, and the channels of broadcast and segmented."""
    measures = {m: how for m, how in MEASURES.items() if data.effective > 1 or "effective" not in m}
    titles = (title.format(k=data.effective) for title, _, _ in measures.values())
    table = _headed("arm", *titles)
    rows = data.tables["groups"]
    rows = rows[rows["kind"] == ALL]
    for arm in dict.fromkeys(rows["arm"]):
        part = {row["channel"]: row for row in rows[rows["arm"] == arm].to_dict("records")}
        channels = [name for name in part if name != ALL] if arm in ARMS else []
        for channel in (ALL, *channels):
            cells = [digits(part[channel][m], unit, d) for m, (_, unit, d) in measures.items()]
            name = label(str(arm)) if channel == ALL else f"  {channel}"
            _row(table, name, *cells)
    return table


def groups_table(data: ReachCurves) -> Table | None:
    """Reach by level of the demographic traits; none where there are none or too many."""
    rows = data.tables["groups"]
    rows = rows[(rows["channel"] == ALL) & ~rows["kind"].isin([ALL, "segment", "district"])]
    names = list(dict.fromkeys(zip(rows["kind"], rows["group"], strict=True)))
    if not names:
        return None
    k = data.effective
    measures = ["reach_rate", "effective_reach_rate"][: 1 + (k > 1)]
    titles = [f"{label(arm)} {t}+ %" for t in dict.fromkeys((1, k)) for arm in ARMS]
    table = _headed("group", *titles)
    for kind, group in names[:MOST]:
        here = rows[(rows["kind"] == kind) & (rows["group"] == group)].set_index("arm")
        cells = [digits(float(here[m][arm]), "rate", 1) for m in measures for arm in ARMS]
        _row(table, f"{kind.replace('_', ' ')} {group}", *cells)
    return table


def curve_table(data: ReachCurves) -> Table:
    """Reach of both arms at some budgets, and what the next percent would cost."""
    short = {"broadcast": "broad.", "segmented": "segm."}
    often = dict.fromkeys((1, data.effective))
    titles = [f"{short[arm]} {k}+ %" for k in often for arm in ARMS]
    titles += [f"next %, {short[arm]}" for arm in ARMS]
    table = _headed(f"budget, {data.currency}".strip(", "), *titles)
    for row in budget_rows(data):
        _row(table, row["name"], *row["cells"], bold=row["own"])
    return table


def _key(data: ReachCurves) -> str:
    often = f", {data.effective}+" if data.effective > 1 else ""
    return (
        f"1+{often}: reached so often, in % of all voters. freq.: average frequency of "
        "who is reached. GRP: 100 x impressions / voters. target: of the persuadable, 1+. waste: "
        f"impressions on all others. per point: media cost of a GRP, {data.currency}."
    )


def _headed(first: str, *others: str) -> Table:
    table = grid()
    table.padding = (0, 1, 0, 0)
    table.add_column(Text(plain(first)), no_wrap=True)
    for title in others:
        table.add_column(Text(plain(title)), justify="right", overflow="fold")
    return table


def _row(table: Table, *cells: str, bold: bool = False) -> None:
    table.add_row(*(Text(plain(cell)) for cell in cells), style="bold" if bold else "")


def _line(console: Console, text: str = "", style: str = "") -> None:
    console.print(Text(plain(text), style=style))
