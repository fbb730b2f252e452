"""Undo and redo: by button, by key, and by the browser's Back; and old answers dimmed."""

from __future__ import annotations

import pytest

from msim.lab.worlds import LabWorld
from tests.lab.browser.conftest import Open

pytestmark = pytest.mark.xdist_group("browser")
QUICK = {"test.respondents": 1_000}
START = "#preset=null&test.respondents=1000"
WAIT = "() => new Promise((go) => setTimeout(go, 900))"  # until a drag counts as ended


def at(segments: int) -> LabWorld:
    return LabWorld.of("null", QUICK | {"segments.count": segments})


def test_a_lever_is_put_back_and_forth(opened: Open) -> None:
    lab = opened(START)
    lab.shows(LabWorld.of("null", QUICK))
    disabled = "[...document.querySelectorAll('#undo, #redo')].map((each) => each.ariaDisabled)"
    assert lab.run(disabled) == ["true", "true"]
    entries = lab.run("history.length")
    lab.move("segments.count", 4, 3, 2, 1)  # one drag is one step
    assert lab.run("history.length") == entries + 1
    lab.run(WAIT)
    lab.move("segments.count", 2)
    lab.shows(at(3))
    assert lab.run("history.length") == entries + 2
    assert lab.run(disabled) == ["false", "true"]
    lab.page.focus("#undo")
    lab.page.keyboard.press("Enter")
    lab.shows(at(2))
    assert lab.run("document.activeElement.id") == "undo"
    assert lab.run("document.getElementById('lever-segments.count').value") == "1"
    lab.page.keyboard.press("Control+z")
    lab.shows(LabWorld.of("null", QUICK))
    assert lab.run(disabled) == ["true", "false"]
    lab.page.keyboard.press("Control+Shift+Z")
    lab.shows(at(2))
    lab.page.go_forward()
    lab.shows(at(3))
    lab.page.go_back()
    lab.shows(at(2))
    assert lab.run(disabled) == ["false", "false"]
    lab.move("segments.count", 6)  # after which nothing lies ahead
    assert lab.run(disabled) == ["false", "true"]


def test_a_drag_is_one_step_however_slow(opened: Open) -> None:
    lab = opened(START)
    lab.shows(LabWorld.of("null", QUICK))
    box = lab.page.locator("[id='lever-segments.count']").bounding_box()
    assert box is not None
    middle, entries = box["y"] + box["height"] / 2, lab.run("history.length")
    lab.page.mouse.move(box["x"] + box["width"] / 3, middle)
    lab.page.mouse.down()
    for part in (0.5, 0.7):
        lab.page.mouse.move(box["x"] + part * box["width"], middle)
        lab.run(WAIT)
    lab.page.mouse.up()
    assert lab.run("history.length") == entries + 1
    lab.move("segments.count", 1)  # at once: what a hand has let go of has ended
    assert lab.run("history.length") == entries + 2


def test_the_old_answer_is_dimmed_until_the_new_one_comes(opened: Open) -> None:
    lab = opened(START)
    lab.page.wait_for_selector(".world[data-stage='1']:not([aria-busy])")
    tag = "getComputedStyle(document.querySelector('.world h2'), '::after').content"
    faint = "Number(getComputedStyle(document.querySelector('#answer-now .brief')).opacity)"
    assert (lab.run(tag), lab.run(faint)) == ("none", 1)
    lab.page.route("**/answer", lambda route: None)  # which never comes
    lab.move("segments.count", 1)
    lab.page.wait_for_function(f"() => {faint} < 1")
    assert lab.run(tag) == '"computing"'
    lab.page.unroute("**/answer")
    lab.move("segments.count", 3)
    lab.shows(at(4))
    assert lab.run(faint) == 1
