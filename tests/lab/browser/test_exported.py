"""The exported file, opened from disk: levers move, numbers follow, nobody is asked anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from msim import api
from msim.core.text import bounds, mean
from msim.lab import export
from msim.lab.answers import brief, table
from msim.lab.grid import PRESET, worlds
from msim.lab.story.chapters import told
from msim.lab.story.titles import SCREENS
from msim.lab.texts import texts
from msim.lab.worlds import LabWorld
from msim.report.common.document import unmarked
from msim.report.common.sentences import SHORT
from msim.report.run import sentences
from msim.report.whatif.result import WhatIf
from tests.lab.browser.looks import PHONE
from tests.lab.browser.pages import TABLE, Opened
from tests.lab.gridded import AXES, STAGE, grid

PAIRS = "[...document.querySelectorAll('#kept dd')].map((each) => each.innerText)"
pytestmark = pytest.mark.xdist_group("browser")


def test_the_file_shows_the_engine_s_numbers_and_asks_nobody(
    chromium: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "lab.html"
    file.write_text(export.page(grid()), encoding="utf-8")
    assert file.stat().st_size < export.LARGEST
    lab = Opened(chromium.new_context(offline=True).new_page(), file.as_uri())
    lab.page.goto(f"{file.as_uri()}#preset=baseline")
    lab.drawn("votes", "ladder", "reach", "promised")
    own = api.compare(LabWorld(PRESET).scenario(STAGE)).data
    assert lab.text(".brief") == brief(own)
    assert unmarked(sentences.answer(own)) in lab.text("#answer-now")
    assert "6 worlds of 2 surveys" in lab.text(".state")
    assert lab.run(TABLE) == [
        [row["label"], *(value for value, _ in row["cells"])] for row in table(own)["rows"]
    ]
    for world in worlds(AXES):
        for axis in AXES:
            at = axis.positions.index(dict(world.changes)[axis.key])
            lab.move(axis.key, at)
        data = api.compare(world.scenario(STAGE)).data
        assert lab.text(".brief") == brief(data)
        assert lab.text("#answer-now").count(unmarked(sentences.answer(data))) == 1
        assert unmarked(sentences.why(data)) in lab.text("#answer-now")
        assert "simulated directly" in lab.text(".state")
    runs = [api.compare(world.scenario(STAGE)) for world in worlds(AXES)]
    gaps = [WhatIf(runs[-1], runs[0]).data.difference(name) for name in texts("paired")["measures"]]
    lab.page.click("#pin")
    for axis in AXES:
        lab.move(axis.key, axis.positions.index(axis.nodes[0]))
    assert [each.replace("+", "") for each in lab.run(PAIRS)] == [
        f"{mean(gap, 'votes')} {bounds(gap, 'votes') or 'too few worlds for an interval'}"
        for gap in gaps
    ]
    assert not lab.page.locator("#take, #kept .pairs + .caption + button").is_visible()
    lab.move(AXES[0].key, 2)
    assert "not simulated itself" in lab.text("#kept")
    lab.page.click("#remove-0")
    assert "estimated from the simulated settings" in lab.text(".state")
    assert "a check on 2 other settings" in lab.text(".state")
    assert "an estimate" in lab.text(".brief")
    answer = lab.text("#answer-now")
    assert not [each for each in (*SHORT.values(), "Targeting") if each in answer]
    lab.good()
    lab.page.click("#same")
    assert "messages.party_correlation=0.7" in lab.text("#command")
    for number, name in enumerate(SCREENS, 1):
        lab.page.goto(f"{file.as_uri()}#story={number}")
        lab.page.wait_for_selector(f"#story[data-screen={name}] #picture circle")
    lab.page.check("#guess input[value='0']")
    lab.page.click("#act button")
    lab.good(PHONE)
    assert told("bill", STAGE)["lead"][0] in lab.text("#lead")
    lab.page.check("#mind label:first-of-type input")
    lab.page.click("#to-lab")
    assert lab.page.locator("#answer-now").is_visible()
    lab.page.context.close()
    assert lab.wrong == []
    assert {url.split("#")[0] for url in lab.asked} == {file.as_uri()}
