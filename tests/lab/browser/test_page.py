"""The page in a browser: levers, presets, pinning, links, definitions, commands to copy."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from playwright.sync_api import Route

from msim import api
from msim.lab.answers import brief, table
from msim.lab.levers import LEVERS
from msim.lab.worlds import STAGES, LabWorld, presets, start
from msim.report.common.document import unmarked
from msim.report.run import sentences
from tests.cli.command import said
from tests.lab.browser.conftest import Open
from tests.lab.browser.pages import TABLE

pytestmark = pytest.mark.xdist_group("browser")  # one browser and one server, for all of these
SAME_AXES = """() => {
  const panels = [...document.querySelectorAll("figure[data-figure=votes] svg")];
  const axes = panels.map((svg) => svg.querySelector(".role-axis-label").textContent);
  return axes.length === 2 && axes[0] === axes[1];
}"""
SAID = "['#answer-now', '.state'].map((each) => document.querySelector(each).innerText)"
QUICK = {"test.respondents": 1_000}


def test_each_lever_makes_its_world_and_says_where_it_stands(opened: Open) -> None:
    changes = dict(QUICK)
    lab = opened("#preset=null&test.respondents=1000")
    lab.shows(LabWorld.of("null", changes))
    for lever in LEVERS:
        place = lab.page.locator(f"[id='lever-{lever.key}']")
        assert (
            lab.page.locator(f"label[for='lever-{lever.key}']").inner_text().startswith(lever.label)
        )
        at = max(2, len(lever.positions) - 3) if "group" in lever.key else 2
        at += lever.positions[at] == start("null")[lever.key]
        value = lever.positions[at]
        if lever.kind == "choice":
            value = "random" if "random" in lever.positions else lever.positions[-1]
            place.select_option(value)
        elif lever.kind == "draw":
            place.fill("5")
            place.press("Tab")
            value = 5
        else:
            lab.move(lever.key, at)
            assert lever.doc.unit in (place.get_attribute("aria-valuetext") or "")
        for key in lever.instead:
            changes.pop(key, None)
        changes[lever.key] = value
        lab.shows(LabWorld.of("null", changes))
        assert f"{lever.key}=" in lab.run("location.hash")
    lab.page.select_option("[id='lever-run.arms']", "none")
    assert "in_flight" not in lab.run("location.hash")  # nobody is there whom a signal moves
    assert not lab.page.is_visible("[id='lever-in_flight.proxy_correlation']")
    lab.page.click("#reset")
    assert lab.run("location.hash") == "#preset=null"


def test_each_preset_is_a_world_and_all_figures_are_drawn(opened: Open) -> None:
    lab = opened("#preset=baseline")
    for preset in (*presets()[:3], "privacy-rules"):
        lab.page.select_option("#preset", preset)
        lab.shows(LabWorld(preset))
    lab.drawn()
    assert lab.run("document.querySelectorAll('.world figure svg').length") == 5


def test_what_is_shown_in_the_end_is_what_a_run_says(
    opened: Open, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    world = LabWorld.of("divisive", QUICK | {"segments.count": 3})
    lab = opened("#preset=divisive&test.respondents=1000&segments.count=3")
    lab.page.wait_for_selector(".world[data-stage='0']")
    told, how = lab.run(SAID)
    if "A first glance" in how:  # it may be over already
        assert told.startswith("Still computing.")
        assert lab.run("document.querySelector('.world').ariaBusy") == "true"
    lab.page.wait_for_selector(".world[data-stage='1']")
    told, how = lab.run(SAID)
    data = api.compare(world.scenario(STAGES[-1])).data
    assert told.startswith(brief(data)) and unmarked(sentences.answer(data)) in told
    assert f"{data.summary['replicates']} worlds of {data.surveys} surveys" in how
    assert lab.run("document.querySelector('.world').ariaBusy") is None
    assert lab.run(TABLE) == [
        [row["label"], *(value for value, _ in row["cells"])] for row in table(data)["rows"]
    ]
    lab.page.click("#same")
    command = shlex.split(lab.text("#command"))
    assert command == ["msim", "run", "divisive", "--set", "segments.count=3",
                       "--set", "test.respondents=1000"]  # fmt: skip
    status, out, _ = said(capsys, *command[1:], "--json", "--quiet", "--out", tmp_path / "run")
    printed = json.loads(out)
    assert (status, printed["scenario"]["hash"]) == (0, data.summary["scenario"]["hash"])
    assert printed["contrasts"] == json.loads(json.dumps(data.summary["contrasts"]))
    assert "[population]" in lab.text("#toml")


def test_two_worlds_side_by_side_and_the_link_brings_both_back(opened: Open) -> None:
    first, second = (LabWorld.of("null", QUICK | {"segments.count": n}) for n in (2, 4))
    lab = opened("#preset=null&test.respondents=1000&segments.count=2")
    lab.shows(first)
    lab.page.click("#pin")
    lab.move("segments.count", 3)
    lab.shows(second)
    lab.shows(first, "pinned")
    again = opened(lab.run("location.hash"))
    again.shows(second)
    again.shows(first, "pinned")
    again.drawn("votes")
    again.page.wait_for_function(SAME_AXES)
    again.page.click("#remove-0")
    assert again.run("document.querySelectorAll('.world').length") == 1
    assert "world.1" not in again.run("location.hash")
    older = opened("#preset=null&pinned=preset%3Dnull%26test.respondents%3D1000")
    older.shows(LabWorld.of("null", QUICK), "pinned")
    assert older.run("document.getElementById('name-0').value") == "A"


def test_why_opens_the_definition_beside_each_number(opened: Open) -> None:
    lab = opened("#preset=null&test.respondents=1000")
    lab.page.wait_for_selector("table tbody tr")
    numbers = lab.run("document.querySelectorAll('thead th').length - 1")
    assert lab.run("document.querySelectorAll('thead th .why').length") == numbers >= 5
    lab.page.click("button[aria-label='Why? net votes']")
    assert "lead over the other side" in lab.text("#why")
    lab.page.keyboard.press("Escape")
    assert not lab.page.locator("#why").is_visible()


def test_a_world_that_cannot_be_is_said_and_the_last_one_stays(opened: Open) -> None:
    lab = opened("#preset=null&test.respondents=1000&budget.total=250000")
    lab.page.wait_for_selector(".world[data-hash]")
    before = lab.text("#answer-now")
    lab.move("test.respondents", 9)  # more than the budget pays
    lab.page.wait_for_selector(".state.wrong")
    assert "budget.total" in lab.text(".state")
    assert lab.text("#answer-now")[:20] == before[:20]
    lab.wrong = [told for told in lab.wrong if "422" not in told]  # the browser's own remark


def test_a_link_with_nonsense_in_it_still_opens(opened: Open) -> None:
    lab = opened("#preset=%E0%A4%A&data.validity=<b>&test.respondents=1000&no.such=1&&=")
    lab.shows(LabWorld.of("baseline", QUICK))
    told = lab.text("#noted")
    for name in ("preset = ", "data.validity = <b> (its lever has no such place)", "no.such"):
        assert name in told
    assert "test.respondents" not in told
    lab.move("segments.count", 2)
    assert not lab.page.locator("#noted").is_visible()


def test_a_lever_says_where_it_turns_until_another_is_moved(opened: Open) -> None:
    lab, said = opened("#preset=null&test.respondents=1000"), "It turns."
    asked: list[dict[str, object]] = []

    def answer(route: Route) -> None:
        asked.append(route.request.post_data_json)
        body = json.dumps({"part": "turn", "said": said}) + "\n"
        route.fulfill(content_type="application/x-ndjson", body=body)

    lab.page.route("**/pair", answer)
    row = lab.page.locator(".lever", has=lab.page.locator("[id='lever-data.validity']"))
    row.locator("summary").click()
    row.get_by_role("button", name="Find where it turns").click()
    told = row.locator("p[role=status]")
    told.filter(has_text=said).wait_for()
    assert asked == [{"preset": "null", "set": QUICK, "turn": "data.validity"}]
    lab.move("channels.social.premium", 2)
    assert told.inner_text() == ""
