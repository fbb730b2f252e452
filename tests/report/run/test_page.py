"""The page: one file, no script, nothing from elsewhere, all of it from the results folder."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from msim.report.common.html import page
from msim.report.run import sections
from tests.report.fixtures import LEVELS, made_up

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Shape(HTMLParser):
    """Tags that do not close, ids, and what is loaded from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def built(data) -> str:
    return page(sections.document(data), sections.pictures(data))


@cache
def usual() -> str:
    return built(made_up())


@cache
def shape() -> Shape:
    return Shape(usual())


def test_the_page_is_well_formed() -> None:
    assert shape().open == []
    ids = [attrs["id"] for _, attrs in shape().tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    labelled = [a["aria-labelledby"] for _, a in shape().tags if "aria-labelledby" in a]
    assert labelled and set(labelled) <= set(ids)


def test_the_page_needs_no_script_and_nothing_from_elsewhere() -> None:
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in shape().tags}
    for _, attrs in shape().tags:
        assert not any(name.startswith("on") for name in attrs)
        assert not {"src", "href", "xlink:href"} & set(attrs)
    style = re.search(r"<style>(.*?)</style>", usual(), re.S)[1]
    assert "url(" not in style and "@import" not in style
    assert "default-src 'none'" in usual()


def test_every_figure_has_words_for_who_cannot_see_it() -> None:
    pictures = [attrs for tag, attrs in shape().tags if tag == "svg"]
    assert len(pictures) == 6
    for attrs in pictures:
        assert attrs["role"] == "img"
        assert len(attrs["aria-label"] or "") > 40


def test_headings_do_not_skip() -> None:
    levels = [int(tag[1]) for tag, _ in shape().tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_page_says_what_it_must() -> None:
    text = re.sub(r"\s+", " ", usual())
    for part in (
        "does a campaign win more votes by sending each segment",
        "<strong>Targeting lost.</strong> For the same 4,000,000 USD",
        "All of it is synthetic",
        "Kuznetsov",
        "0.86",
        "winner&#39;s curse",
        "rests on <strong>2 assumptions</strong>",
        "<code>election.swing_sd</code> = 0.02",
        "heterogeneity_sd_pp = 0.31",
        "calibrated, not predicted",
        "reach 3+",
    ):
        assert part in text.replace("winner's", "winner&#39;s"), part


@pytest.mark.parametrize("kind", LEVELS)
def test_the_page_is_built_whatever_came_out(kind) -> None:
    assert Shape(built(made_up(kind))).open == []


@pytest.mark.parametrize(
    "data",
    [
        made_up(replicates=1),
        made_up(money=False),
        made_up(arms=("silent",)),
        made_up(arms=("broadcast", "segmented")),
    ],
    ids=["one replicate", "no money", "silence", "two arms"],
)
def test_the_page_is_built_from_little(data) -> None:
    text = built(data)
    assert Shape(text).open == []
    assert "None" not in re.sub(r"<pre>.*?</pre>", "", text, flags=re.S)
    assert "nan" not in re.findall(r">([^<]*)<", text)


def test_text_of_a_scenario_is_text_and_never_markup() -> None:
    data = made_up()
    summary = deepcopy(dict(data.summary))
    summary["scenario"]["name"] = "<script>alert(1)</script>"
    summary["ladder"][0]["buys"] = '"><img src=x onerror=alert(2)>'
    toml = data.scenario_toml + "\n# </pre><script>alert(3)</script>\n"
    segments = data.segments.assign(label="<b onload=alert(4)>")
    tags = Shape(built(replace(data, summary=summary, scenario_toml=toml, segments=segments))).tags
    assert not {"script", "img"} & {tag for tag, _ in tags}
    assert not any(name.startswith("on") for _, attrs in tags for name in attrs)


def test_the_page_names_no_machine_and_no_time() -> None:
    data = made_up()
    summary = {**data.summary, "timing": {"seconds": 987.654, "voters_per_second": 1.0}}
    assert built(replace(data, summary=summary)) == usual()
