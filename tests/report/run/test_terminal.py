"""The terminal: 80 columns, plain signs, and the same story in a pipe and in colour."""

from __future__ import annotations

import io
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from msim.report.common.terminal import frame, paths, show
from msim.report.run import sections
from tests.report.fixtures import LEVELS, made_up


def printed(tell, **more) -> str:
    stream = io.StringIO()
    tell(Console(file=stream, width=80, highlight=False, **more))
    return stream.getvalue()


def story(data, **more) -> str:
    told, place = sections.document(data), Path("results/made-up")
    return printed(lambda console: show(told, console, place), **more)


@pytest.mark.parametrize("kind", LEVELS)
def test_a_run_fits_80_columns_of_plain_signs(kind) -> None:
    text = story(made_up(kind))
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 80
    assert "..." not in text


def test_long_intervals_cut_no_column() -> None:
    data = made_up()
    summary = deepcopy(dict(data.summary))
    wide = {"mean": -10_000.0, "low": -1_180_000.0, "high": 1_190_000.0}
    summary["arms"]["broadcast"]["net_votes"] = wide
    lines = story(replace(data, summary=summary)).splitlines()
    assert any(line.split()[-1:] == ["promised"] for line in lines)
    assert any("0 [-1,200,000, 1,200,000]" in line for line in lines)
    assert max(map(len, lines)) <= 80


def test_the_story_is_told_in_order() -> None:
    text = story(made_up())
    order = ["Targeting lost.", "won 13,", "oracle", "promised:", "ladder:", "targeted delivery  ",
             "beside:", "synthetic |", "results ", "report.html"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_intervals_are_not_taken_for_markup() -> None:
    data = made_up()
    low = data.arm("segmented", "net_votes").low
    assert f"[{round(low, -2):,.0f}, " in story(data)


def test_colour_only_repeats_the_words() -> None:
    import re

    coloured = story(made_up(), force_terminal=True, color_system="standard")
    bare = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert bare == story(made_up())


def test_paths_are_never_broken_across_lines() -> None:
    path = Path("results") / ("x" * 90)
    text = printed(lambda console: paths(console, path, "report.html"))
    assert f"{path}/report.html" in text.replace("\\", "/")


@pytest.mark.parametrize("money", [True, False])
def test_one_replicate_and_no_money_are_printed_too(money) -> None:
    assert "[" not in story(made_up(replicates=1, money=money)).split("ladder")[0].replace(
        "[interval]", ""
    ).replace("[95 %", "")


def test_any_table_is_printed_with_its_numbers_to_the_right() -> None:
    rows = [("a", 1234567.0, None), ("b", float("nan"), 0.12345)]
    lines = printed(lambda c: frame(c, rows, ["name", "x", "y [z]"])).splitlines()
    assert lines[0].split() == ["name", "x", "y", "[z]"]
    assert lines[1].split() == ["a", "1,234,567", "-"]
    assert lines[2].split() == ["b", "-", "0.1235"] or lines[2].split() == ["b", "-", "0.1234"]
