"""A real browser on a real laboratory. Without Chromium these tests fail, and do not skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.lab.browser.pages import Opened

ALONE = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
Open = Callable[..., Opened]


@pytest.fixture(scope="module")  # not longer: its event loop would stand in the way of others'
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("there is no Chromium here; .ci/run installs it: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ALONE)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    """Where `msim lab` says that it is."""
    command = [sys.executable, "-m", "msim", "lab", "--no-open", "--port", "0", "--quiet"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=kept) as lab:
        try:
            assert lab.stdout is not None
            yield lab.stdout.readline().strip()
        finally:
            lab.terminate()
            lab.wait(120)


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Open]:
    """Opens the page; in the end nothing may have gone wrong in it or left this machine."""
    pages: list[Opened] = []

    def one(where: str = "", **context: Any) -> Opened:
        page: Page = chromium.new_context(**context).new_page()
        pages.append(Opened(page, address))
        page.goto(address + where)
        return pages[-1]

    yield one
    for each in pages:
        each.page.context.close()
        assert each.wrong == []
        assert {url.split("#")[0].startswith(address) for url in each.asked} == {True}
