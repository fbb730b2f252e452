"""Kept worlds taken along as one file: their answers, what differs, and why, with no server."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.lab.browser.conftest import Open
from tests.lab.browser.pages import TABLE, Opened

pytestmark = pytest.mark.xdist_group("browser")
START = "#preset=null&test.respondents=1000"
ANSWER = "document.querySelector('#answer-{}').innerText"
PAIRS = "[...document.querySelectorAll('#kept dl div')].map((each) => each.innerText)"


def test_kept_worlds_are_one_file_that_says_what_the_page_said(
    opened: Open, chromium: Browser, tmp_path: Path
) -> None:
    lab = opened(START)
    lab.page.wait_for_selector(".world[data-stage='1']:not([aria-busy])", timeout=300_000)
    lab.page.click("#pin")
    lab.move("channels.social.premium", 0)
    lab.page.click("#pin")
    lab.page.fill("#name-1", "No premium & <b>")
    lab.page.keyboard.press("Tab")
    lab.page.wait_for_selector("#kept dl")
    lab.page.click("[id^='why-No premium']")
    lab.page.wait_for_selector("#kept .whence")
    with lab.page.expect_download() as found:
        lab.page.click("#take")
    file = tmp_path / "worlds.html"
    found.value.save_as(file)
    assert file.name in lab.text("#taken") or found.value.suggested_filename in lab.text("#taken")
    alone = Opened(chromium.new_context(offline=True).new_page(), file.as_uri())
    alone.page.goto(file.as_uri())
    alone.drawn("votes", "ladder", "reach", "promised", "voters")
    for pane in ("now", "pinned"):
        assert alone.run(ANSWER.format(pane)) == lab.run(ANSWER.format(pane))
    assert alone.run(TABLE) == lab.run(TABLE)
    assert alone.run(PAIRS) == lab.run(PAIRS)
    assert alone.text("#kept .whence") == lab.text("#kept .whence")
    assert "Premium for targeted delivery: 1 instead of 1.6." in alone.text("#kept")
    assert alone.text("#kept .shown strong") == "No premium & <b>"
    for gone in ("#kept input", "#levers", "#pin", "#take"):
        assert not alone.page.locator(gone).is_visible()
    alone.page.click("#show-0")
    assert alone.text("#title-now") == "World A"
    alone.page.focus("figure[data-figure=votes] .drawing")
    alone.page.keyboard.press("Home")
    assert "95 % interval" in alone.text("#said")
    alone.page.context.close()
    assert alone.wrong == []
    assert {url.split("#")[0] for url in alone.asked} == {file.as_uri()}
