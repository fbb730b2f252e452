"""What `msim run` prints: the arms, the ladder, the answer, and where the rest lies."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from msim.core.text import Interval, bounds, digits, mean, plain
from msim.report.common.names import BESIDE, measure, rung_name
from msim.report.common.terminal import grid, paths
from msim.report.run import districts as counted
from msim.report.run import sentences, tables, worlds
from msim.report.run.data import ReportData
from msim.report.run.parts import sections


def run(data: ReportData, console: Console, folder: Path | None = None) -> None:
    """Prints a run on a terminal of 80 columns or more.

    Colour and weight only repeat what the words say; `folder` is where the results lie.
    """
    _line(console, _title(data), "bold")
    _line(console)
    console.print(_fitted(arms_table(data), console))
    _line(console, _key(data), "dim")
    _line(console)
    if data.summary.get("ladder"):
        console.print(_fitted(ladder_table(data), console))
        for unsure in _unsure(data):
            _line(console, unsure)
        _line(console)
    for table, told in sections(data):
        if table is not None:
            console.print(_fitted(table, console))
        for sentence in told:
            _line(console, sentence)
        _line(console)
    _line(console, sentences.answer(data), "bold")
    single = worlds.elections(data, "segmented-broadcast")
    if single and not sentences.silenced(data):
        _line(console, single)
    _line(console)
    _line(console, _origin(data), "dim")
    if folder is not None:
        paths(console, folder, "report.html")


def _line(console: Console, text: str = "", style: str = "") -> None:
    console.print(Text(plain(text), style=style))


def _title(data: ReportData) -> str:
    summary = data.summary
    people = digits(float(summary["electorate"]), "votes", 0)
    simulated = digits(float(summary["simulated"]), "votes", 0)
    name = data.setting("population.name", summary["scenario"]["name"])
    return (
        f"{name}: {people} synthetic voters ({simulated} simulated), "
        f"{worlds.with_surveys(data)}, {sentences.budget(data)}"
    )


# What the table shows beside net votes and their cost: title, measure, and what the title means.
# Each run has two such columns; the first is of reach where no rule of counting asks for more.
REACHED = ("3+ %", "reach_3_rate", "")
PROMISED = ("promised", "promised_net_votes", "promised: what the message test said.")
SPLIT = ("split %", "split", "split: the side with more votes did not win.")
OWN_COLUMNS = {
    "seats": (SPLIT, ("seats", "seats", "seats: districts won.")),
    "electoral_votes": (SPLIT, ("el. votes", "electoral_votes", "el. votes: electoral votes.")),
    "electorate_share_pp": (
        ("turnout", "turnout_pp", "turnout, of all: votes cast and own votes, in % of all voters."),
        ("of all", "electorate_share_pp", ""),
    ),
}


def _columns(data: ReportData) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """The two columns that tell most about this run."""
    found = [OWN_COLUMNS[name] for name in tables.special(data) if name in OWN_COLUMNS]
    return found[-1] if found else (REACHED, PROMISED)


def arms_table(data: ReportData) -> Table:
    """The arms in the scenario's order: reach, votes and their cost."""
    second, last = _columns(data)
    table = grid()
    table.add_column("arm", no_wrap=True)
    titles = ("1+ %", second[0], "net votes [interval]", "per vote", "win %", last[0])
    for title in titles:
        table.add_column(Text(title), justify="right", no_wrap=True)
    for arm in data.arms:
        votes = data.arm(arm, "net_votes")
        cells = (
            digits(data.arm(arm, "reach_rate").mean, "rate", 1),
            _alone(data, arm, second[1]),
            f"{mean(votes, 'votes')} {bounds(votes, 'votes')}".strip(),
            mean(data.arm(arm, "cost_per_net_vote"), "money"),
            digits(data.arm(arm, "win_prob").mean, "rate", 1),
            _alone(data, arm, last[1]),
        )
        style = "bold" if arm in ("broadcast", "segmented") else ""
        table.add_row(arm, *map(_text, cells), style=style)
    return table


def _alone(data: ReportData, arm: str, name: str) -> str:
    """A measure without its interval."""
    value, unit = data.arm(arm, name), measure(name).unit
    fixed = {"rate": 1, "points": 2, "number": 1}
    return digits(value.mean, unit, fixed[unit]) if unit in fixed else mean(value, unit)


def _key(data: ReportData) -> str:
    second, last = _columns(data)
    reached = "1+, 3+: reached at least once, three times"
    if second is not REACHED:
        reached = "1+: reached at least once"
    meant = " ".join(text for text in (second[2], last[2]) if text)
    won = "" if data.rule == "popular" else f" win: {counted.winning(data)}."
    told = (
        f"{reached}, in % of the electorate. net votes: gained compared with silent, [95 % "
        f"interval of the mean over {worlds.counted(data)}]. per vote: {data.currency} per net "
        f"vote. {meant}{won}"
    )
    return " ".join(filter(None, (told.strip(), worlds.unpriced(data), worlds.brief(data))))


def ladder_table(data: ReportData) -> Table:
    """The rungs with what each buys; those beside the ladder are set apart in words."""
    table = grid()
    table.add_column("ladder: from one arm to the next", no_wrap=True)
    table.add_column("buys", min_width=17)  # of several steps at once it may take two lines
    table.add_column(Text("net votes [interval]"), justify="right", no_wrap=True)
    for entry in data.summary["ladder"]:
        gain = Interval.of(entry.get("gain"))
        step = str(entry["step"])
        aside = "beside: " if step in BESIDE else ""
        cells = (
            f"{aside}{entry['from']} > {step}",
            rung_name(step, str(entry["from"]), data.selected) or str(entry.get("buys", "")),
            f"{_signed(mean(gain, 'votes'))} {bounds(gain, 'votes')}".strip(),
        )
        table.add_row(*map(_text, cells))
    return table


def _unsure(data: ReportData) -> list[str]:
    """How often arms were equal, for rungs without an interval; not what the answer says anyway."""
    pairs = [f"{entry['step']}-{entry['from']}" for entry in data.summary["ladder"]]
    told = [worlds.alike(data, pair) for pair in pairs if worlds.too_few(data, pair)]
    return [each for each in told if each not in sentences.answer(data)]


def _text(text: str) -> Text:
    """Plain text: brackets are brackets here, not markup."""
    return Text(plain(text))


def _signed(text: str) -> str:
    return f"+{text}" if text[:1].isdigit() and text != "0" else text


def _fitted(table: Table, console: Console) -> Table:
    """The table with columns closer together where it would not fit else."""
    wide = console.measure(table, options=console.options.update(width=10_000)).maximum
    if wide > console.width:
        table.padding = (0, 1, 0, 0)
    return table


def _origin(data: ReportData) -> str:
    resting = len(data.summary.get("assumptions", []))
    return f"{data.footer}. All of it is invented; it rests on {resting} assumptions."
