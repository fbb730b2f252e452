"""The page of reach, its folder and its figures: whole, offline, and all of it computed."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser
from rich.console import Console

from msim.api import reach_curves
from msim.core.errors import InputError
from msim.report.common import gallery, html, terminal
from msim.report.common.document import unmarked
from msim.report.common.folder import ready
from msim.report.common.theme import Figure
from msim.report.reach import sentences as words
from msim.report.reach.data import ALL, ReachData
from msim.report.reach.result import ReachCurves
from msim.report.reach.sections import FIGURES, REPORT, document
from tests.experiment.small import small
from tests.lab.browser.conftest import chromium as chromium  # a fixture
from tests.lab.browser.looks import read

pytestmark = pytest.mark.xdist_group("reach_page")  # curves take longer than what is made of them
TITLED = {
    "curves", "next_percent", "reach_gap", "frequency_fit", "duplication", "weeks",
    "caps", "allocation", "audience",
}  # fmt: skip


@cache
def looked(**keys: object) -> ReachCurves:
    return reach_curves(small(run__replicates=2, **keys))


def data(**keys: object) -> ReachData:
    return looked(**keys).data


def every(data: ReachData) -> dict[str, Figure]:
    return gallery.every(FIGURES, data)


def page(data: ReachData) -> str:
    """The page without its pictures, its signs as they are read."""
    return unescape(html.page(document(data), {}))


def test_the_folder_is_whole_and_the_page_needs_nothing_else(tmp_path: Path) -> None:
    place = looked().save(tmp_path / "r")
    names = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    tables = {f"{name}.csv" for name in ReachData.TABLES}
    drawn = {f"figures/{name}.{end}" for name in TITLED for end in ("svg", "png", "csv")}
    assert names == {"reach.html", "reach.json", "scenario.toml", "manifest.json", *tables, *drawn,
                     "codebook.csv", "codebook.md"}  # fmt: skip
    text = (place / "reach.html").read_text(encoding="utf-8")
    assert "<script" not in text and not re.search(r'(?:src|href)="http', text)
    assert text.count("<svg ") == len(TITLED) and "All of it is synthetic" in text
    for sentence in (*words.crossings(data()), *words.gap(data()), *words.answer(data())):
        assert str(html.marked(sentence)) in text
    kept = json.loads((place / "reach.json").read_text("utf-8"))
    assert "timing" not in kept and kept | {"timing": None} == json.loads(
        json.dumps({**data().summary, "timing": None}, allow_nan=False)
    )


def test_the_same_scenario_gives_the_same_page() -> None:
    again = reach_curves(small(run__replicates=2)).data
    assert page(again) == page(data())
    for name in ReachData.TABLES:
        pd.testing.assert_frame_equal(again.tables[name], data().tables[name])
    specs = [{name: made.spec for name, made in every(each).items()} for each in (again, data())]
    assert specs[0] == specs[1]


def test_a_runs_results_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"msim": "0.1.0", "files": {"report.html": "x"}}')
    (tmp_path / "report.html").write_text("a run")
    with pytest.raises(InputError, match="other results of msim"):
        ready(tmp_path, REPORT.page)
    (tmp_path / "manifest.json").write_text('{"msim": "0.1.0", "files": {"reach.html": "x"}}')
    assert ready(tmp_path, REPORT.page) == tmp_path.resolve(), "its own may be"


def test_every_figure_says_what_it_shows_and_where_it_is_from() -> None:
    made = every(data())
    assert set(made) == TITLED == set(FIGURES)
    for name, figure in made.items():
        assert figure.name == name and figure.alt and len(figure.frame), name
        assert "synthetic" in json.dumps(figure.spec) and "nan" not in figure.alt, name
        json.dumps(figure.spec, allow_nan=False)


def test_a_figure_by_name_for_the_notebook() -> None:
    assert looked().plot("caps").to_dict(validate=False)["vconcat"]
    with pytest.raises(InputError, match="no such figure: 'cpas'; there are curves"):
        looked().plot("cpas")
    with pytest.raises(InputError, match="no such table"):
        looked().table("curve")
    assert looked().budget == data().budget and "In short" not in looked()._repr_html_()
    assert len(looked().table()) and set(looked().table("fits")["k"]) == set(range(1, 11))


def test_with_everybody_addressed_the_gap_is_told_for_what_it_is() -> None:
    told = words.gap(data())
    assert told[0].startswith("Everybody is addressed here")
    assert "the premium, the match and the cost of testing" in told[0]
    assert "0.00 points are left" in told[1]
    other = words.gap(data(budget__audience="selected"))
    assert len(other) == 1 and "Look at on-target reach" in other[0]
    assert "reach_gap" not in every(data(budget__audience="selected"))


def test_what_votes_follow_is_computed() -> None:
    told = words.gap(data())[2]
    half, whole = (
        data().votes("allocation", "proportional", "broadcast", part * data().budget).mean
        for part in (0.5, 1.0)
    )
    assert half is not None and whole is not None
    assert told.startswith("Votes follow impressions, not reach.")
    assert f"gains {whole / half:.2f} times the votes" in told
    capped = words.gap(data(**{"channels__*__frequency_cap": 1}))[2]
    assert capped.startswith("Here votes follow reach") and "go to others" not in capped


def test_votes_say_how_many_worlds_they_rest_on_and_reach_too() -> None:
    for told in (words.weeks, words.caps, words.allocation, words.audience):
        assert told(data())[-1].startswith("Votes are means over 2 worlds"), told
    assert words.answer(data())[-1].startswith("This is one world")


def test_one_worlds_groups_are_no_gradient() -> None:
    """They are in `groups.csv`; whom reach misses is told by a run, over worlds."""
    told = page(data())
    assert "region type 1" not in told and "Who is left out?" in told


def test_the_point_without_a_cap_is_on_no_line() -> None:
    text = json.dumps(every(data())["caps"].spec)
    assert '"9", "10", "", "none"' in text, "a gap on the axis"
    names = dict(re.findall(r'"x": "(10|none)"[^}]*?"name": "([a-z ]+)"', text))
    assert set(names) == {"10", "none"} and names["10"] != names["none"]


def test_where_both_arms_are_alike_one_line_is_named_for_both() -> None:
    text = json.dumps(every(data())["curves"].spec)
    assert "both 1+" in text and "both 3+" in text, "television cannot be aimed"
    names = re.findall(r'"name": "([^"]+)", "colour": "(#[^"]+)", "pixel": ([0-9.]+)', text)
    assert {colour for name, colour, _ in names if name.startswith("segmented")} == {"#D55E00"}


def test_sentences_agree_with_the_numbers() -> None:
    found = data()
    rate = 100.0 * found.summary["arms"]["broadcast"]["reach_rate"]
    told = words.answer(found)[0]
    assert f"the single-message campaign reaches {rate:.1f} % of voters at least once" in told
    worst = found.summary["arms"]["segmented"]["fit"][ALL]["largest_gap"]
    assert f"furthest off at {worst['k']}+" in words.fit(found)[1]
    assert "test and production use up the whole budget" in words.crossings(found)[-1]
    assert "ahead in 1+, 3+, on-target 1+ and on-target 3+ reach" in words.crossings(found)[0]
    other = 100.0 * found.summary["arms"]["segmented"]["reach_rate"]
    apart = abs(round(rate, 1) - round(other, 1))
    assert f"a difference of {apart:.1f} points" in told, "of the numbers that are shown"


def test_the_answer_comes_first_and_is_short() -> None:
    for data_of in (data(), data(budget__audience="selected")):
        told = unmarked(words.answer(data_of)[0])
        assert len(told.split()) <= 45 and "(" not in told
        stream = io.StringIO()
        terminal.show(document(data_of), Console(file=stream, width=80, highlight=False))
        lines = stream.getvalue().splitlines()
        assert told.startswith(lines[2].strip()) and max(map(len, lines)) <= 80
        assert not re.search(r"[a-z%][.:;][A-Z]", stream.getvalue()), "sentences stand apart"


def test_where_once_is_often_enough_nothing_is_said_twice() -> None:
    once = reach_curves(small(run__replicates=1), 1).data
    assert "ahead in 1+ and on-target 1+ reach" in words.crossings(once)[0]
    assert not any("times or more" in sentence for sentence in words.answer(once))
    assert page(once).count('<th scope="col">1+, %</th>') == 1


def test_one_channel_that_cannot_be_aimed_is_enough_for_a_page() -> None:
    scenario = small(run__replicates=1)
    channels = {"television": scenario.channels["television"].model_copy(update={"share": 1.0})}
    alone = reach_curves(scenario.model_copy(update={"channels": channels})).data
    assert "no channel can be aimed" in words.gap(alone)[0]
    assert "No audience can be picked here" in words.audience(alone)[0]
    assert not words.duplication(alone)
    assert {"duplication", "audience", "reach_gap"}.isdisjoint(every(alone))
    assert "No audience can be picked here" in page(alone)


def test_nobody_is_shut_out_of_the_page(chromium: Browser) -> None:
    assert read(chromium, html.page(document(data()), {})) == []
