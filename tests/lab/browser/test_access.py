"""Who can use the page: by keyboard alone, on a phone, in the dark, from the back of a room."""

from __future__ import annotations

import pytest

from msim.lab.worlds import LabWorld
from tests.lab.browser import looks
from tests.lab.browser.conftest import Open

pytestmark = pytest.mark.xdist_group("browser")
QUICK = {"test.respondents": 1_000}
START = "#preset=null&test.respondents=1000"


def test_everything_can_be_done_from_the_keyboard(opened: Open) -> None:
    lab = opened(START)
    lab.shows(LabWorld.of("null", QUICK))
    press = lab.page.keyboard.press
    focused = "document.activeElement.id || document.activeElement.getAttribute('aria-label')"

    def until(name: str) -> None:
        for _ in range(60):
            press("Tab")
            if lab.run(focused) == name:
                return
        raise AssertionError(f"{name} cannot be reached by Tab")

    until("lever-segments.count")
    press("ArrowLeft")
    world = LabWorld.of("null", QUICK | {"segments.count": 5})
    lab.shows(world)
    until("pin")
    press("Enter")
    lab.shows(world, "pinned")
    until("same")
    press("Enter")
    assert lab.page.locator("#elsewhere").is_visible()
    press("Escape")
    assert lab.run(focused) == "same"  # where it was before
    until("Why? the answer")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert lab.run(outline) == "solid"


def test_every_input_has_a_name_and_every_figure_words(opened: Open) -> None:
    lab = opened(START)
    lab.drawn()
    nameless = """() => [...document.querySelectorAll("input, select, button")]
        .filter((each) => !(each.labels?.length || each.textContent.trim() || each.ariaLabel))
        .map((each) => each.outerHTML)"""
    assert lab.run(nameless) == []
    drawn = "document.querySelectorAll('.drawing[role=application]')"
    told = lab.run(f"[...{drawn}].map((each) => each.ariaLabel)")
    assert len(told) == 5
    assert all(len(words) > 40 for words in told)
    lab.page.wait_for_function(
        "() => document.getElementById('said').textContent.includes('Segmented')"
    )
    assert lab.run("document.getElementById('said').getAttribute('aria-live')") == "polite"


def test_nobody_is_shut_out_at_any_size(opened: Open) -> None:
    lab = opened(START)
    lab.page.wait_for_selector("figure[data-figure=voters][data-stage='1'] svg")
    lab.page.locator(".lever summary").first.click()
    lab.good()
    for open_ in ("#same", "button[aria-label='Why? the answer']"):
        lab.page.click(open_)
        lab.good(looks.PHONE)
        lab.page.keyboard.press("Escape")
    wrong = opened("#preset=null&test.respondents=1000&no.such=1")
    wrong.page.wait_for_selector("#noted:not([hidden])")
    wrong.good(looks.PHONE)


def test_a_phone_shows_all_of_it_without_scrolling_sideways(opened: Open) -> None:
    lab = opened(START, viewport={"width": 375, "height": 720}, has_touch=True)
    lab.drawn()
    assert lab.run("document.documentElement.scrollWidth") == 375
    assert lab.page.locator("#brief").is_visible()
    small = """() => [...document.querySelectorAll("button:not(.why), select, input")]
        .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 24)
        .map((each) => each.id)"""
    assert lab.run(small) == []


def test_the_projector_has_large_type_and_the_link_keeps_it(opened: Open) -> None:
    lab = opened(START)
    lab.shows(LabWorld.of("null", QUICK))
    size = "parseFloat(getComputedStyle(document.querySelector('.brief')).fontSize)"
    before = lab.run(size)
    lab.page.click("#projector")
    assert lab.run(size) > 1.3 * before
    assert looks.unfit(lab.page) == []
    assert "view=projector" in lab.run("location.hash")
    again = opened("#preset=null&view=projector")
    again.page.wait_for_selector(".brief")
    assert again.run(size) > 1.3 * before


def test_nothing_moves_for_those_who_want_no_motion(opened: Open) -> None:
    lab = opened(START, reduced_motion="reduce")
    lab.drawn("votes")
    moving = """() => [...document.querySelectorAll("*")].filter((each) => {
        const style = getComputedStyle(each);
        return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0;
    }).length"""
    assert lab.run(moving) == 0


def test_it_works_without_any_network_but_this_machine(opened: Open) -> None:
    lab = opened("#preset=baseline")
    lab.page.context.route(lambda url: not url.startswith(lab.address), lambda route: route.abort())
    lab.page.reload()
    lab.drawn()
