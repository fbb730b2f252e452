"""The story in a browser: predict, act, see; on a phone, by keyboard, in the dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from msim.lab.server import build
from msim.lab.story.chapters import told
from msim.lab.story.titles import SCREENS, titles
from msim.lab.work import Desk, team
from msim.lab.worlds import LabStage, LabWorld
from tests.lab.browser import looks
from tests.lab.browser.pages import Opened
from tests.lab.served import served

pytestmark = pytest.mark.xdist_group("browser")
FEW = (LabStage(1_000, 1, 2), LabStage(1_000, 2, 3))
EACH = "[...document.querySelectorAll('#picture > svg .voter')]"
PLACES, LOOKS = f"{EACH}.map((v) => v.style.transform)", f"{EACH}.map((v) => v.className.baseVal)"
TEXTS = "(where) => [...document.querySelectorAll(where)].map((each) => each.textContent)"


@pytest.fixture(scope="module")
def story() -> Iterator[str]:
    with served(build(Desk(team(1)), stages=FEW)) as address:
        yield f"{address}/"


class Reader(Opened):
    """Someone who reads the story."""

    def screen(self, number: int) -> None:
        self.page.wait_for_selector(f"#story[data-screen={SCREENS[number - 1]}] #picture circle")

    def expect(self, choice: int) -> None:
        self.page.check(f"#guess input[value='{choice}']")

    def act(self, name: str) -> None:
        self.page.click(f"#act button:text-is('{name}')")

    @property
    def outcome(self) -> str:
        return self.text("#outcome")

    def close(self) -> None:
        self.page.context.close()
        assert self.wrong == []
        assert {url.startswith(self.address) for url in self.asked} == {True}


def opened(chromium: Browser, address: str, where: str = "", **context: Any) -> Reader:
    reader = Reader(chromium.new_context(**context).new_page(), address)
    reader.page.goto(address + where)
    return reader


def test_a_reader_goes_from_the_first_screen_to_the_laboratory(
    chromium: Browser, story: str
) -> None:
    screens = {name: told(name, FEW[-1]) for name in SCREENS}
    reader = opened(chromium, story)
    reader.screen(1)
    assert reader.text("h1 >> visible=true") == titles()[0]["title"]
    assert reader.run("document.querySelector('#act').disabled")
    before = reader.run(PLACES)
    reader.expect(0)
    reader.act("Message 2")
    assert screens["message"]["messages"][1]["said"][0] in reader.outcome
    small = reader.run(PLACES)
    reader.act(f"Show movements {screens['message']['closer']} times larger")
    assert before != small != reader.run(PLACES)

    reader.page.click(".next")
    reader.screen(2)
    reader.expect(0)
    reader.act("Run the survey")
    runs = screens["survey"]["runs"]
    for _ in range(4):
        assert "You expected" not in reader.outcome
        reader.act("Run it again")
    for name in ("promised", "won"):
        mean = sum(run[name] for run in runs[:5]) / 5
        assert f"{round(mean, -2):,.0f}" in reader.outcome
    assert screens["survey"]["choices"][screens["survey"]["right"]] in reader.outcome
    asked = reader.run(LOOKS)
    assert [look.endswith("us") for look in asked] == [
        int(code, 36) % 2 == 1 for code in runs[4]["answers"]
    ]

    reader.page.click(".next")
    reader.screen(3)
    reader.expect(2)
    reader.act("Cut again")
    first, second = screens["cuts"]["steps"][0]["cuts"][:2]
    changed = sum(a != b for a, b in zip(first, second, strict=True))
    assert f"{changed} of the 400 voters changed" in reader.outcome
    assert sum(look.endswith("changed") for look in reader.run(LOOKS)) == changed
    last = len(screens["cuts"]["steps"]) - 1
    reader.page.locator("#act input").fill(str(last))
    assert screens["cuts"]["steps"][last]["said"][1] in reader.outcome

    reader.page.click(".next")
    reader.screen(4)
    reader.expect(2)
    reader.page.click("#act button")
    steps = screens["matching"]["steps"]
    assert steps[screens["matching"]["begin"]]["said"][1] in reader.outcome
    reader.page.locator("#act input").fill(str(len(steps) - 1))
    sent = [screens["matching"]["messages"][message] for message in steps[-1]["sent"]]
    assert reader.run(TEXTS, "#picture .name") == sent

    reader.page.click(".next")
    reader.screen(5)
    assert "?" in reader.text(".shares")
    reader.expect(0)
    reader.page.click("#act button")
    begin = [lever["begin"] for lever in screens["bill"]["levers"]]
    (row,) = [row for row in screens["bill"]["rows"] if row["at"] == begin]
    assert row["said"][0] in reader.outcome
    assert reader.run(TEXTS, ".shares td:last-child") == list(row["shown"].values())
    reader.page.check("#mind label:nth-of-type(2) input")
    reader.page.click("#to-lab")
    reader.shows(LabWorld.of("baseline", {"channels.social.premium": 1.0}), stages=FEW)
    assert not reader.page.locator("#story").is_visible()
    reader.page.go_back()
    reader.screen(5)
    assert not reader.page.locator("#lab").is_visible()
    reader.close()


def test_the_story_is_told_by_keyboard_alone(chromium: Browser, story: str) -> None:
    reader = opened(chromium, story)
    press = reader.page.keyboard.press
    reader.screen(1)

    def until(test: str) -> None:
        for _ in range(30):
            press("Tab")
            if reader.run(f"document.activeElement.matches(`{test}`)"):
                return
        raise AssertionError(f"{test} cannot be reached by Tab")

    until("#guess input")
    press("Space")
    until("#act button")
    press("Enter")
    assert "Message 1" in reader.outcome
    until(".next")
    press("Enter")
    reader.screen(2)
    assert reader.run("document.activeElement.tagName") == "H1"
    assert reader.run("document.querySelector('#outcome').role") == "status"
    reader.page.go_back()
    reader.screen(1)
    reader.close()


def test_a_phone_shows_every_screen_and_nothing_moves_by_itself(
    chromium: Browser, story: str
) -> None:
    size = {"width": 375, "height": 812}
    reader = opened(chromium, story, viewport=size, has_touch=True, reduced_motion="reduce")
    for number in range(1, len(SCREENS) + 1):
        reader.page.goto(f"{story}#story={number}")
        reader.screen(number)
        assert reader.run("document.documentElement.scrollWidth") == size["width"]
        small = """() => [...document.querySelectorAll("button, .button, #guess label, #act input")]
            .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 24)
            .map((each) => each.outerHTML)"""
        assert reader.run(small) == []
        moving = """[...document.querySelectorAll("#story *")].filter((each) =>
            parseFloat(getComputedStyle(each).transitionDuration) > 0).length"""
        assert reader.run(moving) == 0
        dots = """() => {
          const picture = document.querySelector("#picture > svg").getBoundingClientRect();
          return [...document.querySelectorAll("#picture > svg .voter")].filter((voter) => {
            const { left, right, top, bottom } = voter.getBoundingClientRect();
            return left < picture.left - 1 || right > picture.right + 1
              || top < picture.top - 1 || bottom > picture.bottom + 1;
          }).length;
        }"""
        assert reader.run(dots) == 0
    reader.close()


def test_nobody_is_shut_out_and_pictures_have_words(chromium: Browser, story: str) -> None:
    reader = opened(chromium, story)
    for number in range(1, len(SCREENS) + 1):
        reader.page.goto(f"{story}#story={number}")
        reader.screen(number)
        reader.good(looks.PHONE)
        reader.expect(1)
        reader.page.click("#act button")
        reader.good()
        assert len(reader.run("document.querySelector('#picture > svg').ariaLabel")) > 40
    reader.close()


def test_voters_stand_at_their_places_from_the_first_moment(chromium: Browser, story: str) -> None:
    """A page that is pictured early shows no clump of dots that are on their way."""
    reader = opened(chromium, story, reduced_motion="no-preference")
    for number in range(1, len(SCREENS) + 1):
        reader.page.goto(f"{story}#story={number}")
        reader.screen(number)
        assert reader.run(f"{EACH}.filter((v) => v.getAnimations().length).length") == 0
    reader.expect(1)
    reader.act("Count the votes")
    reader.close()


def test_every_look_of_a_voter_in_the_survey_is_in_the_legend(
    chromium: Browser, story: str
) -> None:
    reader = opened(chromium, story, "#story=2")
    reader.screen(2)
    every = """(where) => [...new Set([...document.querySelectorAll(where)].map((each) =>
        getComputedStyle(each).fill))].sort()"""
    drawn, told = "#picture > svg circle", "#picture .legend circle"
    assert reader.page.evaluate(every, drawn) == reader.page.evaluate(every, told)
    reader.expect(1)
    reader.act("Run the survey")
    reader.page.wait_for_timeout(800)  # until colours have changed
    assert reader.page.evaluate(every, drawn) == reader.page.evaluate(every, told)
    reader.close()


def test_a_screen_that_cannot_be_told_says_so(chromium: Browser, story: str) -> None:
    reader = Reader(chromium.new_context().new_page(), story)
    wrong = {"status": 500, "json": {"error": "no voters"}}
    reader.page.route(re.compile(r"/story/"), lambda route: route.fulfill(**wrong))
    reader.page.goto(story)
    reader.page.wait_for_function(
        "() => document.querySelector('#story').innerText.includes('no voters')"
    )
    reader.wrong.clear()  # the browser's own remark on the status
    reader.close()
