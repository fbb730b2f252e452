"""The page, the figures, the folder and the terminal of a study of segments."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pytest
from playwright.sync_api import Browser
from rich.console import Console

from msim import api
from msim.core.errors import InputError
from msim.report.common import html, terminal
from msim.report.common.drawing import svg
from msim.report.segments import sections, sentences
from msim.report.segments.data import MOST, SegmentsData
from msim.report.segments.result import SegmentStudy
from tests.lab.browser.conftest import chromium as chromium  # a fixture
from tests.lab.browser.looks import read
from tests.report.fixtures import short

TINY = {
    "population.simulated": 2_500, "segments.fit_sample": 800, "test.respondents": 3_000,
    "run.replicates": 3, "run.workers": 2,
}  # fmt: skip
pytestmark = [
    pytest.mark.usefixtures("few_numbers"),
    pytest.mark.xdist_group("segments_page"),  # studies take longer than what is made of them
]


@cache
def looked(structure: float = 0.5) -> SegmentStudy:
    return api.segment(api.load("baseline", TINY | {"population.structure": structure}))


def figures(data: SegmentsData) -> dict[str, Any]:
    """Those of the study that all look at are made once."""
    return _figures() if data is looked().data else _made(data)


@cache
def _figures() -> dict[str, Any]:
    return _made(looked().data)


def _made(data: SegmentsData) -> dict[str, Any]:
    made = {name: draw(data) for name, draw in sections.FIGURES.items()}
    return {name: figure for name, figure in made.items() if figure is not None}


NAMES = tuple(sections.FIGURES)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_a_valid_chart_that_a_notebook_can_show(name: str) -> None:
    made = figures(looked().data)[name]
    chart = alt.VConcatChart.from_dict(short(made.spec), validate=True)
    assert chart.to_dict(validate=False)["vconcat"]


def test_a_study_plots_its_figures() -> None:
    chart = looked().plot("profiles")
    assert chart.to_dict(validate=False)["description"] == figures(looked().data)["profiles"].alt


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_says_what_it_is_and_can_be_read_from_the_back(name: str) -> None:
    made = figures(looked().data)[name]
    drawn = svg(made)
    assert re.search(r"synthetic · scenario baseline \w{8} · seed 1 · msim \d", drawn)
    assert made.title in drawn and len(made.alt) > 40 and made.caption
    assert not re.search(r"[a-z)]\.[A-Z]", f"{made.caption} {made.alt}")  # sentences stand apart
    wide = float(re.search(r'viewBox="0 0 ([\d.]+)', drawn)[1])
    sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)px"', drawn)} - {11.0}
    assert wide <= 960
    assert min(sizes) * 1280 / wide >= 14
    assert not made.frame.empty


def test_the_same_study_gives_the_same_bytes() -> None:
    again = api.segment(api.load("baseline", TINY | {"run.workers": 1}))
    first, second = (each.data for each in (looked(), again))
    assert first.tables.keys() == second.tables.keys()
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(table, second.tables[name], check_exact=True)
    specs = [{name: made.spec for name, made in figures(each).items()} for each in (first, second)]
    assert json.dumps(specs[0]) == json.dumps(specs[1])  # and the same figure gives the same bytes
    numbers = [dict(each.summary) | {"timing": None} for each in (looked(), again)]
    assert numbers[0] == numbers[1]


def test_the_folder_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = looked().save(tmp_path / "r")
    there = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert {"segments.html", "segments.json", "manifest.json", "scenario.toml"} <= there
    for name in NAMES:
        assert {f"figures/{name}.{kind}" for kind in ("svg", "png", "csv")} <= there
    rows = list(csv.DictReader(io.StringIO((place / "segments.csv").read_text())))
    assert len(rows) == 6 and float(rows[0]["worth_low"]) <= float(rows[0]["worth"])
    kept = json.loads((place / "segments.json").read_text(encoding="utf-8"))
    assert "timing" not in kept
    assert kept | {"timing": looked().summary["timing"]} == looked().summary

    few = {"profiles": sections.FIGURES["profiles"]}
    broken = replace(sections.REPORT, figures=few, document=lambda _: 1 / 0)
    monkeypatch.setattr(sections, "REPORT", broken)
    with pytest.raises(ZeroDivisionError):
        looked().save(tmp_path / "other")
    assert [path.name for path in tmp_path.iterdir()] == ["r"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="not a results folder"):
        looked().save(tmp_path / "mine")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.wanted: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids.add(found.get("id") or "")
        self.wanted += [found[key] or "" for key in ("aria-labelledby",) if key in found]
        self.outside += [found[key] or "" for key in ("src", "href") if key in found]
        assert tag not in ("script", "link", "iframe", "img")


def page(data: SegmentsData) -> str:
    drawn = {name: (f, svg(f)) for name, f in figures(data).items()}
    return html.page(sections.document(data), drawn)


def test_the_page_opens_offline_and_its_labels_lead_somewhere() -> None:
    text = page(looked().data)
    links = _Links()
    links.feed(text)
    assert set(links.wanted) <= links.ids
    assert all(place.startswith("#") for place in links.outside)
    assert "default-src 'none'" in text and "All of it is synthetic" in text
    assert ":root {" in text  # the look of a run's page
    meanings = looked().summary["meanings"].values()
    for label, meaning in ((each["label"], each["meaning"]) for each in meanings):
        assert label in text and meaning.split(";")[0].split("'")[0] in text


def test_markup_in_a_name_stays_text() -> None:
    data = looked().data
    named = dict(data.summary) | {"scenario": {"name": "<script>x</script>", "hash": "0" * 64}}
    text = page(replace(data, summary=named))
    assert "<script" not in text and "&lt;script&gt;" in text


def test_without_clusters_it_is_said_first_of_all_what_the_picture_hides() -> None:
    data = looked(0.0).data
    told = sentences.told(data)[0]
    assert told.startswith("There are no clusters in these data")
    assert "64 %" in told  # 1 - 0.3633802, of a single normal trait
    assert f"silhouette {data.main['silhouette']:.2f}" in told
    assert f"stability {data.main['stability']['mean']:.2f}" in told
    assert "how people respond" in sentences.cut(data)
    assert "There are no clusters in this country" in figures(data)["archetypes"].caption
    assert told in unescape(page(data))


def test_with_clusters_the_twin_without_them_stands_beside() -> None:
    told = sentences.truth(looked().data)
    twin = looked().summary["twin"]
    assert "5 true archetypes, which hold 50 %" in told
    assert f"without any clusters the same method shows silhouette {twin['silhouette']:.2f}" in told


def with_main(**entry: Any) -> SegmentsData:
    """The study with some numbers of its main method changed."""
    data = looked().data
    methods = dict(data.summary["methods"])
    methods[data.method] = dict(methods[data.method]) | entry
    return replace(data, summary=dict(data.summary) | {"methods": methods})


@pytest.mark.parametrize(
    ("low", "mean", "high", "told"),
    [(5.0, 9.0, 13.0, "tailoring gains votes"), (-13.0, -9.0, -5.0, "tailoring loses votes"),
     (-1.0, 2.0, 5.0, "no detectable gain"), (0.0, 0.0, 0.0, "worth nothing")],
)  # fmt: skip
def test_worth_is_judged_by_its_interval(low, mean, high, told) -> None:
    data = with_main(worth={"mean": mean, "low": low, "high": high})
    assert told in sentences.worth(data)


def test_the_countries_are_told_apart_where_their_numbers_are() -> None:
    assert "differ" in sentences.truth(with_main(silhouette=0.9))
    sure = {"mean": 0.99, "low": 0.98, "high": 1.0}
    assert "only resampling tells" in sentences.truth(with_main(stability=sure))


def test_the_gap_statistic_is_told_with_the_pick() -> None:
    gap = {"segments": 1, "counts": [1, 2, 3], "value": [0.1, 0.2, 0.4]}
    told = sentences.number(with_main(gap=gap))
    assert told.endswith("The gap statistic is highest at 3; its own rule stops earlier, at 1.")
    told = sentences.number(with_main(gap=gap | {"segments": 3}))
    assert told.endswith("The gap statistic is highest at 3.")
    stable = looked().data.main["pick"]["told"]
    assert told.startswith("There is one segment") and stable not in told
    three = {"count": 3, "told": "There are 3 segments."}
    assert stable in sentences.number(with_main(gap=gap, number=three))


def test_methods_are_held_against_lots() -> None:
    assert "at random" in sentences.beside_random(looked().data)
    data = looked().data
    gains = data.tables["gains"].copy()
    better = (gains["method"] == "kmeans") & (gains["measure"] == "segmented_free-broadcast")
    gains.loc[better, "value"] = 50_000.0 + gains.loc[better, "replicate"]
    told = sentences.beside_random(replace(data, tables=dict(data.tables) | {"gains": gains}))
    assert "more net votes than segments drawn at random gain: k-means by" in told


def test_one_segment_has_little_to_show() -> None:
    some = api.load("baseline", TINY | {"segments.method": "one", "run.replicates": 1})
    found = api.segment(some, "one")
    assert set(figures(found.data)) == {"uplift"}  # voters can be treated singly all the same
    assert found.summary["told"][0] == "One puts everybody into one segment."
    assert "The method" in page(found.data)


def test_many_segments_show_the_largest() -> None:
    found = api.segment(api.load("baseline", TINY | {"run.replicates": 1}), ["demographic"])
    data = found.data
    assert len(data.largest) == MOST
    assert f"The {MOST} largest of" in figures(data)["profiles"].caption
    assert len(sections.segments_table(data).rows) == MOST
    assert len(found.table()) == 60


def test_noise_is_called_noise_and_grey() -> None:
    data = api.segment(api.load("baseline", TINY | {"run.replicates": 1}), ["hdbscan"]).data
    table = data.tables["segments"]
    assert table["label"].tolist()[-1] == "noise"
    assert data.main["noise"] == len(table)


@pytest.mark.parametrize("methods", [None, ["kmeans"]])
def test_the_terminal_keeps_to_80_columns(methods: list[str] | None) -> None:
    data = looked().data
    if methods:
        data = api.segment(api.load("baseline", TINY | {"run.replicates": 1}), methods).data
    screen = Console(width=80, file=io.StringIO(), highlight=False)
    terminal.show(sections.document(data), screen)
    lines = screen.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert max(map(len, lines)) <= 80
    text = "\n".join(lines)
    assert "k-means" in text and any(trait in text for trait in ("party", "home owner"))
    assert all(sign.isascii() for sign in text)


def test_a_study_is_a_pair_of_tables() -> None:
    assert looked().methods().index.tolist() == ["kmeans", "random"]
    assert looked().table().index.tolist()[0] == "segment 1"
    with pytest.raises(InputError, match="no such figure: 'voter'; there are voters, profiles"):
        looked().plot("voter")


def test_nobody_is_shut_out_of_the_page(chromium: Browser) -> None:
    assert read(chromium, page(looked().data)) == []
