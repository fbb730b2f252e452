"""Published results beside what msim obtains: terminal, page, figure and folder."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from html import unescape
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from rich.console import Console

from msim.published import run
from msim.published.row import Obtained
from msim.published.run import Verified
from msim.report.common import folder, gallery, html, terminal
from msim.report.common.document import unmarked
from msim.report.common.drawing import svg
from msim.report.common.manifest import made_with
from msim.report.verify import sections
from msim.report.verify.data import VerifyData
from tests.report.fixtures import short

FEW = ("small-mean", "small-spread", "decay-candidate", "mistargeting-central", "attributes-one",
       "attributes-issue")


@cache
def few() -> VerifyData:
    return data(run.obtained(True, 1, FEW))


def data(found: list[Verified]) -> VerifyData:
    return VerifyData(found, 1, True, made_with({"seconds": 1.0}, "verify"))


def printed(found: VerifyData, quiet: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=80, highlight=False)
    terminal.show(sections.document(found, quiet), console)
    return stream.getvalue()


def made_up() -> VerifyData:
    """Every row there is, with numbers as long as they get; the first was not obtained."""
    wide = [Verified(row, Obtained(-40_402.0, -41_792.0, 39_011.0)) for row in run.ROWS[1:]]
    return data([Verified(run.ROWS[0], Obtained(None)), *wide])


@pytest.mark.parametrize("found", [few, made_up])
def test_the_terminal_keeps_to_80_columns_of_plain_signs(found) -> None:
    for quiet in (False, True):
        text = printed(found(), quiet)
        assert text.isascii() and max(map(len, text.splitlines())) <= 80
        for each in found().rows:
            if each.row.kind == "counted" or (each.row.judged and not quiet):
                assert re.search(rf"^{each.row.id} .* (yes|NO)", text, re.M), "a row on one line"


def test_regions_and_remarks_are_left_out_if_quiet() -> None:
    loud, quiet = printed(few()), printed(few(), True)
    for word in ("Hersh and Schaffner 2013", "Published: the gain is erased",
                 "They are not counted.",
                 "penalty, times the gain", "docs/evidence.md", "Obtained through",
                 "not modelled"):  # fmt: skip
        assert word in " ".join(loud.split()) and word not in " ".join(quiet.split()), word


@pytest.mark.parametrize(
    ("means", "told"),
    [
        ([0.7], "msim agrees with the published result."),
        ([9.0], "msim does not agree with the published result."),
        ([0.7, 0.7], "msim agrees with all 2 published results."),
        ([9.0, 9.0], "msim does not agree with any of 2 published results."),
        ([0.7, 0.7, 9.0], "msim agrees with 2 of 3 published results, and not with 1."),
        ([], "None of these rows is counted. 1 more row is not counted:"),
    ],
)
def test_the_answer_counts_and_comes_first(means: list[float], told: str) -> None:
    row = next(row for row in run.ROWS if row.id == "small-mean")
    others = [] if means else [each for each in few().rows if each.row.kind == "region"]
    text = printed(data([*(Verified(row, Obtained(mean)) for mean in means), *others]))
    assert " ".join(text.split()).split(" them ", 1)[1].startswith(told)


def test_a_region_says_what_would_have_to_be_so() -> None:
    text = " ".join(printed(few()).split())
    region = next(each.obtained.region for each in few().rows if each.row.id == "attributes-one")
    assert region is not None and region.reached is not None
    assert f"1.7 comes out where the group correlation would be {region.reached:.3f}" in text


def test_the_page_is_whole_and_says_what_each_row_sets(tmp_path: Path) -> None:
    place = sections.REPORT.save(few(), tmp_path / "r")
    names = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    regions = {f"region-{name}.csv" for name in (
        "mistargeting-central", "attributes-one", "decay-candidate")}
    drawn = {f"figures/rows.{end}" for end in ("svg", "png", "csv")}
    assert names == {"verify.html", "verify.json", "manifest.json", "rows.csv", *regions, *drawn,
                     "codebook.csv", "codebook.md"}  # fmt: skip
    assert set(folder.own_files(place)) == names - {"manifest.json"}
    rows = pd.read_csv(place / "rows.csv").set_index("id")
    assert list(rows.index) == list(FEW)
    assert list(rows["kind"]) == [each.verdict for each in few().rows]
    assert list(rows["kind"]) == [
        "inside", "inside", "outside", "consistency", "a region", "not modelled"]
    judged = [each for each in few().rows if each.row.judged]
    assert rows["mean"].dropna().tolist() == [each.obtained.mean for each in judged]
    text = unescape((place / "verify.html").read_text(encoding="utf-8"))
    assert "<script" not in text and "<svg " in text and "published figures are real" in text
    assert not re.search(r'(?:src|href)="http', text)
    ids = re.findall(r' id="([^"]+)"', re.sub(r"<svg.*?</svg>", "", text, flags=re.S))
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', text)) <= set(ids)
    for each in few().rows:
        assert each.row.condition in text and each.row.tolerance in text and each.row.said in text


def test_the_figure_places_what_is_inside_within_the_band() -> None:
    (made,) = gallery.every(sections.FIGURES, few()).values()
    body = made.spec["vconcat"][0]["vconcat"][0]
    counted = few().of_kind("counted")
    for each, drawn in zip(counted, body["data"]["values"], strict=True):
        what = "published" if each.row.by_interval else "mean"
        assert each.inside == (drawn["from"] <= drawn[what] <= drawn["to"])
        assert drawn["low"] <= drawn["mean"] <= drawn["high"]
        assert each.inside != drawn["text"].endswith("outside")
    assert len(made.alt) > 40 and "decay-candidate" in made.alt
    assert alt.VConcatChart.from_dict(short(made.spec), validate=True)
    assert "nan" not in json.dumps(gallery.every(sections.FIGURES, made_up())["rows"].spec)
    image = svg(made)
    wide = float(re.search(r'viewBox="0 0 ([\d.]+)', image)[1])
    sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)px"', image)} - {11.0}
    assert wide <= 960 and min(sizes) * 1280 / wide >= 14


def test_the_same_numbers_give_the_same_page() -> None:
    again = data(run.obtained(True, 1, FEW))
    pages = [html.page(sections.document(each), {}) for each in (few(), again)]
    assert pages[0] == pages[1]
    assert unmarked(sections.document(again).heading).endswith("?")
