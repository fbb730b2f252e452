"""What experiments publish as a result, measured in a study's worlds: target, axis and filter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from msim.core.errors import InputError
from msim.experiment.comparison.correlations import spread_of_moments
from msim.experiment.engine.agreement import MESSAGES, MOMENTS
from msim.experiment.engine.recovery import effects_pp
from msim.experiment.engine.replicate import run_bare, run_replicate
from msim.experiment.engine.sides import electorate
from msim.report.study import sentences
from msim.report.study.data import StudyData
from msim.report.study.figures.phase import phase as drawn
from msim.report.study.result import Study
from msim.scenario import Scenario
from msim.study import filtering, measures
from msim.study.analyze import published
from msim.study.analyze.phase import phase
from msim.study.results import MEASURES, PUBLISHED, RESULTS
from msim.study.study import StudyRun
from tests.experiment.small import small
from tests.study import fakes
from tests.study.analyze import synthetic

CORRELATION = "world.party_correlation"
TINY = small(population__simulated=1_500, test__surveys=1, messages__spread=0.4)


def test_a_bare_replicate_tells_of_its_messages_what_a_whole_one_does() -> None:
    bare, whole = run_bare(TINY, 0, messages=True).diagnostics, run_replicate(TINY, 0).diagnostics
    for what in MOMENTS:
        assert bare[f"agreement/{what}/party"] == whole[f"agreement/{what}/party"]
    block = electorate(TINY, 0).block(0)
    mean = np.average(effects_pp(block), axis=0, weights=block.voters.turnout_prob)
    assert [bare[name] for name in MESSAGES] == pytest.approx([mean.mean(), mean.var(ddof=1)])
    assert not set(MESSAGES) & set(run_bare(TINY, 0).diagnostics), "only where they are asked for"


def test_the_interval_of_a_spread_holds_the_truth() -> None:
    rng, held = np.random.default_rng(2), 0
    for _ in range(300):
        effects = rng.normal(0.85, 0.34, (20, 6))
        each = np.stack([effects.mean(axis=1), effects.var(axis=1, ddof=1)], axis=1)
        found = spread_of_moments(each)
        assert found["low"] is not None and found["high"] is not None
        held += found["low"] <= 0.4 <= found["high"]
    assert 0.91 * 300 <= held <= 0.99 * 300
    assert spread_of_moments(np.array([[-1.0, 0.1], [-1.0, 0.1]]))["mean"] is None
    assert spread_of_moments(np.array([[1.0, 0.25]])) == {"mean": 0.5, "low": None, "high": None}


def test_results_are_targets_claims_and_in_every_table() -> None:
    asked = fakes.design(fakes.STUDY.replace(
        'claim = "segmented-broadcast.net_votes.low > 0"',
        f'measure = "{CORRELATION}"\nclaim = "{CORRELATION}.mean > 0.5"'))  # fmt: skip
    assert asked.measure == CORRELATION and set(MEASURES) <= set(asked.measures)
    assert set(MEASURES) <= set(fakes.design().measures), "whatever is asked"
    table = fakes.swept(asked).points
    assert table[f"{CORRELATION}.mean"].to_numpy() == pytest.approx(table["data.validity"])
    assert (table["claim"] == (table["data.validity"] > 0.5)).all()
    told = sentences.how_often(asked, table)
    assert told.startswith(f"The claim {CORRELATION}.mean > 0.5 is true in ")
    assert "mean 'party_correlation'" in measures.unknown("world.party_corelation", Scenario(), ())
    assert set(RESULTS) == {name.partition(".")[2] for name in MEASURES} and len(PUBLISHED) == 3


def test_results_are_held_against_their_published_ranges() -> None:
    asked = synthetic.design()
    whole = synthetic.table(asked, 40, lambda rows: np.full(len(rows), 9e4))
    for end, far in (("mean", 0.0), ("low", -0.1), ("high", 0.1)):
        whole[f"{CORRELATION}.{end}"] = np.repeat([0.3, 0.45, 0.8, 0.99], 10) + far
        whole[f"world.message_spread.{end}"] = 0.5 + far
    found = published.held(asked, whole).set_index("measure")
    assert found.loc[CORRELATION, ["low", "high", "inside", "below", "above", "apart"]].tolist() \
        == [0.5, 0.98, 0.25, 0.5, 0.25, 0.25]  # fmt: skip
    assert published.inside(asked, whole).sum() == 10
    assert sentences.results(asked, whole) == (
        "Published results were measured in these worlds too. They lie in their published ranges "
        "in 25 % (party correlation) and 100 % (message spread) of worlds. Where all of them do "
        "(10 worlds) it always wins."
    )
    whole[f"{CORRELATION}.mean"] = 0.1
    assert sentences.results(asked, whole).endswith("No world has all of them there.")
    assert sentences.results(asked, synthetic.table(asked, 9)) == "", "an older table has none"


def test_a_condition_keeps_the_points_at_which_it_is_so() -> None:
    study = Study(StudyRun(fakes.design(), fakes.swept(fakes.design()).points))
    some = study.only(f"{CORRELATION} >= 0.5", "segments.method = ward")
    assert 0 < len(some.points) < len(study.points)
    assert (some.points["data.validity"] >= 0.5).all()
    assert set(some.points["segments.method"]) == {"ward"}
    where = filtering.read_where([f"{CORRELATION}>=0.5"], study.design)
    data = StudyData(study.design, some.points, where=where, every=study.points)
    assert data.told[0] == (f"Only {len(some.points)} of 24 points are told of here: those where "
                            f"{CORRELATION} >= 0.5.")  # fmt: skip
    assert sentences.failures(study.design, data.whole) == "", "the rest is not unfinished"
    assert data.sentence.startswith("Only ")


@pytest.mark.parametrize(("text", "why"), [
    ("data.validity", "must be as in"),
    ("data.validty > 1", r"nothing that the study .* mean 'data\.validity'"),
    ("data.validity > much", "'much' is no number"),
    ("data.validity = 0.5", "numbers are compared by"),
    ("segments.method > 1", "write segments.method = CHOICE"),
    ("data.validity > 5", "at none of 24 points"),
])  # fmt: skip
def test_a_condition_that_cannot_be_meant_is_refused(text: str, why: str) -> None:
    study = Study(StudyRun(fakes.design(), fakes.swept(fakes.design()).points))
    with pytest.raises(InputError, match=why):
        study.only(text)


def test_points_of_blocks_are_not_picked_one_by_one() -> None:
    asked, whole = synthetic.sobol_study(16)
    with pytest.raises(InputError, match="points of a sobol study hang together"):
        Study(StudyRun(asked, whole)).only("data.validity > 0.5")


def test_a_measure_is_an_axis_of_the_phase_diagram() -> None:
    asked = synthetic.design()
    whole = synthetic.table(asked, 120)
    rng = np.random.default_rng(4)
    whole[f"{CORRELATION}.mean"] = np.where(np.arange(120) < 3, np.nan, rng.uniform(-0.5, 1, 120))
    found = phase(asked, whole, CORRELATION, "data.validity")
    assert found.x.key == CORRELATION and found.x.low < -0.4 and found.x.high > 0.9
    data = StudyData(asked, whole, x=CORRELATION, y="data.validity")
    figure = drawn(data)
    assert figure is not None and "party correlation and data validity" in figure.title
    assert "Dashed frame" in figure.caption
    assert sentences.turning(found).startswith("Over the party correlation and the data validity")
    flat = whole.assign(**{f"{CORRELATION}.mean": 0.5})
    with pytest.raises(InputError, match="has to differ over 20 or more"):
        phase(asked, flat, CORRELATION, "data.validity")
    assert isinstance(found.cells, pd.DataFrame) and found.cells["points"].sum() > 100
