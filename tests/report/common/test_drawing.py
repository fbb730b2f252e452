"""Other processes draw the same bytes, and whatever becomes of them costs no results."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from msim.core.errors import IncompleteWarning
from msim.report.common import drawing, gallery, html, painter, theme
from msim.report.common.document import Document, Picture, Section
from msim.report.common.theme import Figure
from msim.report.run.sections import FIGURES
from tests.report.fixtures import made_up


@pytest.fixture(params=[1, 2], ids=["a core", "two cores"])
def called(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[bytes, drawing.Second]]:
    """Each process for its kind on a single core, and both for both where there are more."""
    monkeypatch.setattr(drawing, "cores", lambda _: request.param)
    drawing.stop()
    drawing.start()
    drawing.spread()
    assert [len(each.kinds) for each in drawing._called.values()] == [request.param] * 2
    yield drawing._called
    drawing.stop()


@pytest.fixture(scope="module")
def few() -> dict[str, Figure]:
    every = gallery.every(FIGURES, made_up())
    return {name: every[name] for name in ("frequency", "votes")}


def drawn(few: dict[str, Figure]) -> dict[str, tuple[str, bytes]]:
    return {
        name: (str(svg), drawing.finished(picture, str(svg)))
        for name, svg, picture in drawing.draw(few)
    }


@pytest.fixture(autouse=True)
def _drawn_anew(drawn_anew: None) -> None:
    """What is kept of other tests is not looked at."""


@pytest.fixture(scope="module")
def here(few: dict[str, Figure]) -> dict[str, tuple[str, bytes]]:
    drawing.stop()
    return drawn(few)


def test_the_bytes_are_the_same(
    few: dict[str, Figure],
    here: dict[str, tuple[str, bytes]],
    called: dict[bytes, drawing.Second],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, real = list[tuple[bytes, int]](), drawing.Second.ask
    monkeypatch.setattr(drawing.Second, "ask", lambda each, kind, content: (
        asked.append((kind, id(each))) or real(each, kind, content)))
    monkeypatch.setattr(drawing.Second, "waiting", property(  # as if nothing were drawn yet
        lambda each: sum(who == id(each) for _, who in asked)))
    for name, (svg, png) in here.items():
        assert svg == drawing.svg(few[name])
        assert png == drawing.png(svg)
    monkeypatch.setattr(painter, "drawn", None)  # nothing is drawn in this process
    assert drawn(few) == here
    able = sum(b"S" in each.kinds for each in called.values())
    assert sum(kind == b"S" for kind, _ in set(asked)) == able


def test_a_process_that_ends_is_called_again(
    few: dict[str, Figure],
    here: dict[str, tuple[str, bytes]],
    called: dict[bytes, drawing.Second],
) -> None:
    stream = drawing.draw(few)
    name, svg, picture = next(stream)
    for each in list(called.values()):
        each._process.kill()
    rest = {name: (svg, drawing.finished(picture, str(svg)))}
    rest |= {name: (svg, drawing.finished(made, str(svg))) for name, svg, made in stream}
    assert rest == here
    assert drawn(few) == here


@pytest.mark.parametrize("process", [True, False])
def test_a_figure_that_cannot_be_drawn_says_so_and_costs_no_other(
    few: dict[str, Figure], here: dict[str, tuple[str, bytes]], process: bool
) -> None:
    drawing.stop()
    if process:
        drawing.start()
    bad = Figure("bad", "", "", "", few["votes"].frame, {"mark": {"type": "no such mark"}})
    found = {name: svg for name, svg, _ in drawing.draw({"bad": bad, **few})}
    drawing.stop()
    assert isinstance(found["bad"], drawing.UndrawnError) and "failed" in str(found["bad"])
    assert {name: svg for name, (svg, _) in here.items()} == {n: found[n] for n in few}


def test_what_ends_the_renderer_ends_nothing_else(
    few: dict[str, Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing.stop()
    crash = "import os, sys; sys.stdin.buffer.read(9); os.abort()"
    inner = subprocess.Popen
    monkeypatch.setattr(
        drawing.subprocess, "Popen", lambda _, **how: inner([sys.executable, "-c", crash], **how)
    )
    drawing.start()
    found = {name: svg for name, svg, _ in drawing.draw(few)}
    drawing.stop()
    assert {str(each) for each in found.values()} == {
        "the renderer ended, as it does without enough memory"
    }


def test_where_there_can_be_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing.stop()
    monkeypatch.setattr(sys, "executable", str(Path("no") / "such" / "python"))
    drawing.start()
    assert not drawing._called


@pytest.mark.parametrize("name", sorted(theme._TAKEN))
def test_a_name_may_be_what_javascript_calls_its_own(name: str) -> None:
    order = [name, "age"]
    body = {
        "data": {"values": [{"name": each, "mean": 1.0} for each in order]},
        "mark": "bar",
        "title": name,
        "encoding": {
            "x": {"field": "mean", "type": "quantitative"},
            "y": {"field": "name", "type": "nominal", "sort": order, "scale": {"domain": order}},
            "color": {"field": "name", "type": "nominal",
                      "scale": {"domain": order, "range": ["red", "blue"]}},
        },
    }  # fmt: skip
    made = theme.finish(body, theme.Words("a", name, name, name, name), pd.DataFrame())
    assert drawing.svg(made).count(name) > 3


def test_results_are_whole_but_for_the_figure_and_the_page_says_why(tmp_path: Path) -> None:
    def fails(_: object) -> Figure:
        raise KeyError("net_votes")

    bad = {"bad": fails, "worse": fails}
    every = gallery.every({"votes": FIGURES["votes"], **bad}, made_up())
    with pytest.warns(IncompleteWarning, match=r": bad, worse \(KeyError: 'net_votes'\);"):
        written = html.with_figures("report.html", _page, every)
    page = str(written.pop("report.html"))
    assert "This figure could not be drawn: KeyError: &#39;net_votes&#39;." in page
    assert page.count("<svg ") == 1
    assert sorted(written) == [
        "figures/bad.csv", "figures/votes.csv", "figures/votes.png", "figures/votes.svg",
        "figures/worse.csv",
    ]  # fmt: skip


def _page() -> Document:
    section = Section("a", "A", (Picture("votes"), Picture("bad")))
    return Document("t", "k", "h", sections=(section,), opening="", footer="", again="")


def test_the_painter_loads_the_renderer_alone() -> None:
    code = (
        "import io, os, runpy, sys; sys.stdin = io.TextIOWrapper(io.BytesIO());"
        "sys.argv += ['S', str(os.getppid())];"
        f"runpy.run_path({painter.__file__!r}, run_name='__main__');"
        "print(sorted({'msim', 'numpy', 'pandas', 'vl_convert'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "['vl_convert']", done.stderr
