"""What is there first: baseline's shipped answer in the laboratory, and the story's dots."""

from __future__ import annotations

import pytest

from tests.lab.browser.conftest import Open
from tests.lab.browser.pages import TABLE

pytestmark = pytest.mark.xdist_group("browser")
SHOWN = "['#answer-now', '.world table'].map((each) => document.querySelector(each).innerText)"
MEASURES = "performance.getEntriesByType('measure').map((each) => each.name)"


def test_baseline_is_there_at_once_and_the_run_says_the_same(opened: Open) -> None:
    lab = opened("#preset=baseline")
    lab.page.wait_for_selector(".world[data-hash]")
    assert "answered:shipped" in lab.run(MEASURES)
    assert "answered:0" not in lab.run(MEASURES)  # no glance takes its place
    if lab.run("document.querySelector('.world').ariaBusy"):  # the run may be over already
        assert "Shipped with msim" in lab.text(".state")
    first, rows = lab.run(SHOWN), lab.run(TABLE)
    lab.drawn("votes", "ladder", "reach", "promised")
    lab.page.wait_for_selector(".world:not([aria-busy]):not([data-shipped])", timeout=300_000)
    assert (lab.run(SHOWN), lab.run(TABLE)) == (first, rows)
    assert "The numbers of msim run" in lab.text(".state")


def test_the_story_s_first_dots_wait_for_no_computation(opened: Open) -> None:
    lab = opened()
    lab.page.wait_for_selector("#story[data-screen=message] #picture circle")
    lab.page.check("#guess input[value='0']")
    assert lab.page.locator("#act").is_enabled()
