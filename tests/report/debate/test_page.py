"""The page of the debate: a card a claim, with the picture that decides it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pandas as pd
import pytest

from msim.claims.run import Debate
from msim.claims.verdict import judge
from msim.core.errors import InputError
from msim.report.common.html import page as html
from msim.report.common.theme import Figure
from msim.report.debate import sections
from msim.report.debate import sentences as words
from msim.report.debate.data import DebateData
from msim.report.debate.figures.worlds import along, worlds
from msim.report.debate.sections import figures
from msim.report.debate.tables import turns
from tests.claims import made

MANIFEST = {"msim": "0.0", "timing": {"seconds": 1.0}}


def of_money(point: Any) -> float:
    return 0.2 if point.value("budget.total") > 8e6 else -0.1


@pytest.fixture(scope="module")
def data() -> DebateData:
    held = made.found(made.claim(id="held", title="It <holds> & stays"), lambda _: 0.2)
    turned = made.found(made.claim(id="turned", central_to_sceptic=True), of_money)
    cases = {"by day": {}, "by night": {}}
    share = made.claim(id="cases", cases=cases, unit="share of elections")
    found = made.found(share, lambda point: 0.3 if point.case == "by night" else 0.02)
    return DebateData(Debate((held, turned, found), True, 1.0), MANIFEST)


@pytest.fixture(scope="module")
def page(data: DebateData) -> str:
    drawings = {name: (figure, "<svg viewBox='0 0 1 1'></svg>")
                for found in data.found for name, figure in figures(found, MANIFEST).items()}
    return html(sections.document(data), drawings)


def test_each_claim_has_a_card_with_all_that_is_asked_of_it(data: DebateData, page: str) -> None:
    told = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    for found in data.found:
        claim = found.claim
        assert f'<article class="claim" id="{claim.id}"' in page
        for text in (claim.who, claim.assertion, claim.would_change, words.statement(found),
                     words.bound(claim), f"msim debate {claim.id}", claim.depends_on[0]):
            assert " ".join(text.split()) in told, text
        assert page.count(f"figures/{claim.id}.csv") == 1
    assert "It &lt;holds&gt; &amp; stays" in page
    assert "politics.turnout" in page and "data.validity" in page  # assumptions and ranges
    assert "1 holds, 2 depends, 0 fails, 0 cannot be told." in told and "do not cite" in told


def test_the_sceptic_comes_first_and_gets_what_the_worlds_give_him(
    data: DebateData, page: str
) -> None:
    assert page.index('id="turned"') < page.index('id="held"')
    assert "Kuznetsov" in page
    assert "Of his 1 point none hold and none fail." in sections.score(data)
    won = replace(data, debate=replace(data.debate, found=(
        made.found(made.claim(central_to_sceptic=True), lambda _: 0.2),
        made.found(made.claim(id="lost", central_to_sceptic=True), lambda _: -0.2),
    )))  # fmt: skip
    assert "Of his 2 points 1 holds and 1 fails." in sections.score(won)
    alone = replace(data, debate=replace(data.debate, found=data.found[:1]))
    assert sections.score(alone) == ""


def layers(figure: Figure) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            found.extend(part.get("layer", []))
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(figure.spec)
    return found


def test_the_picture_has_every_world_along_the_key_that_decides(data: DebateData) -> None:
    found = data.claim("turned")
    figure = worlds(found, MANIFEST)
    assert along(found).key == "budget.total" and figure.frame.shape[0] == 65
    for row in figure.frame.to_dict("records"):
        assert row["status"] == judge(row["low"], row["high"], 0.05, "above")
        assert (row["mean"] > 0) == (row["budget.total"] > 8e6)
    shown = [value for layer in layers(figure) for value in layer.get("data", {}).get("values", [])]
    assert {"at": 0.05, "text": "worth"} in shown
    turn = found.turn
    assert turn is not None and {"at": turn.at, "low": turn.low, "high": turn.high} in shown
    assert '"log"' in str(figure.spec).replace("'", '"')  # 1 to 40 million
    assert "depends" in figure.title and words.statement(found) in figure.alt


def test_a_share_is_drawn_in_per_cent_with_a_panel_and_a_bar_for_each_case(
    data: DebateData,
) -> None:
    found = data.claim("cases")
    assert list(figures(found, MANIFEST)) == ["cases"]
    shared = replace(found, claim=replace(found.claim, quantity="share"))
    bars, scatter = figures(shared, MANIFEST).values()
    assert list(bars.frame["case"]) == ["by day", "by night"]
    assert {row["case"] for row in scatter.frame.to_dict("records")} == {"by day", "by night"}
    values = [value["scaled"] for layer in layers(scatter)
              for value in layer.get("data", {}).get("values", []) if "scaled" in value]
    assert max(values) == pytest.approx(30.0, abs=0.1)


def test_factors_are_bars_with_the_two_compared_marked() -> None:
    from msim.claims.run import conclude
    from msim.claims.worlds import PRIORS, central, points
    from msim.scenario import Scenario, override

    factors = {"meetings": {"test.respondents": 500}, "targeting": {"arm": "segmented"},
               "money": {"budget.total": 8e6}}  # fmt: skip
    scenario = override(Scenario(), {"attribution.factors": factors})
    claim = made.claim(id="dull", quantity="attribution", scenario=scenario,
                       factors=("meetings", "targeting"))  # fmt: skip
    asked = central(claim) + [p for prior in PRIORS for p in points(claim, prior, 8)]
    row = (0.1, -0.02, 0.3, 0.01, -0.02, 0.05)
    rows = [(point, [row, (0.12, -0.01, 0.31, 0.02, -0.01, 0.06)]) for point in asked]
    found = conclude(claim, rows, (), made.SIZE)
    bars = figures(found, MANIFEST)["dull_factors"]
    assert list(bars.frame["factor"]) == ["meetings", "targeting", "money"]
    assert found.estimate.mean == pytest.approx(0.125)  # less what targeting loses
    assert found.other is not None and found.other.central[""].mean == pytest.approx(0.11)
    assert "where a factor that costs votes counts as nothing" in words.statement(found)
    beside = dict(sections.besides(found))
    assert len(beside) == 3
    assert beside["what money adds to the chance of winning"].startswith("5.5 [")
    colours = {value["name"]: value["colour"] for value in _values(bars.spec)}
    assert len({colours[name] for name in factors}) == 3


def _values(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, dict):
        own = part["values"] if isinstance(part.get("values"), list) else []
        rows = [row for row in own if isinstance(row, dict) and "colour" in row]
        return rows + [row for inner in part.values() for row in _values(inner)]
    return [row for inner in part for row in _values(inner)] if isinstance(part, list) else []


def test_tables_have_a_row_a_claim_and_a_row_a_world(data: DebateData) -> None:
    table, every = data.tables["debate"], data.tables["worlds"]
    assert list(table["claim"]) == ["held", "turned", "cases"]
    assert list(table["verdict"]) == ["holds", "depends", "depends"]
    assert isinstance(every, pd.DataFrame) and (every["claim"] == "turned").sum() == 65
    assert {"budget.total", "data.validity", "status", "prior", "case"} <= set(every.columns)
    with pytest.raises(InputError, match="no claim 'helt' here; did you mean 'held'"):
        data.claim("helt")


def test_what_it_turns_on_in_a_few_words(data: DebateData) -> None:
    said = {found.claim.id: turns(found) for found in data.found}
    assert said["held"] == "" and said["cases"] == "the case: by night"
    assert re.fullmatch(r"budget, [\d,]+ USD", said["turned"])


def test_a_claim_from_a_file_says_how_to_run_it() -> None:
    assert sections.command(made.claim()) == "msim run FILE"
    assert sections.command(made.claim(id="magician")) == "msim run magician"


def test_both_sides_of_a_comparison_are_named() -> None:
    claim = made.claim(now={"data.consent": 1.0}, instead={"data.consent": 0.3})
    told = sections.compared(claim)
    assert "segmented-broadcast with data.consent = 1, against" in told
    assert "data.consent = 0.3" in told
