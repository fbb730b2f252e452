"""A class of three in real browsers: question, predictions, and the answer beside them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.lab.browser.pages import Opened

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def printed() -> Iterator[tuple[str, str]]:
    """The instructor's address and the join code, as printed."""
    command = [sys.executable, "-m", "msim", "lab", "--classroom", "--no-open", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as lab:
        try:
            assert lab.stdout is not None
            address = lab.stdout.readline().strip()
            code = re.fullmatch(r"join code: (\w+)\n", lab.stdout.readline())
            assert code is not None
            yield address, code[1]
        finally:
            lab.terminate()
            lab.wait(20)


def test_three_predict_before_they_see(chromium: Browser, printed: tuple[str, str]) -> None:
    address, code = printed
    plain = address.partition("#")[0]

    def opened(where: str) -> Opened:
        page = Opened(chromium.new_context().new_page(), plain)
        page.page.goto(where)
        return page

    teacher = opened(address)
    teacher.page.wait_for_selector("#pose")
    assert "teach" not in teacher.run("location.href")
    students = [opened(plain) for _ in range(2)]
    students[0].page.fill("#join-code", "WRONG2")
    students[0].page.click("#join button")
    students[0].page.wait_for_function("() => document.getElementById('join-said').textContent")
    for each in students:
        each.page.fill("#join-code", code.lower())
        each.page.click("#join button")
        each.page.wait_for_selector("#sliders .lever", state="visible")
    teacher.page.select_option("#preset", "divisive")
    teacher.page.click("#pose")
    for choice, each in enumerate(students):
        each.page.wait_for_selector("#ballot")
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
        assert each.run(counts) == ["1", "1", "0"]
    assert "your prediction" in students[1].text("#tally tr:nth-child(2)")
    for each in (teacher, *students):
        each.page.context.close()
        assert [told for told in each.wrong if "401" not in told] == []
