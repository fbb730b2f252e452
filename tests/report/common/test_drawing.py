"""A second process draws the same bytes, and whatever becomes of it, everything is drawn."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from msim.report.common import drawing, gallery, painter
from msim.report.common.theme import Figure
from msim.report.run.sections import FIGURES
from tests.report.fixtures import made_up


@pytest.fixture
def second() -> Iterator[drawing.Second]:
    drawing.stop()
    drawing.start()
    yield drawing._second[0]
    drawing.stop()


@pytest.fixture(scope="module")
def few() -> dict[str, Figure]:
    every = gallery.every(FIGURES, made_up())
    return {name: every[name] for name in ("frequency", "votes")}


def drawn(few: dict[str, Figure]) -> dict[str, tuple[str, bytes]]:
    return {
        name: (svg, drawing.finished(picture, svg)) for name, svg, picture in drawing.draw(few)
    }


@pytest.fixture(autouse=True)
def _drawn_anew(drawn_anew: None) -> None:
    """What is kept of other tests is not looked at."""


@pytest.fixture(scope="module")
def here(few: dict[str, Figure]) -> dict[str, tuple[str, bytes]]:
    drawing.stop()
    return drawn(few)


def test_the_bytes_are_the_same(
    few: dict[str, Figure], here: dict[str, tuple[str, bytes]], second: drawing.Second
) -> None:
    asked = []
    inner = second.ask
    second.ask = lambda *what: asked.append(what[0]) or inner(*what)  # type: ignore[method-assign,func-returns-value]
    assert drawn(few) == here
    assert asked == [b"S", b"S", b"P"]
    for name, (svg, png) in here.items():
        assert svg == drawing.svg(few[name])
        assert png == drawing.png(svg)


def test_a_second_process_that_ends_is_done_without(
    few: dict[str, Figure], here: dict[str, tuple[str, bytes]], second: drawing.Second
) -> None:
    stream = drawing.draw(few)
    name, svg, picture = next(stream)
    second._process.kill()
    rest = {name: (svg, drawing.finished(picture, svg))}
    rest |= {name: (svg, drawing.finished(made, svg)) for name, svg, made in stream}
    assert rest == here
    assert drawn(few) == here


def test_a_figure_that_cannot_be_drawn_says_so(
    few: dict[str, Figure], second: drawing.Second
) -> None:
    bad = Figure("bad", "", "", "", few["votes"].frame, {"mark": {"type": "no such mark"}})
    said = []
    for _ in range(2):
        with pytest.raises(ValueError, match=r"(?s).+") as caught:
            list(drawing.draw({"bad": bad}))
        said.append(str(caught.value))
        drawing.stop()
    assert said[0] == said[1]


def test_where_there_can_be_no_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing.stop()
    monkeypatch.setattr(sys, "executable", str(Path("no") / "such" / "python"))
    drawing.start()
    assert not drawing._second


def test_the_painter_loads_the_renderer_alone() -> None:
    code = (
        "import runpy, sys, io; sys.stdin = io.TextIOWrapper(io.BytesIO());"
        f"runpy.run_path({painter.__file__!r}, run_name='__main__');"
        "print(sorted({'msim', 'numpy', 'pandas', 'vl_convert'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "['vl_convert']", done.stderr
