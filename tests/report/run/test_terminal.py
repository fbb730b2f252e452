"""The terminal: 80 columns, plain signs, and the same story in a pipe and in colour."""

from __future__ import annotations

import io
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from msim.report import whatif
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


TABLE = pd.DataFrame(
    [
        ("segmented", "net_votes", 13_000.0, 9_000.0, -4_000.0, -4_600.0, -3_400.0, True),
        ("broadcast", "net_votes", 19_000.0, 19_000.0, 0.0, 0.0, 0.0, False),
        ("segmented", "reach_rate", 0.83, 0.8, -0.03, -0.031, -0.029, True),
        ("broadcast", "reach_rate", 0.94, 0.94, 0.0, None, None, False),
        ("segmented", "win_prob", 0.4, 0.4, 0.0, -0.1, 0.1, False),
        ("broadcast", "win_prob", 0.4, 0.4, 0.0, -0.1, 0.1, False),
        ("broadcast", "grp", 1.0, 2.0, 1.0, 0.9, 1.1, True),
    ],
    columns=["arm", "measure", "before", "after", "difference", "low", "high", "moved"],
)


def test_whatif_tells_what_moved_from_what_did_not() -> None:
    changed = {"data.validity": (0.35, 0.1), "data.data_points": (None, 7), "x.y": (True, False)}
    text = printed(lambda console: whatif.whatif(changed, TABLE, console))
    above, below = text.split("No detectable change")
    assert "data.validity: 0.35 > 0.1" in above
    assert "data.data_points: not set > 7" in above
    assert "x.y: true > false" in above
    assert above.index("reach 1+") < above.index("net votes")
    assert "-4,000 [-4,600, -3,400]" in above
    assert "reach 1+: broadcast" in below and "net votes: broadcast" in below
    assert "probability of winning: every arm" in below
    assert "3 of all 7 numbers changed" in below


def test_whatif_says_when_nothing_moved() -> None:
    still = TABLE[~TABLE["moved"]]
    text = printed(lambda console: whatif.whatif({"a.b": (1, 2)}, still, console))
    assert "1 key changed" in text and "  nothing" in text


def test_any_table_is_printed_with_its_numbers_to_the_right() -> None:
    rows = [("a", 1234567.0, None), ("b", float("nan"), 0.12345)]
    lines = printed(lambda c: frame(c, rows, ["name", "x", "y [z]"])).splitlines()
    assert lines[0].split() == ["name", "x", "y", "[z]"]
    assert lines[1].split() == ["a", "1,234,567", "-"]
    assert lines[2].split() == ["b", "-", "0.1235"] or lines[2].split() == ["b", "-", "0.1234"]
