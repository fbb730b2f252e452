"""Play the campaign in a real browser: alone, and a class of two in its two rounds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from msim.lab import server
from msim.lab.classroom import Classroom
from msim.lab.work import Desk, team
from msim.lab.worlds import LabStage
from tests.lab.browser import looks
from tests.lab.browser.conftest import Open
from tests.lab.browser.pages import Opened
from tests.lab.served import served

pytestmark = pytest.mark.xdist_group("browser")
FEW = (LabStage(1_000, 1, 2), LabStage(1_000, 2, 6))
WORLD = "#play=1&preset=baseline&segments.count=3&test.respondents=2500"
ROWS = "[...document.querySelectorAll('.votes tbody tr')]"
VOTES = f"{ROWS}.map((row) => row.children[2].textContent)"


@pytest.mark.parametrize("width", [1_280, 375])
def test_a_plan_is_made_played_and_changed(opened: Open, width: int) -> None:
    lab = opened(WORLD, viewport={"width": width, "height": 800})
    lab.page.wait_for_selector("#plan")
    assert lab.page.locator(".hand").count() == 3
    assert lab.page.locator(".hand").nth(0).locator(".reading").count() == 6
    assert not lab.page.locator("#lab").is_visible()
    lab.page.click("#plan .go")  # the browser asks for a message first
    assert lab.page.locator(".votes").count() == 0
    lab.page.click("#best")
    lab.page.click("#plan .go")
    lab.page.wait_for_selector(".votes .mine")
    first = lab.run(VOTES)
    assert len(first) == 8
    lab.good(*(looks.SIZES[:2] if width > looks.PHONE[0] else looks.SIZES[2:]))
    lab.page.locator(".hand").nth(1).locator("[type=checkbox]").uncheck()
    assert "0 %" in lab.text(".hand:nth-child(2) .money")
    lab.page.click("#plan .go")
    lab.page.wait_for_function(
        f"(first) => {VOTES}.join() !== first.join()",
        arg=first,
    )
    assert len(set(lab.run(VOTES)) - set(first)) == 1  # nobody else's votes moved
    lab.page.click("nav a")
    lab.page.wait_for_selector("#lab", state="visible")
    assert lab.run("location.hash") == WORLD.replace("play=1&", "")
    lab.page.click("#to-play")
    lab.page.wait_for_selector("#play", state="visible")
    assert not lab.page.locator("#lab").is_visible()
    assert lab.page.locator(".votes .mine").count() == 1  # as it was left
    second = lab.run(VOTES)
    lab.page.fill("[id='play-in_flight.proxy_correlation']", "0")
    assert lab.page.locator(".votes").count() == 0
    lab.page.click("#plan .go")
    lab.page.wait_for_selector(".votes .mine")
    assert len(set(lab.run(VOTES)) - set(second)) == 2  # those that adapt, by no signal


def test_whoever_leaves_everybody_out_is_told(opened: Open) -> None:
    lab = opened(WORLD)
    lab.page.wait_for_selector("#plan")
    for box in lab.page.locator(".hand [type=checkbox]").all():
        box.uncheck()
    assert lab.page.locator("#plan .go").is_disabled()
    assert "at least one segment" in lab.text("#plan [role=status]")


def test_a_world_that_is_not_there_is_the_baseline_and_says_so(opened: Open) -> None:
    lab = opened("#play=1&preset=no-such")
    lab.page.wait_for_selector("#plan")
    assert "no-such" in lab.text("#play .wrong")


@pytest.fixture
def room() -> Iterator[tuple[str, Classroom]]:
    classroom = Classroom()
    with served(server.build(Desk(team(1)), classroom=classroom, stages=FEW)) as address:
        yield f"{address}/", classroom


def test_a_class_promises_and_then_votes(chromium: Browser, room: tuple[str, Classroom]) -> None:
    plain, classroom = room

    def opened(where: str, width: int) -> Opened:
        context = chromium.new_context(viewport={"width": width, "height": 800})
        page = Opened(context.new_page(), plain)
        page.page.goto(where)
        return page

    teacher = opened(f"{plain}#teach={classroom.key}", 1_280)
    teacher.page.wait_for_selector("#pose")
    teacher.page.click("#to-play")
    teacher.page.click("#play-open")
    teacher.page.wait_for_selector("#play-promise")
    students = [opened(plain, width) for width in (375, 1_280)]
    for number, each in enumerate(students, 1):
        each.page.fill("#join-code", classroom.code)
        each.page.click("#join button")
        each.page.wait_for_selector("#plan")
        assert f"You are player #{number}" in each.text("#play")
        each.page.click("#best")
        each.page.click("#plan .go")
        each.page.wait_for_function(
            "() => document.querySelector('#plan [role=status]').textContent.startsWith('Commi')"
        )
    teacher.page.wait_for_function(
        "() => document.getElementById('committed').textContent.startsWith('2 of 2 ')"
    )
    teacher.good()
    students[0].good()
    teacher.page.click("#play-promise")
    for each in (teacher, *students):
        each.page.wait_for_selector(".votes")
        assert "Round one" in each.text("#played")
        assert each.page.locator(".board").count() == 0
        assert len(each.run(VOTES)) == 3  # two plans and the single message
    students[0].good(looks.PHONE)
    teacher.good(looks.PROJECTOR)
    teacher.page.click("#play-election")
    for each in (teacher, *students):
        each.page.wait_for_selector(".board svg text")
        assert each.page.locator(".standings tbody tr").count() == 2
        each.good(*((looks.PHONE,) if each is students[0] else looks.SIZES[:2]))
    assert students[0].page.locator(".board line.mine").count() == 1
    assert teacher.page.locator(".board line.mine").count() == 0
    teacher.page.click("#play-close")
    students[0].page.wait_for_function(
        "() => document.getElementById('play').textContent.includes('Wait until')"
    )
    for each in (teacher, *students):
        each.page.context.close()
        assert [told for told in each.wrong if "401" not in told] == []
