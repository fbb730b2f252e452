"""What follows from a world, as plain data that a page draws: numbers, sentences and figures.

An answer comes in parts, so that what is asked most is on the screen first. Every number is of
`msim.api.compare`: the same scenario and seed give what `msim run --json` prints, to the last
digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from msim.core.errors import InputError
from msim.core.text import mean
from msim.experiment.engine.measures import MEASURES
from msim.lab.paired import Superseded, compared
from msim.lab.predictions import came
from msim.lab.voters import voters
from msim.report.common.document import Points, Text, unmarked
from msim.report.common.names import label, measure
from msim.report.common.sentences import SHORT, in_net_votes
from msim.report.common.theme import Figure
from msim.report.run import adapting, districts, sections
from msim.report.run import sentences as words
from msim.report.run.attribution import unit_of
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import interval_note
from msim.report.run.worlds import beneath, elections
from msim.report.run.worlds import brief as world
from msim.scenario import Scenario

Part = dict[str, Any]
Stop = Callable[[], bool]

COLUMNS: Final = tuple(name for name, each in MEASURES.items() if each.shown == "page")
FIGURES: Final = ("votes", "ladder", "reach", "promised")
"""In the order in which they are made; voters come last."""
POINTS: Final = ("seats", "districts", "attribution", "game")
"""Figures of worlds whose point they are: others do not have them."""


def parts(
    scenario: Scenario, command: str, stop: Stop = lambda: False, hurried: bool = False
) -> Iterator[Part]:
    """The parts of an answer, the numbers first. Raises Superseded soon after `stop` says so.

    command: the command line that gives the same. hurried: only the first figure. Raises
    InputError as a run does.
    """

    def progress(done: int, wanted: int) -> None:
        if stop():
            raise Superseded

    comparison = compared(scenario, progress)
    yield numbers(comparison.data, command)
    for name in FIGURES[:1] if hurried else (*FIGURES, *POINTS):
        progress(0, 0)
        yield figure(name, comparison.data)
    if hurried:
        return
    progress(0, 0)
    yield picture("voters", _voters(scenario, comparison.summary["msim"]))


def _voters(scenario: Scenario, version: str) -> Figure | None:
    try:
        return voters(scenario, version)
    except InputError:  # the run says what is wrong, where anything is
        return None


def numbers(data: ReportData, command: str) -> Part:
    """The answer in a sentence, the table of arms, and the summary as `--json` prints it."""
    summary = {key: value for key, value in data.summary.items() if key != "timing"}
    return {
        "part": "numbers",
        "brief": brief(data),
        "answer": unmarked(" ".join(filter(None, words.answers(data)))),
        "ties": "" if words.silenced(data) else elections(data, "segmented-broadcast"),
        "points": [unmarked(each) for each in point(data)],
        "adapting": [unmarked(each) for each in in_flight(data)],
        "note": f"{interval_note(data, 'In brackets')} {world(data)}",
        "table": table(data),
        "ladder": words.ladder(data),
        "promised": words.promised(data),
        "came": came(data),
        "footer": data.footer,
        "command": command,
        "toml": data.scenario_toml,
        "summary": summary,
    }


def point(data: ReportData) -> list[str]:
    """What there is to say of districts, a mandate or a trial, where a world has them."""
    return [*districts.districts(data), *districts.mandate(data), *districts.pilot(data)]


def in_flight(data: ReportData) -> list[str]:
    """What campaigns that adapt came to, and what signal they would need; empty without any."""
    found: list[str] = []
    for block in adapting.blocks(data):
        if isinstance(block, Text | Points):
            found += block.items if isinstance(block, Points) else [block.text]
    return found


def brief(data: ReportData, contrast: str = "segmented-broadcast") -> str:
    """The answer in a line, for where there is room for no more; empty where there is none."""
    gap = data.contrast(contrast)
    if not gap.known or words.silenced(data):
        return ""
    verdict = SHORT[words.outcome(data, contrast)]
    return f"Segmented compared with broadcast: {in_net_votes(gap)}, {verdict}."


def table(data: ReportData) -> dict[str, Any]:
    """A row an arm, a column a measure: each cell a value and its interval, as text."""
    shown = [name for name in COLUMNS if data.has(name)]
    rows = [
        {
            "arm": arm,
            "label": label(arm),
            "cells": [
                (mean(data.arm(arm, name), measure(name).unit), beneath(data, arm, name))
                for name in shown
            ],
        }
        for arm in data.speaking
    ]
    return {"columns": shown, "rows": rows, "currency": data.currency}


def figure(name: str, data: ReportData) -> Part:
    """A figure of a run by name; with a unit where its rows have none."""
    part = picture(name, sections.FIGURES[name](data))
    return part | {"added": unit_of(data)} if name == "attribution" and part["spec"] else part


def picture(name: str, figure: Figure | None) -> Part:
    """A figure without its frame: the page writes title and caption in its own type."""
    if figure is None:
        return {"part": "figure", "name": name, "spec": None}
    return {
        "part": "figure",
        "name": name,
        "title": figure.title,
        "caption": figure.caption,
        "alt": figure.alt,
        "spec": body(figure.spec),
    }


def body(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The drawing within a figure's frame of title, caption and footer, with the look of all."""
    shared = {key: spec[key] for key in ("$schema", "config")}
    return {**shared, **spec["vconcat"][0]["vconcat"][0]}
