"""What is wrong with a page for somebody: axe's rules in light and dark, and what does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from playwright.sync_api import Browser, Page, ViewportSize

from tests.house.tree import ROOT

AXE: Final = (ROOT / "tests/vendor/axe-core/axe.min.js").read_text(encoding="utf-8")
Size = tuple[int, int]
PHONE, LAPTOP, PROJECTOR = (375, 740), (1024, 768), (1920, 1080)
SIZES: Final = (PROJECTOR, LAPTOP, PHONE)

# All rules of axe, WCAG 2 A and AA and its best practices: none is switched off. What axe says that
# only a person can decide ("incomplete") is left aside. In dark, colours alone are new. A picture
# is one image with one text: its thousands of marks are no parts of the page, and must not say that
# they are; all rules look into pictures where `pictures` asks for it.
_RULES = """async ([only, pictures]) => {
  const where = pictures ? document : { exclude: [["svg *"]] };
  const found = await axe.run(where, {
    resultTypes: ["violations"], preload: false, ...(only ? { runOnly: [only] } : {}),
  });
  return found.violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 5).map(
    ({ target, any, all, none }) => `${id}: ${help}: ${target.join(" ")}: ` +
      [...any, ...all, ...none].map((each) => each.message).join("; ")));
}"""

# Text and controls that lie over each other, where neither is part of the other. The page scrolls
# under what stays at an edge: there each is asked alone. What is drawn in a picture is left out.
_OVERLAPS = """() => {
  const stays = (node) => {
    while (node && !["fixed", "sticky"].includes(getComputedStyle(node).position)) {
      node = node.parentElement;
    }
    return node;
  };
  const scope = document.querySelector("dialog[open]") ?? document.body;
  const shown = { visibilityProperty: true, opacityProperty: true };
  const aside = ".unseen, .skip, svg, .scroll, pre, [aria-hidden=true]";
  const seen = (node) => node.checkVisibility(shown) && !node.closest(aside);
  const closed = (node) => node.closest("details:not([open])") && !node.closest("summary");
  const controls = [...scope.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter(seen)
    .flatMap((node) => [...node.getClientRects()].map((box) => [node, box, stays(node)]));
  const texts = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!node.data.trim() || !seen(node.parentElement) || closed(node.parentElement)) continue;
    const range = document.createRange();
    const own = stays(node.parentElement);
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      for (const [control, other, place] of controls) {
        if (control.contains(node) || place !== own) continue;
        const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        const within = Math.max(4, 0.25 * box.height);
        if (wide > 2 && high > within) {
          found.push(`"${node.data.trim().slice(0, 40)}" over ${control.outerHTML.slice(0, 80)}`);
        }
      }
    }
  }
  return found;
}"""
_MARKS = """() => [...document.querySelectorAll("svg [role^=graphics-symbol]:not([aria-label])")]
  .map((each) => `a mark of a picture is announced: ${each.outerHTML.slice(0, 80)}`).slice(0, 3)"""
_WIDER = "() => Math.max(0, document.documentElement.scrollWidth - innerWidth)"


def wrong(page: Page, sizes: Sequence[Size] = SIZES, pictures: bool = False) -> list[str]:
    """What axe finds in light and dark, and what does not fit at any of the sizes."""
    found = violations(page, pictures)
    before = page.viewport_size
    assert before is not None
    for width, height in sizes:
        _resize(page, {"width": width, "height": height})
        found += [f"{width} wide: {each}" for each in unfit(page)]
    _resize(page, before)
    return found


def read(browser: Browser, html: str) -> list[str]:
    """What is wrong with a page that is written, its pictures included."""
    page = browser.new_context().new_page()
    page.set_content(html)
    found = wrong(page, pictures=True)
    page.context.close()
    return found


def _resize(page: Page, size: ViewportSize) -> None:
    if page.viewport_size != size:
        page.set_viewport_size(size)


def violations(page: Page, pictures: bool = False) -> list[str]:
    """What axe finds: all rules in light, colours in dark."""
    found = _axe(page, None, pictures)
    found += page.evaluate(_MARKS)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {each}" for each in _axe(page, "color-contrast", pictures)]
    page.emulate_media(color_scheme="light")
    return found


def _axe(page: Page, only: str | None, pictures: bool) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(_RULES, [only, pictures])
    return found


def unfit(page: Page) -> list[str]:
    """What scrolls sideways or lies over something else."""
    wider: Any = page.evaluate(_WIDER)
    overlaps: list[str] = page.evaluate(_OVERLAPS)
    return ([f"{wider} px too wide"] if wider else []) + overlaps
