"""Finished points under another prior: known shares, what is refused, and what turns a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from msim.core.errors import InputError
from msim.report.study import robust
from msim.report.study.data import StudyData
from msim.study import sample
from msim.study.analyze import priors
from msim.study.analyze.outcomes import shares
from msim.study.prior import read_prior
from msim.study.records import Parameter
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import METHOD, SPREAD, VALIDITY, VOTES, WORTH

ASKED = synthetic.design()
WHOLE = synthetic.table(ASKED, 400)


def test_no_change_of_prior_changes_nothing_and_a_part_of_a_range_is_its_points() -> None:
    same = priors.reweighed(ASKED, WHOLE, [VALIDITY])
    own = shares(ASKED, WHOLE)
    assert same.effective == pytest.approx(400.0) and same.inside == 1.0
    assert same.share(1.0, "win") == pytest.approx(own["win"].share)
    upper = priors.reweighed(ASKED, WHOLE, [replace(VALIDITY, low=0.5)])
    part = WHOLE[WHOLE["data.validity"] >= 0.5]
    assert upper.share(1.0, "win") == pytest.approx((part[f"{VOTES}.low"] > WORTH).mean())
    assert upper.effective == pytest.approx(len(part))
    middle = (upper.share(0.0, "win") + upper.share(1.0, "win")) / 2.0
    assert upper.share(0.5, "win") == pytest.approx(middle, abs=0.01), "halfway is half of each"


def test_a_normal_prior_gives_the_share_that_it_has() -> None:
    other = replace(VALIDITY, distribution="normal", mean=0.5, sd=0.1)
    found = priors.reweighed(ASKED, WHOLE, [other])
    rng = np.random.default_rng(1)
    validity = np.clip(rng.normal(0.5, 0.1, 100_000), 0.1, 0.9)
    true = np.mean(6e4 * validity * rng.uniform(0.0, 2.0, validity.size) - 34_000 > WORTH)
    row = found.path[(found.path["place"] == 1.0) & (found.path["answer"] == "win")].iloc[0]
    assert row["low"] < true < row["high"] and 100 < found.effective < 300
    assert row["share"] == pytest.approx(true, abs=0.05)


@pytest.mark.parametrize("parameter", [
    Parameter("a", low=1, high=6, whole=True), Parameter("a", low=0.1, high=9.0),
    Parameter("a", low=0.1, high=9.0, distribution="log_uniform"),
    Parameter("a", low=-1.0, high=2.0, distribution="normal", mean=0.0, sd=1.0),
])  # fmt: skip
def test_densities_add_up_to_one(parameter: Parameter) -> None:
    if parameter.whole:
        at, step = np.arange(1.0, 7.0), 1.0
    else:
        step = (parameter.high - parameter.low) / 20_000
        at = parameter.low + step * (np.arange(20_000) + 0.5)
    assert priors.density(parameter, at.tolist()).sum() * step == pytest.approx(1.0, rel=1e-3)
    assert priors.density(parameter, [parameter.high + 1.0])[0] == 0.0


def test_choices_may_be_left_out_and_what_was_not_run_is_told() -> None:
    asked = synthetic.design(parameters=(VALIDITY, METHOD))
    whole = synthetic.told(sample.points(replace(asked, points=120)),
                           lambda p: 1e5 * (np.asarray(p["data.validity"]) - 0.5), 9.0)  # fmt: skip
    one = priors.reweighed(asked, whole, [replace(METHOD, choices=("ward",))])
    assert one.effective == pytest.approx(40.0) and one.inside == 1.0
    wide = priors.reweighed(asked, whole, [replace(VALIDITY, low=-0.7)])
    assert wide.inside == pytest.approx(0.5) and wide.share(1.0, "win") == pytest.approx(
        wide.share(0.0, "win"))  # fmt: skip


def test_too_few_effective_points_and_unfair_designs_are_refused() -> None:
    with pytest.raises(InputError, match=r"leaves \d+ effective points .*, and 30 is the least"):
        priors.reweighed(ASKED, WHOLE, [replace(VALIDITY, low=0.89)])
    with pytest.raises(InputError, match="design morris is none"):
        priors.reweighed(synthetic.design("morris"), WHOLE, [VALIDITY])


def test_a_prior_s_file_is_read_with_the_place_of_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text('[parameters]\n"data.validity" = { low = 0.5, high = 0.9 }')
    (found,) = read_prior(file, ASKED)
    assert (found.key, found.low) == ("data.validity", 0.5)
    file.write_text('[parameters]\n"data.missing" = { low = 0.5, high = 0.9 }')
    with pytest.raises(InputError, match=r"p.toml:2:1 .*no such parameter of this study"):
        read_prior(file, ASKED)
    file.write_text('[parameters]\n"data.validity" = { choices = [0.5, 0.9] }')
    with pytest.raises(InputError, match=r"p.toml:2:19 .*a range stays a range"):
        read_prior(file, ASKED)


def test_what_turns_the_sentence_is_named() -> None:
    found = priors.parts(ASKED, WHOLE).set_index(["parameter", "part"])
    assert found["turns"].to_dict() == {
        (VALIDITY.key, "lower half"): False, (VALIDITY.key, "upper half"): True,
        (SPREAD.key, "lower half"): False, (SPREAD.key, "upper half"): True,
    }  # fmt: skip
    assert found["points"].groupby(level=0).sum().eq(400).all()
    told = robust.turned(StudyData(ASKED, WHOLE))
    assert told.startswith("Most worlds would say something else if the study kept to the data")
    assert priors.parts(ASKED, WHOLE.head(40)).empty, "of twenty points a half says nothing"
    assert robust.turned(StudyData(ASKED, WHOLE.head(40))) == ""


def test_two_verdicts_stand_side_by_side() -> None:
    data = StudyData(ASKED, WHOLE, prior=(replace(VALIDITY, low=0.6),))
    told = " ".join(robust.prior(data.reweighed))
    assert 'own most worlds say "falls short", with the other "wins".' in told
    rows = robust.prior_table(data.reweighed).rows
    assert [row[0] for row in rows] == ["wins", "falls short", "too close to call"]
