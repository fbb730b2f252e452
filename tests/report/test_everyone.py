"""Nobody is shut out of a page that is written: axe's rules, and the sizes of screens.

Pages of reach and of segments are asked the same where their results are made.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

import msim
from msim.claims.run import Debate
from msim.lessons import find
from msim.lessons.filling import Filled
from msim.lessons.pages import html as sheet
from msim.report.common.document import Document, Section
from msim.report.common.drawing import svg
from msim.report.common.html import page
from msim.report.debate import sections as debate
from msim.report.debate.data import DebateData
from msim.report.run import sections as run
from msim.report.trial import sections as trial
from msim.report.trial.figures import power
from msim.report.turns import figures
from msim.report.turns import sections as turns
from msim.report.verify import sections as verify
from msim.report.voter import sections as voter
from msim.report.whatif import sections as whatif
from tests.claims import made
from tests.lab.browser.conftest import chromium as chromium  # a fixture
from tests.lab.browser.looks import read
from tests.report.everything import everything
from tests.report.fixtures import made_up
from tests.report.study import test_page as studied
from tests.report.trial import test_page as tried
from tests.report.turns.test_page import LOST
from tests.report.verify import test_page as verified
from tests.report.whatif import test_page as changed

pytestmark = pytest.mark.xdist_group("everyone")


def run_page() -> str:
    """With all its pictures."""
    return page(run.document(made_up()), run.pictures(made_up()))


def run_with_everything() -> str:
    return page(run.document(everything()), {})


def debate_page() -> str:
    held = made.found(made.claim(id="held"), lambda _: 0.2)
    turned = made.found(made.claim(id="turned"), lambda at: at.value("budget.total") / 8e6 - 1)
    manifest = {"msim": "0.0", "timing": {"seconds": 1.0}}
    data = DebateData(Debate((held, turned), True, 1.0), manifest)
    figures = debate.figures(held, manifest)
    return page(debate.document(data), {name: (each, svg(each)) for name, each in figures.items()})


def verify_page() -> str:
    return page(verify.document(verified.made_up()), {})


def whatif_page() -> str:
    told = changed.data({"budget.total": (4e6, 2e6)}, changed.TABLE)
    return page(whatif.document(told), {})


def voter_page() -> str:
    tiny = msim.load("small", {"population.simulated": 500, "test.surveys": 1})
    return page(voter.document(msim.voter(tiny).data), {})


def turns_page() -> str:
    drawn = figures.turns(LOST, "synthetic")
    assert drawn is not None
    document = Document("turns", "turns", "Where does it turn?", (
        Section("turns", "Turning points", turns.blocks(LOST, 7)),
    ), "synthetic")  # fmt: skip
    return page(document, {"turns": (drawn, svg(drawn))})


def trial_page() -> str:
    data = tried.made(tried.row(1, 2), tried.row(2, 2))
    drawn = power(data)
    return page(trial.document(data), {"power": (drawn, svg(drawn))})


def worksheet() -> str:
    lesson = find("winners-curse")
    return sheet(lesson, "worksheet", Filled(lesson.text("worksheet")))


PAGES: dict[str, Callable[[], str]] = {
    "run": run_page, "everything": run_with_everything, "debate": debate_page,
    "indices": lambda: studied.html(studied.sobol(), {}),
    "curve": lambda: studied.html(studied.curve(), {}),
    "turns": turns_page, "trial": trial_page, "voter": voter_page, "verify": verify_page,
    "whatif": whatif_page, "worksheet": worksheet,
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_nobody_is_shut_out_of_a_page(chromium: Browser, kind: str) -> None:
    assert read(chromium, PAGES[kind]()) == []
