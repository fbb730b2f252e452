"""Worlds that are kept: named, shown again, compared in pairs, and shared out in votes."""

from __future__ import annotations

import pytest

from msim.lab.jobs import PairJob
from msim.lab.paired import paired
from msim.lab.worlds import STAGES, LabWorld
from tests.lab.browser.conftest import Open

pytestmark = pytest.mark.xdist_group("browser")
QUICK = {"test.respondents": 1_000}
START = "#preset=null&test.respondents=1000"
MOVED = LabWorld.of("null", QUICK | {"channels.social.premium": 1.0, "segments.count": 3})


def test_worlds_are_kept_named_compared_and_shared_out(opened: Open) -> None:
    lab = opened(START)
    first = LabWorld.of("null", QUICK)
    lab.shows(first)
    lab.page.click("#pin")
    assert not lab.page.locator("[data-world=now]").count()
    lab.move("channels.social.premium", 0)
    lab.move("segments.count", 2)
    lab.page.wait_for_selector("[data-world=now] dl")
    asked = PairJob(first.scenario(STAGES[-1]), MOVED.scenario(STAGES[-1]))
    (told,) = paired(asked)
    rows = [[row["label"], f"{row['value']} {row['between']}"] for row in told["rows"]]
    read = "[...document.querySelectorAll('[data-world=now] dl div')].map((each) =>"
    assert lab.run(f"{read} [...each.children].map((one) => one.textContent))") == rows
    changed = lab.text("[data-world=now] .changed")
    assert changed == (
        "Number of segments: 3 instead of 6. Premium for targeted delivery: 1 instead of 1.6."
    )
    lab.page.focus("#why-now")
    lab.page.keyboard.press("Enter")
    lab.page.wait_for_selector("[data-world=now] .whence")
    *_, why = paired(PairJob(asked.before, asked.after, why=True))
    assert lab.text("[data-world=now] .whence") == why["said"]
    lab.good()
    lab.page.click("#pin")
    lab.page.fill("#name-1", "No premium & <b>")
    lab.page.keyboard.press("Tab")
    again = opened(lab.run("location.hash"))
    again.page.wait_for_selector("[data-world='No premium & <b>']")
    again.page.click("#show-0")
    again.shows(first)
    assert "channels.social.premium" not in again.run("location.hash").split("&world")[0]
    again.page.click("#beside-1")
    again.shows(MOVED, "pinned")
    assert "beside=2" in again.run("location.hash")
    again.page.go_back()
    again.shows(first, "pinned")
    again.page.click("#remove-1")
    assert again.run("document.querySelectorAll('#kept li').length") == 1


def test_four_worlds_and_no_more(opened: Open) -> None:
    lab = opened(START, viewport={"width": 375, "height": 720})
    told = ""
    for position in (1, 2, 3, 4, 5):
        lab.move("segments.count", position)
        told = lab.run("(document.getElementById('pin').click(),"
                       " document.getElementById('said').textContent)")
    names = "[...document.querySelectorAll('#kept input')].map((each) => each.value)"
    assert lab.run(names) == ["A", "B", "C", "D"]
    assert "Four worlds are kept" in told  # before an answer that comes takes its place
    assert lab.run("document.getElementById('pin').ariaDisabled") == "true"
    assert lab.run("document.documentElement.scrollWidth") == 375
