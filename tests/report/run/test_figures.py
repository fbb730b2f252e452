"""Figures: the same bytes every time, one colour an arm, words for who cannot see them."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys

import altair as alt
import pytest

from msim.core.arms import ARMS
from msim.core.errors import InputError
from msim.report.common import drawing, gallery
from msim.report.common.names import colour
from msim.report.common.theme import Figure
from msim.report.run.figures.worlds import worlds
from msim.report.run.sections import FIGURES
from tests.report.fixtures import LEVELS, made_up, short

DATA = made_up()
WORLDS = {
    "null": made_up("tie").summary,
    "baseline": DATA.summary,
    "divisive": made_up("win").summary,
}
ALL = gallery.every(FIGURES, DATA) | {"worlds": worlds(WORLDS, {"null": "nothing to find"})}


class Drawn(dict[str, str]):
    """Each figure's SVG, drawn when it is first asked for."""

    def __missing__(self, name: str) -> str:
        return self.setdefault(name, drawing.svg(ALL[name]))


SVG = Drawn()


@pytest.mark.parametrize("name", ALL)
def test_a_figure_is_a_valid_chart_that_a_notebook_can_show(name) -> None:
    chart = alt.VConcatChart.from_dict(short(ALL[name].spec), validate=True)
    assert chart.to_dict(validate=False)["vconcat"]


@pytest.mark.parametrize("name", ALL)
def test_a_figure_says_what_it_is_and_where_it_comes_from(name) -> None:
    svg = SVG[name]
    assert re.search(r"synthetic · scenario.* 01234567.* · seed 1 · msim 0\.1\.0", svg)
    assert ALL[name].title in svg
    assert len(ALL[name].alt) > 40
    assert ALL[name].caption
    assert not ALL[name].frame.empty


@pytest.mark.parametrize("name", ALL)
def test_a_figure_can_be_read_from_the_back_of_a_room(name) -> None:
    """On a slide of 1280 pixels no letter is below 14 pixels, the footer aside."""
    svg = SVG[name]
    wide = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
    sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)} - {11.0}
    assert wide <= 960
    assert min(sizes) * 1280 / wide >= 14


@pytest.mark.parametrize("name", gallery.every(FIGURES, DATA))
def test_the_same_results_give_the_same_bytes(name, drawn_anew) -> None:
    again = FIGURES[name](made_up.__wrapped__())
    assert again is not None
    assert drawing.svg(again) == SVG[name]


def test_another_process_gives_the_same_bytes(drawn_anew) -> None:
    code = (
        "import hashlib; from msim.report.common import drawing;"
        "from msim.report.run.sections import FIGURES;"
        "from tests.report.fixtures import made_up;"
        "f = FIGURES['segments'](made_up());"
        "print(hashlib.sha256(drawing.svg(f).encode()).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(SVG["segments"].encode()).hexdigest()


def test_ids_are_the_figures_own() -> None:
    """Two figures in one page must not use each other's clip paths."""
    for name in ALL:
        svg = SVG[name]
        assert all(found.startswith(name) for found in re.findall(r' id="([^"]+)"', svg))


def test_clip_paths_of_a_process_are_numbered_anew(drawn_anew) -> None:
    spec = {
        "data": {"values": [{"x": 1}]}, "mark": {"type": "bar", "clip": True},
        "encoding": {"x": {"field": "x", "type": "quantitative"}},
    }  # fmt: skip
    figure = Figure("one", "", "", "", DATA.frequency, spec)
    first, second = drawing.svg(figure), drawing.svg(figure)
    assert first == second
    assert 'id="one-clip0"' in first and "url(#one-clip0)" in first


def test_an_arm_has_one_colour_everywhere() -> None:
    assert len({each.colour for each in ARMS.values()}) == len(ARMS)
    for name in ("reach", "votes", "ladder", "promised", "frequency"):
        svg = SVG[name]
        assert colour("broadcast") in svg and colour("segmented") in svg
    assert colour("segmented") in SVG["worlds"]


def test_no_figure_names_an_arm_by_colour_alone() -> None:
    for name in ("reach", "votes", "ladder", "promised", "frequency"):
        assert "broadcast" in SVG[name]


@pytest.mark.parametrize("kind", LEVELS)
def test_figures_are_drawn_whatever_came_out(kind) -> None:
    assert set(gallery.every(FIGURES, made_up(kind))) == set(ALL) - {"worlds"}


def test_one_replicate_is_drawn_without_whiskers() -> None:
    found = gallery.every(FIGURES, made_up(replicates=1))
    assert "One world: no interval." in found["votes"].caption
    assert "[" not in "".join(re.findall(r">([^<]*)</text>", drawing.svg(found["votes"])))


def test_a_budget_of_zero_is_drawn_too() -> None:
    found = gallery.every(FIGURES, made_up(money=False))
    assert "per net vote" not in drawing.svg(found["votes"])  # nothing to divide by
    assert "promised" not in found


def test_silence_alone_leaves_nothing_to_draw_but_the_segments() -> None:
    assert set(gallery.every(FIGURES, made_up(arms=("silent",)))) == {"segments"}


def test_a_ladder_shows_a_fall_below_zero() -> None:
    data = made_up()
    entry = {"mean": -9_000.0, "low": -9_500.0, "high": -8_500.0}
    ladder = [{"step": "naive", "from": "silent", "buys": "", "gain": entry}]
    data = type(data)(**{**vars(data), "summary": {**data.summary, "ladder": ladder}})
    svg = drawing.svg(gallery.every(FIGURES, data)["ladder"])
    assert ("−9,000" in svg and "−10,000" in svg) or "−8,000" in svg


def test_an_unknown_figure_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"no such figure: 'pie'.*ladder"):
        gallery.chart(FIGURES, "pie", DATA)
    with pytest.raises(InputError, match="nothing to show in the figure 'ladder'"):
        gallery.chart(FIGURES, "ladder", made_up(arms=("silent",)))


def test_plotting_gives_a_chart_that_saves_itself(tmp_path) -> None:
    gallery.chart(FIGURES, "ladder", DATA).save(str(tmp_path / "ladder.svg"))
    assert (tmp_path / "ladder.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_picture_is_large_enough_for_a_slide() -> None:
    svg = SVG["ladder"]
    wide = float(re.search(r'width="([\d.]+)"', svg)[1])
    png = drawing.png(svg)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20], "big") == pytest.approx(1.6 * wide, abs=2)
    assert int.from_bytes(png[16:20], "big") >= 1280


def test_text_from_a_scenario_is_never_markup() -> None:
    data = made_up()
    scenario = {"name": "<script>alert(1)</script>", "hash": "0" * 64}
    data = type(data)(**{**vars(data), "summary": {**data.summary, "scenario": scenario}})
    assert "<script" not in drawing.svg(gallery.every(FIGURES, data)["reach"])


def test_worlds_are_held_to_the_worth_and_keep_their_order() -> None:
    frame = ALL["worlds"].frame
    assert list(dict.fromkeys(frame["world"])) == ["null", "baseline", "divisive"]
    assert set(frame["worth"]) == {3_250.0}
    assert "three worlds" in ALL["worlds"].title
    assert "null · nothing to find" in SVG["worlds"]
