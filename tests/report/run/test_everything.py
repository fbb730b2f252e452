"""A run that uses everything, in terminal, page, figures and folder; and a quiet one."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd
import pytest

from msim.core.arms import ARMS
from msim.core.errors import InputError
from msim.experiment.engine.measures import MEASURES
from msim.report.common import drawing, gallery
from msim.report.common.theme import Figure
from msim.report.run import columns, sections, tables
from msim.report.run.data import ReportData
from msim.report.run.sections import FIGURES
from tests.report.everything import MIXED, changed, everything
from tests.report.fixtures import made_up
from tests.report.run.test_page import Shape, built
from tests.report.run.test_terminal import story

OWN = {"seats", "districts", "game", "attribution"}
HEADINGS = (
    "Where does it count?", "Is the mandate reached?", "What does the other side do?",
    "Did a pilot beforehand help?", "What does each factor add?",
)  # fmt: skip
RUNS = {
    "districts": everything(),
    "mandate": everything("mandate"),
    "one replicate": everything(replicates=1),
    "mixed": changed("game", equilibrium={**MIXED, "value": 100.0, "pure": False}),
}


@cache
def made(run: str) -> dict[str, Figure]:
    return gallery.every(FIGURES, RUNS[run])


@cache
def drawn(run: str, name: str) -> str:
    return drawing.svg(made(run)[name])


@pytest.mark.parametrize("run", RUNS)
def test_the_terminal_stays_within_80_columns_of_plain_signs(run) -> None:
    text = story(RUNS[run])
    assert text.isascii() and "..." not in text
    assert max(map(len, text.splitlines())) <= 80
    assert not re.search(r"^ *\S$", text, re.M), "a column too narrow for a word"


def titles(text: str) -> str:
    """The titles of the main table."""
    return next(line for line in text.splitlines() if line.startswith("arm "))


def test_the_terminal_tells_the_parts_between_ladder_and_answer() -> None:
    text = story(RUNS["districts"])
    order = ["For the same", "somebody passed it", "ladder:", "of 51 districts",
             "other: broadcast", "runs the segmented campaign", "A pilot in 10",
             "factor (vote share", "together"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    head = titles(text)
    assert "el. votes" in head and "split %" in head and "promised" not in head
    assert "win: the probability of a majority of electoral votes." in " ".join(text.split())


def test_the_terminal_counts_seats_where_each_district_has_one_vote() -> None:
    text = story(changed("districts", electoral_votes=51))
    assert " seats " in titles(text) and "el. votes:" not in text


def test_the_terminal_shows_turnout_and_electorate_under_a_mandate() -> None:
    text = story(RUNS["mandate"])
    assert titles(text).split()[-1:] == ["all"] and "turnout" in titles(text)
    assert "win: the probability of reaching the mandate" in " ".join(text.split())
    assert "The mandate asks for" in text
    assert "districts, 538" not in text


def test_a_plain_run_is_quiet() -> None:
    text = story(made_up())
    for word in ("district", "mandate", "other side", "equilibrium", "trial", "factor", "passed"):
        assert word not in text, word
    text = built(made_up())
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", text)
    assert not set(headings) & set(HEADINGS) and len(headings) == 10
    assert not OWN & set(gallery.every(FIGURES, made_up()))
    for each in MEASURES.values():
        if each.shown not in ("", "page", "table"):
            assert f'<th scope="col">{each.column}</th>' not in text
    assert not {"districts.csv"} & set(sections.REPORT.files(made_up()))


@pytest.mark.parametrize(
    ("run", "absent"), [("districts", {HEADINGS[1]}), ("mandate", {HEADINGS[0]})]
)
def test_the_page_has_a_section_for_each_part(run, absent) -> None:
    text = built(RUNS[run])
    shape = Shape(text)
    assert shape.open == []
    ids = [attrs["id"] for _, attrs in shape.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    headings = set(re.findall(r"<h2[^>]*>([^<]+)</h2>", text))
    assert set(HEADINGS) - headings == absent
    pictures = [attrs for tag, attrs in shape.tags if tag == "svg"]
    assert len(pictures) == len(made(run))
    assert all(len(attrs["aria-label"] or "") > 40 for attrs in pictures)
    assert "None" not in re.sub(r"<pre>.*?</pre>", "", text, flags=re.S)
    assert "nan" not in re.findall(r">([^<]*)<", text)


def test_the_page_shows_what_decides_in_its_main_table() -> None:
    shown = columns.measured(RUNS["districts"])
    assert {"electoral_votes", "split", "earned_reach_rate", "audience_share"} <= set(shown)
    assert {"turnout_pp", "electorate_share_pp"} <= set(columns.measured(RUNS["mandate"]))
    assert "promised_net_votes" in columns.measured(made_up())
    assert len(shown) <= 9


def test_the_page_promises_nothing_where_nothing_was_tested() -> None:
    data = made_up()
    toml = data.scenario_toml.replace("[test]", "[test]\nconducted = false")
    text = built(type(data)(**{**vars(data), "scenario_toml": toml}))
    assert "No message was tested in this run" in text and "winner's curse" not in text
    assert "asks a sample" not in text


@pytest.mark.parametrize("run", RUNS)
def test_a_figure_is_legible_and_says_what_it_is(run) -> None:
    for name, figure in made(run).items():
        svg = drawn(run, name)
        wide = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
        sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)} - {11.0}
        assert wide <= 960 and min(sizes) * 1280 / wide >= 14, name
        assert figure.title in svg and len(figure.alt) > 40 and not figure.frame.empty, name
        assert "synthetic" in svg and "seed 1" in svg, name
        assert all(found.startswith(name) for found in re.findall(r' id="([^"]+)"', svg)), name


def test_the_figures_of_a_run_are_those_that_it_has_something_for() -> None:
    assert set(made("districts")) >= OWN
    assert OWN & set(made("mandate")) == {"game", "attribution"}


def test_fifteen_districts_are_drawn_and_the_others_counted() -> None:
    figure = made("districts")["districts"]
    assert "36 more districts" in figure.caption and len(figure.frame) == 51
    first = tables.districts(RUNS["districts"])["district"]
    assert len(re.findall(r">district \d+<", drawn("districts", "districts"))) == 15
    assert f">district {first[0]}<" in drawn("districts", "districts")
    data = RUNS["districts"]
    few = type(data)(**{**vars(data), "districts": data.districts.head(16)})
    assert "1 more district has no more power" in gallery.every(FIGURES, few)["districts"].caption
    few = type(data)(**{**vars(data), "districts": data.districts.head(15)})
    assert "more district" not in gallery.every(FIGURES, few)["districts"].caption


def test_the_equilibrium_is_marked_by_a_word() -> None:
    assert drawn("districts", "game").count(">equilibrium<") == 1
    assert len(re.findall(r">in equilibrium \d+ %<", drawn("mixed", "game"))) == 4
    assert "[" not in "".join(re.findall(r">([^<]*)</text>", drawn("one replicate", "game")))


def test_the_factors_sum_is_drawn_last() -> None:
    svg = drawn("districts", "attribution")
    assert ">together<" in svg and svg.rindex(">together<") > svg.rindex(">targeting<")
    assert ">0.90 [0.84, 0.96]<" in svg


def test_earned_reach_is_told_from_paid_reach() -> None:
    figure = made("districts")["reach"]
    assert "passed it on" in figure.caption
    assert "earned_reach_rate" in set(figure.frame["measure"])
    assert "passed it on" not in gallery.every(FIGURES, made_up())["reach"].caption


def test_many_rungs_stand_in_two_rows() -> None:
    body = made("districts")["ladder"].spec["vconcat"][0]["vconcat"][0]
    assert len(body["vconcat"]) == 2
    assert "hconcat" in gallery.every(FIGURES, made_up())["ladder"].spec["vconcat"][0]["vconcat"][0]


def test_every_arm_has_words_a_rung_and_a_colour() -> None:
    for arm in ("demographic", "individual", "ground"):
        assert ARMS[arm].beside and ARMS[arm].buys and ARMS[arm].does
    assert len({each.colour for each in ARMS.values()}) == len(ARMS)


def test_districts_are_read_back_and_a_folder_without_them_reads_as_none(tmp_path) -> None:
    place = sections.REPORT.save(RUNS["districts"], tmp_path / "r")
    again = ReportData.read(place)
    pd.testing.assert_frame_equal(
        again.districts, RUNS["districts"].districts, check_exact=True, check_dtype=False
    )
    before = (place / "report.html").read_bytes()
    sections.rebuild(place)
    assert (place / "report.html").read_bytes() == before
    (place / "districts.csv").write_text("district\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"districts.csv  damaged: no column size_share"):
        sections.rebuild(place)
    (place / "districts.csv").unlink()
    assert ReportData.read(place).districts.empty
    with pytest.raises(InputError, match=r"districts.csv  missing from the results folder"):
        sections.rebuild(place)
