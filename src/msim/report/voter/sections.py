"""One invented voter as a document: true and seen, messages, campaigns, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence

from msim.core.text import Interval, digits
from msim.report.common.document import (
    Answer,
    Cell,
    Column,
    Details,
    Document,
    Picture,
    Section,
    Table,
    Text,
    whole_scenario,
)
from msim.report.common.gallery import Gallery
from msim.report.common.kind import ReportKind
from msim.report.common.names import title
from msim.report.common.sentences import capital, sentences
from msim.report.voter.data import VoterData
from msim.report.voter.figures import messages

said = sentences("voter")
FIGURES: Gallery[VoterData] = {"messages": messages}
MARK = "synthetic"
"""What stands at the end of every line, under the heading `data`."""
NOTHING = "\u2013"
MOST_WEEKS = 12


def document(data: VoterData) -> Document:
    """The voter as a document, for page and terminal."""
    summary, voter = data.summary, data.summary["voter"]
    name = summary["scenario"]["name"]
    sides, traits = summary["sides"], summary["traits"]
    read = [each for each in (sides, *traits) if each["seen"] != "missing"]
    right = sum(each["seen"] == each["true"] for each in read)
    passed = [f"{each['arm']} {each['passed_on']}" for each in data.campaigns if each["passed_on"]]
    return Document(
        title=said.title(name),
        kicker=said.kicker(name, voter["index"]),
        heading=said.heading(),
        opening=said.opening(name, voter["index"], voter["people"]),
        footer=data.footer,
        origin=data.footer,
        sections=(
            Section("the-voter", said.who(), (
                Text(said.invented(), "page", look="question"),
                Answer([answer(data)]),
                Text(said.silent(Interval(voter["turnout"]), Interval(voter["support"]))),
                two_columns(data),
                Text(said.record(sides["record"], sides["segment"], sides["segments"])),
                Text(said.right(right, len(read))),
            )),
            Section("messages", said.what(), (
                Picture("messages"),
                Text(chosen(data)),
                effects(data),
            )),
            Section("campaigns", said.then(), (
                exposures(data),
                Text(alike(data)),
                came(data),
                Text(little(data)),
                Text(said.passed_on(passed) if passed else ""),
                Text(total(data), "page"),
                Details(said.by_week(), (Text(said.weeks()), weeks(data))),
            )),
            Section("how", said.computed(), (
                Text(said.how(voter["people"]), "page"),
                Text(said.wall(), "page"),
                whole_scenario(data.scenario_toml),
            )),
        ),
    )  # fmt: skip


def answer(data: VoterData) -> str:
    """Which campaign moved the voter most, and by how much."""
    ranked = sorted(data.campaigns, key=lambda each: -each["net_votes"])
    best, moved = ranked[0], any(each["net_votes"] for each in ranked)
    people = data.summary["voter"]["people"]
    others = [(each["arm"], each["net_votes"] * people) for each in ranked[1:]] if moved else []
    return said.answer(best["arm"], best["net_votes"] * people if moved else 0.0, others, people)


def chosen(data: VoterData) -> str:
    """Which message the segment gets, and which would move the voter most."""
    every = data.summary["messages"]
    best = max(every, key=lambda each: each["true_pp"])["message"]
    sent = data.summary["sides"]["chosen"]
    return said.tested_best(best, sent, best == sent)


Row = tuple[Cell | str, ...]


def _table(name: str, caption: str, titles: Sequence[str], rows: Sequence[Row]) -> Table:
    """A table of which every line is marked."""
    columns = (*(Column(each) for each in titles), Column("data"))
    return Table(name, caption, columns, [(*row, MARK) for row in rows])


def alike(data: VoterData) -> str:
    """That the first two campaigns did the same, if they did, and whom to ask for instead."""
    first, second = ([(each["message"], each["exposures"]) for each in campaign["channels"]]
                     for campaign in data.campaigns[:2])  # fmt: skip
    return said.alike() if first == second else ""


def little(data: VoterData) -> str:
    """Why many exposures move so little; nothing where they do not do less than forced ones."""
    most = max(data.campaigns, key=lambda each: sum(c["exposures"] for c in each["channels"]))
    count = sum(each["exposures"] for each in most["channels"])
    shares = list(dict.fromkeys(each["field_share"] for each in data.summary["channels"]))
    forced = max(shares) >= 0.5
    return said.little(count, shares, data.summary["fading"]) if count and not forced else ""


def two_columns(data: VoterData) -> Table:
    """True beside seen: the leaning, each trait, and how the voter can be met."""
    summary = data.summary
    sides, voter = summary["sides"], summary["voter"]
    rows: list[Row] = [
        ("leans to", said.side(sides["true"]), said.side(sides["seen"])),
        ("votes", _rate(voter["turnout"]), NOTHING),
    ]
    rows += [
        (each["trait"].replace("_", " "), each["true"], each["seen"]) for each in summary["traits"]
    ]
    for each in summary["channels"]:
        found = "found" if each["found"] else "not found"
        habit = "not used" if each["habit"] == 0.0 else f"{each['habit']:.1f} x usual"
        rows.append((each["channel"], habit, found if each["targetable"] else NOTHING))
    scales = [each for each in summary["traits"] if each["kind"] == "ordinal"]
    return _table("two-columns", said.scales(scales) if scales else "", ("", "true", "seen"), rows)


def effects(data: VoterData) -> Table:
    """What each message would do, and what the test says of the segment."""
    rows: list[Row] = [
        (str(each["message"]), digits(each["true_pp"], "points", 2),
         digits(each["segment_pp"], "points", 2))
        for each in data.summary["messages"]
    ]  # fmt: skip
    return _table("effects", said.messages(), ("message", "true", said.of_segment()), rows)


def exposures(data: VoterData) -> Table:
    """By campaign and channel: the message, and how often the voter met it."""
    rows: list[Row] = [
        (capital(title(each["arm"])), channel["channel"], str(channel["message"]),
         str(channel["exposures"]))
        for each in data.campaigns for channel in each["channels"]
    ]  # fmt: skip
    return _table("exposures", "", ("campaign", "channel", "message", "met"), rows)


def came(data: VoterData) -> Table:
    """By campaign: the chances after it, and the votes that it moved; without one first."""
    voter = data.summary["voter"]
    rows: list[Row] = [
        (said.nobody(), _rate(voter["turnout"], 2), _rate(voter["support"], 2), NOTHING)
    ]
    rows += [
        (capital(title(each["arm"])), _rate(each["turnout"], 2), _rate(each["support"], 2),
         f"{each['net_votes']:+.4f}".replace("-", "\u2212"))
        for each in data.campaigns
    ]  # fmt: skip
    return _table("came", "", ("campaign", "votes", said.ours(), "votes moved"), rows)


def weeks(data: VoterData) -> Table:
    """Expected exposures by week, the last before the vote on the right."""
    rows, most, last = list[Row](), 0, 0
    for each in data.campaigns:
        for channel in each["channels"]:
            shares = channel["by_week"][-MOST_WEEKS:]
            most, last = max(most, len(shares)), max(last, len(channel["by_week"]))
            cells = tuple(digits(value, "number", 2) for value in shares)
            rows.append((capital(title(each["arm"])), channel["channel"], *cells))
    titles = [f"week {week}" for week in range(last - most + 1, last + 1)]
    padded = [(*row[:2], *[""] * (most + 2 - len(row)), *row[2:]) for row in rows]
    return _table("weeks", "", ("campaign", "channel", *titles), padded)


def total(data: VoterData) -> str:
    """Each campaign's net votes in this world and survey."""
    return said.sum([
        f"{title(each['arm'])} {digits(each['net_votes_of_all'], 'votes', 0)}"
        for each in data.campaigns
    ])


def _rate(value: float, decimals: int = 0) -> str:
    return f"{digits(value, 'rate', decimals)} %"


REPORT = ReportKind("voter.html", FIGURES, document)
