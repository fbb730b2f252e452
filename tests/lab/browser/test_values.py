"""Values of a figure by pointer, keyboard and touch; the figure as a picture and as a slide."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Download

from msim import api
from msim.lab.answers import brief
from msim.lab.worlds import STAGES, LabWorld
from tests.lab.browser.conftest import Open
from tests.lab.browser.pages import Opened

pytestmark = pytest.mark.xdist_group("browser")
WORLD = LabWorld.of("null", {"test.respondents": 1_000})
START = "#preset=null&test.respondents=1000"
FINAL = "figure[data-figure={}][data-stage='1']:not(.stale) svg"
VOTES = "document.querySelectorAll('figure[data-figure=votes] svg text')"
TEXTS = f"[...{VOTES}].map((each) => each.textContent)"
SAVED = "() => document.getElementById('said').textContent.includes('saved')"
UNITS = {"ladder": "votes", "reach": "%", "promised": "votes", "voters": "shown"}


def whole(opened: Open, *figures: str, **context: object) -> Opened:
    """A page on which figures of the whole run are drawn."""
    lab = opened(START, **context)
    lab.page.wait_for_selector(".world[data-stage='1']:not([aria-busy])", timeout=300_000)
    for name in figures:
        lab.page.wait_for_selector(FINAL.format(name))
    return lab


def saved(lab: Opened, figure: str, kind: str) -> Download:
    button = f"figure[data-figure={figure}] button[data-kind={kind}]"
    if not lab.page.is_visible(button):
        lab.page.click(f"figure[data-figure={figure}] .save summary")
    with lab.page.expect_download() as found:
        lab.page.click(button)
    return found.value


def test_values_are_read_by_pointer_and_by_key(opened: Open) -> None:
    lab = whole(opened, "votes", "ladder", "reach", "promised", "voters")
    data = api.compare(WORLD.scenario(STAGES[-1])).data
    bubble = lab.page.locator("figure[data-figure=votes] .value")
    lab.page.focus("figure[data-figure=votes] .drawing")
    lab.page.keyboard.press("End")
    lab.page.keyboard.press("Home")
    first = data.speaking[0]
    words = lab.text("#said")
    shown = next(text for text in lab.run(TEXTS) if "[" in text)
    value, low, high = re.match(r"(\S+) \[(\S+), (\S+)\]", shown).groups()
    assert words == f"{first}, net votes, {value} votes, 95 % interval {low} to {high}"
    shown = bubble.inner_text().splitlines()
    assert shown[:2] == [f"{first.capitalize()}, net votes", f"{value} votes"]
    said = set()
    for _ in range(30):
        lab.page.keyboard.press("ArrowRight")
        said.add(lab.text("#said"))
    assert len([each for each in said if "net votes, " in each]) >= len(data.speaking) - 1
    assert [each for each in said if f" {data.currency}, 95 % interval" in each]
    lab.page.keyboard.press("Escape")
    assert not bubble.is_visible()
    assert lab.run("document.activeElement.className") == "drawing"
    for name, unit in UNITS.items():
        lab.page.focus(f"figure[data-figure={name}] .drawing")
        lab.page.keyboard.press("Home")
        assert unit in lab.text("#said"), name
    lab.page.locator("figure[data-figure=reach] .mark-rect path").first.hover()
    assert "reach 1+" in lab.text("figure[data-figure=reach] .value").lower()
    lab.page.hover("h1")
    assert not lab.page.is_visible("figure[data-figure=votes] .value")
    dot = lab.page.locator("figure[data-figure=voters] .mark-symbol path").first
    index = int(dot.evaluate("(dot) => dot.__data__.datum.index"))
    dot.click(force=True)
    lab.page.locator("#voter .state", has_text=f"synthetic voter {index}").wait_for()
    command = lab.text("#voter pre")
    assert command == f"msim voter null --set test.respondents=1000 --index {index}"


def test_a_finger_reads_values_and_nothing_is_wider_than_the_phone(opened: Open) -> None:
    lab = whole(opened, "votes", viewport={"width": 375, "height": 720}, has_touch=True)
    lab.page.locator("figure[data-figure=votes] .mark-rect path").first.tap()
    assert lab.page.is_visible("figure[data-figure=votes] .value")
    assert "net votes" in lab.text("#said")
    assert lab.run("document.documentElement.scrollWidth") == 375


def test_a_saved_picture_shows_the_numbers_of_the_page(opened: Open, tmp_path: Path) -> None:
    lab = whole(opened, "votes")
    data = api.compare(WORLD.scenario(STAGES[-1])).data
    file = saved(lab, "votes", "svg")
    assert file.suggested_filename == "msim-null-votes.svg"
    root = ElementTree.parse(file.path()).getroot()
    texts = [each.text or "" for each in root.iter() if each.tag.endswith("}text")]
    numbers = {text for text in lab.run(TEXTS) if "[" in text}
    assert len(numbers) >= len(data.speaking)
    assert numbers <= set(texts)
    told = " ".join(texts)
    assert "How many votes, and what one costs" in told
    assert "The invented country null, changed: Test respondents 1,000 instead of 24,030." in told
    assert "95 % interval of the mean" in told
    assert "The numbers of msim run" in told
    assert f"synthetic · scenario null {data.summary['scenario']['hash'][:8]}" in told
    assert {"naive", "segmented", "net votes"} <= set(texts)
    dots = Path(saved(lab, "votes", "png").path()).read_bytes()
    assert dots[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", dots[16:24]) == tuple(
        2 * int(root.get(name)) for name in ("width", "height")
    )


def test_a_slide_has_the_answer_and_the_size_of_one(opened: Open) -> None:
    lab = whole(opened, "votes")
    lab.page.evaluate("navigator.clipboard.write = undefined")
    lab.page.evaluate("""() => {
      const made = XMLSerializer.prototype.serializeToString;
      XMLSerializer.prototype.serializeToString = function (svg) {
        window.drawnLast = svg.getAttribute("aria-label");
        return made.call(this, svg);
      };
    }""")
    file = saved(lab, "votes", "slide")
    dots = Path(file.path()).read_bytes()
    assert struct.unpack(">II", dots[16:24]) == (1920, 1080)
    assert file.suggested_filename == "msim-null-votes-slide.png"
    lab.page.wait_for_function(SAVED)
    data = api.compare(WORLD.scenario(STAGES[-1])).data
    assert lab.run("window.drawnLast") == brief(data) == lab.text(".brief")
