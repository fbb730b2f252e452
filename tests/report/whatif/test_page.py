"""A changed scenario beside its twin: terminal, page, figure and folder."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from rich.console import Console

from msim import api
from msim.core.errors import InputError
from msim.experiment.engine.measures import MEASURES
from msim.report.common import folder, gallery, html, terminal
from msim.report.common.document import unmarked
from msim.report.common.drawing import svg
from msim.report.common.names import measure
from msim.report.run import sections as run
from msim.report.whatif import sections
from msim.report.whatif.data import CONTRAST, WhatIfData
from msim.report.whatif.result import WhatIf
from tests.experiment.small import small
from tests.report.fixtures import made_up, short

COLUMNS = ["arm", "measure", "before", "after", "difference", "low", "high", "moved"]
TABLE = pd.DataFrame(
    [
        ("segmented", "net_votes", 13_000.0, 9_000.0, -4_000.0, -4_600.0, -3_400.0, True),
        ("broadcast", "net_votes", 19_000.0, 19_000.0, 0.0, 0.0, 0.0, False),
        ("segmented", "reach_rate", 0.83, 0.8, -0.03, -0.031, -0.029, True),
        ("broadcast", "reach_rate", 0.94, 0.94, 0.0, None, None, False),
        ("segmented", "win_prob", 0.4, 0.4, 0.0, -0.1, 0.1, False),
        ("broadcast", "win_prob", 0.4, 0.4, 0.0, -0.1, 0.1, False),
        ("broadcast", "grp", 1.0, 2.0, 1.0, 0.9, 1.1, True),
    ],
    columns=COLUMNS,
)


def data(changed: dict[str, tuple[object, object]], table: pd.DataFrame) -> WhatIfData:
    """Made-up numbers under the names of a made-up run."""
    summary = {"changed": {key: {"before": a, "after": b} for key, (a, b) in changed.items()}}
    return WhatIfData(summary, table, made_up(), made_up("win"))


def printed(found: WhatIfData) -> str:
    stream = io.StringIO()
    terminal.show(sections.document(found), Console(file=stream, width=80, highlight=False))
    return stream.getvalue()


def with_contrast(mean: float, low: float | None, high: float | None) -> WhatIfData:
    """The same with a contrast of the two campaigns that moved by so much."""
    before, moved = -6_000.0, low is not None and high is not None and not low <= 0 <= high
    row = (CONTRAST, "net_votes", before, before + mean, mean, low, high, moved)
    table = pd.concat([TABLE, pd.DataFrame([row], columns=COLUMNS)], ignore_index=True)
    return data({"a.b": (1, 2)}, table)


def test_it_tells_what_moved_from_what_did_not() -> None:
    changed = {"data.validity": (0.35, 0.1), "data.data_points": (None, 7), "x.y": (True, False)}
    text = printed(data(changed, TABLE))
    above, below = text.split("No detectable change")
    assert "3 keys changed" in above
    assert "data.validity: from 0.35 to 0.1" in above
    assert "data.data_points: from not set to 7" in above
    assert "x.y: from true to false" in above
    assert "Net votes changed for the segmented campaign." in above
    assert above.index("reach 1+") < above.index("net votes ")
    assert "-4,000 [-4,600, -3,400]" in above
    assert "reach 1+: broadcast" in below and "net votes: broadcast" in below
    assert "probability of winning: every arm" in below
    assert "3 of all 7 numbers changed" in below
    assert text.isascii() and max(map(len, text.splitlines())) <= 80


def test_it_says_when_nothing_moved() -> None:
    text = printed(data({"a.b": (1, 2)}, TABLE[~TABLE["moved"]]))
    assert "1 key changed" in text and "\nnothing\n" in text
    assert "Net votes changed for no campaign" in text


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        ((2_000.0, 1_500.0, 2_500.0), "The change helps targeting."),
        ((-2_000.0, -2_500.0, -1_500.0), "The change hurts targeting."),
        ((0.0, 0.0, 0.0), "The change makes no difference to targeting."),
        ((100.0, -400.0, 600.0), "Whether the change helps or hurts targeting is too close"),
        ((100.0, None, None), "Too few worlds to say what the change does to targeting."),
    ],
)
def test_the_answer_comes_first_and_goes_by_the_interval(gap, told) -> None:
    first = unmarked(sections.answers(with_contrast(*gap))[0])
    assert first.startswith(told)
    assert len(first.split()) <= 45 and first.count("(") <= 1
    assert "6,000 fewer" in first and not re.search(r"[a-z)]\.[A-Z]|  ", first)
    assert ("2,000 votes better (95 % interval 1,500 to 2,500)" in first) == (gap[0] == 2_000.0)
    assert ("2,000 votes worse (95 % interval 1,500 to 2,500)" in first) == (gap[0] == -2_000.0)


def test_measures_of_every_kind_of_run_have_names_and_units() -> None:
    new = ("seats", "electoral_votes", "split", "electorate_share_pp", "earned_reach_rate",
           "audience_share")  # fmt: skip
    assert set(new) <= set(sections.SHOWN) and set(new) <= set(MEASURES)
    rows = [("segmented_free", name, 0.31, 0.32, 0.01, 0.005, 0.015, True) for name in new]
    text = printed(data({"a.b": (1, 2)}, pd.DataFrame(rows, columns=COLUMNS)))
    assert max(map(len, text.splitlines())) <= 80
    for name in new:
        assert measure(name).label in text
    assert "31.00 %" in text


def test_the_figure_shows_each_arm_and_says_what_it_is() -> None:
    (made,) = gallery.every(sections.FIGURES, with_contrast(2_000.0, 1_500.0, 2_500.0)).values()
    assert list(made.frame["arm"]) == ["segmented", "broadcast"], "arms alone, no contrasts"
    assert made.name == "net_votes" and len(made.alt) > 40 and "synthetic" in json.dumps(made.spec)
    assert alt.VConcatChart.from_dict(short(made.spec), validate=True)
    drawn = svg(made)
    wide = float(re.search(r'viewBox="0 0 ([\d.]+)', drawn)[1])
    sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)px"', drawn)} - {11.0}
    assert wide <= 960 and min(sizes) * 1280 / wide >= 14
    assert not gallery.every(sections.FIGURES, data({}, TABLE[TABLE["measure"] == "grp"]))


@cache
def both() -> WhatIf:
    return api.whatif(small(run__replicates=2), {"channels.social.premium": 1.0})


@cache
def found() -> WhatIfData:
    return both().data


def test_the_folder_is_whole_and_holds_both_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "FIGURES", {})  # both runs' own figures have tests elsewhere
    place = sections.REPORT.save(found(), tmp_path / "r")
    names = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    figures = {f"figures/net_votes.{end}" for end in ("svg", "png", "csv")}
    assert {"whatif.html", "whatif.json", "changes.csv", "manifest.json", *figures} <= names
    assert len(pd.read_csv(place / "changes.csv")) == len(found().table)
    for part in ("before", "after"):
        assert f"{part}/report.html" in names
        folder.verify(place / part, ["summary.json", "report.html"])
        assert folder.own_files(place / part), "a results folder of its own"
    assert set(folder.own_files(place)) == names - {"manifest.json"}
    text = (place / "whatif.html").read_text(encoding="utf-8")
    assert "<script" not in text and "All of it is synthetic" in text and "<svg " in text
    assert not re.search(r'(?:src|href)="http', text)
    assert "channels.social.premium" in text and unmarked(sections.answers(found())[0]) in (
        re.sub(r"</?strong>", "", unescape(text))
    )
    assert sections.REPORT.save(found(), place) == place, "its own may be written over"

    monkeypatch.setattr(sections, "REPORT", replace(sections.REPORT, document=lambda _: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        sections.REPORT.save(found(), tmp_path / "other")
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_it_is_a_result_as_all_are() -> None:
    assert list(both().tables) == ["changes"] and len(both().table()) == len(both().changes)
    assert both().plot().to_dict(validate=False)["vconcat"]
    with pytest.raises(InputError, match="no such figure: 'votes'; there are net_votes"):
        both().plot("votes")
    assert "the change does to targeting" in both()._repr_html_()


def test_the_page_is_the_same_again() -> None:
    pages = [html.page(sections.document(each), {}) for each in (found(), replace(found()))]
    assert pages[0] == pages[1]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="not a results folder"):
        sections.REPORT.save(found(), tmp_path)
