"""The page's own rule of verdicts gives what the engine's gives, case by case."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from msim.lab import files
from tests.core.verdicts import CASES

pytestmark = pytest.mark.xdist_group("browser")
RULE = """async ([text, cases]) => {
  const { outcome } = await import("data:text/javascript," + encodeURIComponent(text));
  return cases.map(([low, high, worth, tied]) => outcome({ low, high }, worth, tied));
}"""


def test_the_table_of_verdicts_holds_in_the_page(chromium: Browser) -> None:
    page = chromium.new_context(offline=True).new_page()
    cases = [[low, high, worth, tied] for low, high, worth, tied, _ in CASES]
    assert page.evaluate(RULE, [files.static()["numbers.js"], cases]) == [
        found for *_, found in CASES
    ]
    page.context.close()
