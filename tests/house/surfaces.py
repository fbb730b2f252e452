"""What of a run is shown, and where: for tests that all of it is one number and one verdict."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterable
from typing import Any

from rich.console import Console

from msim.core.text import Interval, bounds, mean
from msim.core.verdict import outcome
from msim.lab.answers import numbers
from msim.report.common import terminal
from msim.report.common.document import unmarked
from msim.report.common.html import page
from msim.report.common.names import measure
from msim.report.common.sentences import SHORT, ends
from msim.report.run import sections, sentences
from msim.report.run.data import ReportData
from msim.report.run.worlds import alike
from msim.report.run.worlds import said as told_of_runs

MAIN = "segmented-broadcast"


def plain(text: str) -> str:
    """A text without marks and line breaks, as a reader has it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u2212", "-").split())


def firsts(rows: Iterable[str]) -> dict[str, set[str]]:
    """The words of each row by its arm; of several tables the first, which has every arm."""
    found: dict[str, set[str]] = {}
    for row in rows:
        arm = re.search(r"<th.*?<code>(\w+)</code>.*?</th>", row) or re.match(r"(\w*)", row.strip())
        assert arm is not None
        name = arm[1]
        found.setdefault(name, set(plain(row).split()))
    return found


def shown(summary: dict[str, Any], arm: str) -> list[str]:
    """An arm's net votes and what one costs, as they are to be read anywhere."""
    found = []
    for name in ("net_votes", "cost_per_net_vote"):
        value = Interval.of(summary["arms"][arm][name])
        found.append(plain(mean(value, measure(name).unit)))
    return found


def untimed(summary: Any) -> dict[str, Any]:
    """A summary as JSON says it, but how long it took."""
    found: dict[str, Any] = json.loads(json.dumps(summary))
    del found["timing"]
    return found


def verdict(summary: dict[str, Any], data: ReportData, answer: str, brief: str) -> None:
    """The difference, its bounds and the word are those of the JSON, and of the one rule."""
    entry = summary["contrasts"][MAIN]
    gap, tied = entry["net_votes"], entry["share_tied"] == 1.0
    worth = summary["verdict"]["worth_votes"]
    assert entry["outcome"] == outcome(gap["low"], gap["high"], worth, tied)
    assert entry["outcome"] == summary["verdict"][MAIN]
    assert SHORT[entry["outcome"]] in brief
    found = Interval.of(gap)
    assert plain(told_of_runs.head(entry["outcome"], alike(data, MAIN))) in answer
    for text, interval in ((answer, ends(found)), (brief, bounds(found.larger, "votes"))):
        if found.side != 0:
            assert plain(mean(found.larger, "votes")) in plain(text)
            assert plain(interval) in plain(text)


def agree(data: ReportData) -> None:
    """Terminal, page, JSON and lab show the same numbers of a run, and the same verdict."""
    summary, part = untimed(data.summary), numbers(data, "")
    printed = io.StringIO()
    terminal.show(sections.document(data), Console(file=printed, width=140))
    drawn = page(sections.document(data), {})
    assert json.loads(json.dumps(part["summary"])) == summary
    lines = firsts(printed.getvalue().partition("\narm ")[2].splitlines())
    rows = firsts(re.findall(r'<tr><th scope="row">.*?</tr>', drawn, re.S))
    cells = {row["arm"]: row["cells"] for row in part["table"]["rows"]}
    for arm in set(summary["arms"]) - {"silent"}:
        wanted = set(shown(summary, arm))
        assert wanted <= lines[arm] | {"\u2013"}, arm
        assert wanted <= rows[arm] and wanted <= {plain(value) for value, _ in cells[arm]}, arm
    answer = plain(unmarked(sentences.answer(data)))
    for place in (printed.getvalue(), drawn, part["answer"]):
        assert answer in plain(unmarked(place))
    if MAIN in summary["contrasts"]:
        verdict(summary, data, answer, part["brief"])
