"""A class of three in real browsers: question, predictions, and the answer beside them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from msim.lab import server
from msim.lab.classroom import Classroom
from msim.lab.work import Desk, team
from msim.lab.worlds import LabStage
from tests.lab.browser import looks
from tests.lab.browser.pages import Opened
from tests.lab.served import served

pytestmark = pytest.mark.xdist_group("browser")


FEW = (LabStage(1_000, 1, 2), LabStage(1_000, 2, 6))  # worlds: fewer have no verdict


@pytest.fixture
def room() -> Iterator[tuple[str, Classroom]]:
    """The class, and where it is; answers are as fine as they get after a few replicates."""
    classroom = Classroom()
    with served(server.build(Desk(team(1)), classroom=classroom, stages=FEW)) as address:
        yield f"{address}/", classroom


def test_three_predict_before_they_see(chromium: Browser, room: tuple[str, Classroom]) -> None:
    plain, classroom = room
    code, address = classroom.code, f"{plain}#teach={classroom.key}"

    def opened(where: str) -> Opened:
        page = Opened(chromium.new_context().new_page(), plain)
        page.page.goto(where)
        return page

    teacher = opened(address)
    teacher.page.wait_for_selector("#pose")
    assert "teach" not in teacher.run("location.href")
    students = [opened(plain) for _ in range(2)]
    width, height = looks.PHONE
    students[0].page.set_viewport_size({"width": width, "height": height})
    students[0].page.wait_for_selector("#join[open]")
    students[0].good()
    students[0].page.fill("#join-code", "WRONG2")
    students[0].page.click("#join button")
    students[0].page.wait_for_function("() => document.getElementById('join-said').textContent")
    for each in students:
        each.page.fill("#join-code", code.lower())
        each.page.click("#join button")
        each.page.get_by_text("Wait for the first question").wait_for()
        assert not each.page.locator("#worlds").is_visible()
    students[0].good(looks.PHONE)
    teacher.page.select_option("#preset", "divisive")
    teacher.page.click("#pose")
    for choice, each in enumerate(students):
        each.page.wait_for_selector("#ballot")
        if not choice:
            each.good()
            teacher.good()
        assert not each.page.locator("#worlds").is_visible()
        each.page.check(f"#ballot input[value='{choice}']")
        each.page.click("#ballot button")
    for each in (teacher, *students):
        each.page.wait_for_function(
            "() => document.getElementById('class-said').textContent.startsWith('2 of 2 ')"
        )
        assert not each.page.locator("#worlds").is_visible()
        assert not each.page.locator("#tally").is_visible()
    teacher.page.click("#reveal")
    for each in (teacher, *students):
        each.page.wait_for_selector("#tally .came")
        assert each.page.locator("#answer-now").is_visible()
        assert each.run("location.hash") == "#preset=divisive"
        counts = (
            "[...document.querySelectorAll('#tally tbody td:nth-child(2)')].map(c => c.textContent)"
        )
        assert each.run(counts) == ["1", "1", "0", "0"]
    for each in (teacher, students[0]):
        each.page.wait_for_selector("figure[data-figure=voters][data-stage='1'] svg")
        each.good(looks.PHONE, looks.LAPTOP)
    assert "your prediction" in students[1].text("#tally tr:nth-child(2)")
    for each in (teacher, *students):
        each.page.context.close()
        assert [told for told in each.wrong if "401" not in told] == []


def test_a_code_counts_that_is_typed_while_the_page_still_asks_without_one(
    chromium: Browser, room: tuple[str, Classroom]
) -> None:
    plain, classroom = room
    page = Opened(chromium.new_context().new_page(), plain).page
    page.goto(plain)
    page.wait_for_selector("#join[open]")
    held: list[Route] = []
    page.route("**/session", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/session"):  # it asks again and again
        pass
    page.fill("#join-code", classroom.code)
    page.click("#join button")
    held[0].continue_()  # this one is refused, and says nothing of the code
    page.get_by_text("Wait for the first question").wait_for()
    page.context.close()
