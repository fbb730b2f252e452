"""A lesson in real browsers: a console, a projection, three students, one of whom comes late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from msim.classroom.room import LessonRoom
from tests.classroom.made import MARK, Browsers, taught
from tests.lab.browser.looks import LAPTOP as SMALL
from tests.lab.browser.looks import PHONE
from tests.lab.browser.looks import PROJECTOR as LARGE
from tests.lab.browser.pages import Opened

pytestmark = pytest.mark.xdist_group("browser")
LETTERS = """(where) => [...document.querySelectorAll(where)].map((each) => {
  const at = each.getScreenCTM?.() ?? { a: 1, b: 0 };
  return parseFloat(getComputedStyle(each).fontSize) * Math.hypot(at.a, at.b);
})"""
WIDER = "document.documentElement.scrollWidth - innerWidth"
HIGHER = "document.documentElement.scrollHeight - innerHeight"


class View(Opened):
    """A page of the class, and every text that came to it."""

    def __init__(self, browser: Browser, address: str, where: str, size: tuple[int, int]) -> None:
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height})
        super().__init__(context.new_page(), address)
        self.told: list[str] = []
        self.page.on("response", self._came)
        self.page.goto(f"{address}{where}")

    def _came(self, response: Response) -> None:
        if response.ok:
            self.told.append(response.url)

    def shown(self, text: str) -> None:
        """Wait until a text is on the page."""
        self.page.get_by_text(text, exact=False).first.wait_for()


@pytest.fixture
def room() -> Iterator[tuple[Browsers, LessonRoom]]:
    with taught() as found:
        yield found


def letters(page: Page, where: str) -> float:
    """The smallest letters of what is there, in pixels of the screen."""
    found: list[Any] = page.evaluate(LETTERS, where)
    assert found, where
    return min(found)


def test_a_lesson_from_joining_to_the_reveal(
    chromium: Browser, room: tuple[Browsers, LessonRoom]
) -> None:
    pages, lesson = room
    address = str(pages.client.base_url).rstrip("/")

    def view(where: str, size: tuple[int, int] = LARGE) -> View:
        return View(chromium, address, where, size)

    console = view(f"/console#teach={lesson.door.key}")
    screens = [view(f"/screen#show={lesson.view}", size) for size in (LARGE, SMALL)]
    typed, scanned = view("/", PHONE), view(f"/#join={lesson.door.code}", PHONE)

    for screen, (_, height) in zip(screens, (LARGE, SMALL), strict=True):
        screen.page.wait_for_selector(".qr svg")
        for what in ("#address", "#code"):
            assert letters(screen.page, what) >= 0.14 * height  # capitals: 0.7 of it
        assert screen.text("#code") == lesson.door.code
        assert screen.text("#address").replace("\n", "") == "192.168.178.45:8741"
        assert screen.run(WIDER) <= 0 and screen.run(HIGHER) <= 0
    screens[0].good()
    console.shown("Ask the first question")
    console.good()
    typed.good()
    typed.page.fill("#code", "WRONG2")
    typed.page.click("#join button")
    typed.page.wait_for_function("() => document.getElementById('refused').textContent")
    typed.page.fill("#code", lesson.door.code.lower())
    typed.page.click("#join button")
    for student in (typed, scanned):
        student.shown("Wait for the first question")
    typed.good(PHONE)

    console.page.click("#next")
    step = lesson.steps[0]
    for each in (*screens, typed, scanned):
        each.shown(step.world)
        each.shown(step.question)
    screens[0].good()
    typed.good()
    typed.page.check("#ballot input[value='2']")
    typed.page.click("#ballot button")
    typed.shown("Your answer: fewer than promised")
    typed.good(PHONE)
    scanned.page.check("#ballot input[value='0']")
    scanned.page.click("#ballot button")
    scanned.page.reload()  # a phone that was put away is still the same student
    scanned.shown("Your answer: more than the test promised")
    late = view(f"/#join={lesson.door.code}", PHONE)
    late.page.wait_for_selector("#ballot")
    console.shown("2 of 3 have answered")
    screens[0].shown("2 of 3 have answered")
    for each in (*screens, typed, scanned, late):
        assert "MARKED" not in each.page.content()
        assert not [url for url in each.told if url.endswith("/result")]
    assert "MARKED-1-text" in console.page.content()
    assert not console.page.get_by_text("MARKED-1-text").is_visible()  # until she opens it
    for summary in ("#hidden summary", "#steps summary"):
        console.page.locator(summary).first.click()
    console.good()

    console.page.click("#next")
    for screen, (width, _) in zip(screens, (LARGE, SMALL), strict=True):
        screen.shown("MARKED-1-title")
        assert screen.page.locator("main svg").count() == 1  # one chart at a time
        counts = screen.page.locator(".tally .count").all_inner_texts()
        assert counts == ["1", "0", "1"] and screen.page.locator(".came .count").count() == 1
        least = 24 if width == LARGE[0] else 14
        assert letters(screen.page, "main svg text, main figcaption *, main .tally *") >= least
        assert screen.run(WIDER) <= 0 and screen.run(HIGHER) <= 0
    screens[0].good()
    for slide in ("2 of 3", "3 of 3"):
        console.shown(slide)
        console.page.click("#next")
    screens[0].shown("MARKED-1-text")
    typed.shown("You predicted it.")
    scanned.shown("You predicted: more than the test promised.")
    screens[0].good(LARGE)
    for each in (typed, scanned, late):
        each.shown("MARKED-1-text")
        assert each.run(WIDER) <= 0
    typed.good()
    for each in (*screens, typed, scanned, late):
        assert MARK.format(step=2) not in each.page.content()

    console.page.wait_for_function(
        "() => document.getElementById('next').textContent.includes('question')"
    )
    console.page.click("#next")
    screens[0].shown(lesson.steps[1].question)
    late.page.wait_for_selector("#ballot input:not(:checked)")
    for each in (console, *screens, typed, scanned, late):
        each.page.context.close()
        assert [told for told in each.wrong if "401" not in told] == []
        assert {url.startswith(address) for url in each.asked} == {True}


def test_the_console_is_run_by_the_keyboard_alone(
    chromium: Browser, room: tuple[Browsers, LessonRoom]
) -> None:
    pages, lesson = room
    address = str(pages.client.base_url).rstrip("/")
    console = View(chromium, address, f"/console#teach={lesson.door.key}", SMALL)
    console.shown("Ask the first question")
    console.page.focus("#next")
    for words in (
        "Reveal the answer", "Next picture (2 of 3)", "Next picture (3 of 3)",
        "Ask the next question",
    ):  # fmt: skip
        console.page.keyboard.press("Enter")
        console.page.wait_for_function(
            "(words) => document.getElementById('next').textContent === words", arg=words
        )
    assert console.run("document.activeElement.id") == "next"
    assert console.run(WIDER) <= 0
    console.page.context.close()
    assert console.wrong == []


def test_a_student_answers_by_the_keyboard_alone(
    chromium: Browser, room: tuple[Browsers, LessonRoom]
) -> None:
    pages, lesson = room
    address = str(pages.client.base_url).rstrip("/")
    console = View(chromium, address, f"/console#teach={lesson.door.key}", SMALL)
    student = View(chromium, address, "/", PHONE)
    student.page.wait_for_selector("#join:not([hidden])")
    student.tab("#code")
    student.page.keyboard.type(lesson.door.code)
    student.page.keyboard.press("Enter")
    student.shown("Wait for the first question")
    console.shown("Ask the first question")
    console.tab("#next")
    console.page.keyboard.press("Space")
    student.page.wait_for_selector("#ballot")
    student.tab("#ballot input")
    student.page.keyboard.press("Space")
    student.page.keyboard.press("ArrowDown")
    student.tab("#ballot button")
    student.page.keyboard.press("Enter")
    student.shown(f"Your answer: {lesson.steps[0].choices[1]}")
    console.tab("#hidden summary")
    console.page.keyboard.press("Enter")
    console.page.get_by_text("MARKED-1-text").wait_for()
    for each in (console, student):
        each.page.context.close()
        assert [told for told in each.wrong if "401" not in told] == []


def test_pages_of_a_class_without_their_keys_say_what_to_do(
    chromium: Browser, room: tuple[Browsers, LessonRoom]
) -> None:
    pages, _ = room
    address = str(pages.client.base_url).rstrip("/")
    for where, told in (("/screen", "h1"), ("/console", "#said:not(:empty)")):
        page = View(chromium, address, where, SMALL)
        page.page.wait_for_selector(told)
        page.good()
        page.page.context.close()


def test_the_last_words(chromium: Browser, room: tuple[Browsers, LessonRoom]) -> None:
    pages, lesson = room
    address = str(pages.client.base_url).rstrip("/")
    pages.ask("teacher", do="end")
    views = ((f"/screen#show={lesson.view}", LARGE), (f"/#join={lesson.door.code}", PHONE))
    for where, size in views:
        page = View(chromium, address, where, size)
        page.shown("That was the last question")
        page.good()
        page.page.context.close()
