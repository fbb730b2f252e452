"""Who can use the page: by keyboard alone, on a phone, in the dark, from the back of a room."""

from __future__ import annotations

import pytest

from msim.lab.worlds import LabWorld
from tests.lab.browser.conftest import Open

pytestmark = pytest.mark.xdist_group("browser")
QUICK = {"test.respondents": 1_000}
START = "#preset=null&test.respondents=1000"
CONTRAST = """() => {
  const light = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map((each) => {
      const c = each / 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const found = getComputedStyle(node).backgroundColor;
      if (!/rgba\\(.*, 0\\)/.test(found)) return found;
    }
    return "rgb(255, 255, 255)";
  };
  const wrong = [];
  for (const node of document.querySelectorAll("body *:not(script, svg *, option)")) {
    const own = [...node.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
    if (!own || !node.checkVisibility() || node.closest(".off, .unseen, .skip, svg")) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const told = `${node.tagName} ${node.className} ${node.textContent.slice(0, 30)} ${ratio}`;
    if (ratio < 4.5) wrong.push(told);
  }
  return wrong;
}"""


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(opened: Open, scheme: str) -> None:
    lab = opened(START, color_scheme=scheme)
    lab.drawn("votes")
    assert lab.run(CONTRAST) == []


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
