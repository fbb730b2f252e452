"""What a person does with the page, and what the page then shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

from msim.lab.worlds import STAGES, LabStage, LabWorld
from tests.lab.browser import looks

TABLE = """[...document.querySelectorAll(".world table tbody tr")].map((row) =>
  [...row.children].map((cell) => cell.firstChild.textContent))"""
"""Every arm's name and numbers, without their intervals."""
SHOWN = ("votes", "ladder", "reach", "promised", "voters")


@dataclass
class Opened:
    """An open page, what it asked the network for, and what went wrong in it."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(300_000)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, told: ConsoleMessage) -> None:
        if told.type in ("error", "warning"):
            self.wrong.append(told.text)

    def shows(
        self, world: LabWorld, pane: str = "now", stages: Sequence[LabStage] = STAGES
    ) -> None:
        """Wait until a world's answer is on the screen, at whichever stage."""
        hashes = [world.scenario(stage).hash for stage in stages]
        self.page.wait_for_function(
            "([pane, hashes]) => hashes.includes(document.querySelector("
            "`section[aria-labelledby=title-${pane}]`)?.dataset.hash)",
            arg=[pane, hashes],
        )

    def good(self, *sizes: looks.Size) -> None:
        """Nobody is shut out of what is on the page, and it fits: at these sizes, or at all."""
        found = looks.wrong(self.page, sizes or looks.SIZES)
        assert not found, "\n".join(found)

    def tab(self, where: str, most: int = 80) -> None:
        """Press Tab until the focus is there; it can be seen."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.run("(where) => document.activeElement.matches(where)", where):
                shown = self.run("getComputedStyle(document.activeElement).outlineStyle")
                assert shown not in ("none", ""), f"the focus on {where} cannot be seen"
                return
        raise AssertionError(f"{where} cannot be reached by Tab")

    def drawn(self, *names: str) -> None:
        """Wait until figures are drawn."""
        for name in names or SHOWN:
            self.page.wait_for_selector(f"figure[data-figure={name}][data-stage] svg")

    def move(self, key: str, *positions: int) -> None:
        """Put a slider to a position, as a hand or a key does; to several in one go, as a drag."""
        self.page.locator(f"[id='lever-{key}']").evaluate(
            "(lever, places) => { for (const at of places) { lever.value = at;"
            " lever.dispatchEvent(new Event('input', { bubbles: true })); } }",
            positions,
        )

    def text(self, selector: str) -> str:
        """The text of an element."""
        return self.page.locator(selector).first.inner_text()

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script gives in the page."""
        return self.page.evaluate(script, *arguments)
