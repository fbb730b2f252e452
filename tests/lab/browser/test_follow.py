"""One voter in a browser: opened by a dot of the story, or as a kind by keyboard."""

from __future__ import annotations

import pytest

from msim import api
from msim.lab.worlds import STAGES, LabWorld
from tests.lab.browser import looks
from tests.lab.browser.conftest import Open

pytestmark = pytest.mark.xdist_group("browser")
ROWS = """[...document.querySelectorAll('#voter [data-table=two-columns] tbody tr')].map((row) =>
  [...row.children].map((cell) => cell.textContent))"""
THERE = "(index) => document.querySelector('#voter .state').textContent.endsWith(`voter ${index}`)"


def test_a_dot_is_followed_through_the_machine(opened: Open) -> None:
    lab = opened("#story=1", viewport={"width": 375, "height": 740})
    lab.page.wait_for_selector("#picture circle")
    lab.page.check("#guess input[value='0']")
    lab.page.click("#act button:text-is('Message 2')")
    dot = lab.page.locator("#picture > svg .voter").nth(3)
    lab.page.wait_for_timeout(800)  # dots are on their way
    dot.click(force=True)
    lab.page.wait_for_function("() => document.querySelector('#voter .drawing svg')")
    index = int(lab.page.input_value("#voter-number"))
    summary = api.voter(LabWorld("baseline").scenario(STAGES[-1]), index).summary
    rows = {name: more for name, *more in lab.run(ROWS)}
    for each in summary["traits"]:
        told = [each["true"], each["seen"], "synthetic"]
        assert rows[each["trait"].replace("_", " ")] == told
    lab.good(looks.PHONE, looks.LAPTOP)
    lab.page.focus("#voter-kind")
    lab.page.keyboard.press("End")
    lab.page.keyboard.press("ArrowUp")  # from "by number" to the last kind
    first = api.voter(LabWorld("baseline").scenario(STAGES[-1]), like="misread").summary
    lab.page.wait_for_function(THERE, arg=first["voter"]["index"])
    lab.page.keyboard.press("Escape")
    assert not lab.page.is_visible("#voter")
