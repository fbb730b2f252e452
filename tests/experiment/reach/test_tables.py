"""Tables of reach: the very numbers of a run, group by group, and nobody counted twice."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from msim.core.errors import InputError
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.reach.study import Looked, look
from msim.experiment.reach.tables import ALL
from msim.scenario import Scenario
from msim.scenario.media import KNOWN_CHANNELS
from tests.experiment.small import small

DOORSTEPS = KNOWN_CHANNELS["doorsteps"].model_copy(
    update={"share": 0.2, "frequency_cap": 2, "cost_per_attempt": 0.05}
)


def scenario() -> Scenario:
    """Three channels, one of them of contacts and capped; districts; a record for some."""
    found = small(
        districts__count=3, data__coverage=0.8, run__replicates=2,
        run__arms=("silent", "naive", "broadcast", "segmented", "placebo", "oracle"),
    )  # fmt: skip
    channels = {name: c.model_copy(update={"share": 0.4}) for name, c in found.channels.items()}
    return found.model_copy(update={"channels": {**channels, "doorsteps": DOORSTEPS}})


@cache
def looked() -> Looked:
    return look(scenario(), effective=4)


def rows(**where: str) -> pd.DataFrame:
    table = looked().groups
    for name, value in where.items():
        table = table[table[name] == value]
    return table


def test_reach_is_that_of_a_run_to_the_last_voter() -> None:
    measures = run_replicate(scenario(), 0).measures
    assert set(looked().groups["arm"]) == {"naive", "broadcast", "segmented", "placebo"}
    for arm in ("naive", "broadcast", "segmented", "placebo"):
        here = rows(arm=arm, kind=ALL, channel=ALL).iloc[0]
        for measure in ("reach_rate", "reach_3_rate", "grp", "on_target_rate", "waste_rate"):
            assert here[measure] == pytest.approx(measures[arm][measure], rel=1e-12), measure
        for measure in ("average_frequency", "on_target_reach"):
            assert here[measure] == pytest.approx(measures[arm][measure], rel=1e-12), measure
        spent = here["media_cost"] + looked().facts["fixed"][arm]
        assert spent == pytest.approx(measures[arm]["spend"], rel=1e-9)


def test_groups_of_a_kind_make_up_the_electorate() -> None:
    kinds = {"segment", "district", "age_band", "region_type", "schooling"}
    assert set(looked().groups["kind"]) == {ALL, *kinds}
    for kind in kinds:
        for channel in ("television", "doorsteps", ALL):
            part = rows(arm="segmented", kind=kind, channel=channel)
            whole = rows(arm="segmented", kind=ALL, channel=channel).iloc[0]
            share = part["voters_share"].to_numpy()
            assert share.sum() == pytest.approx(1.0)
            for measure in ("reach_rate", "reach_5_rate", "grp"):
                assert share @ part[measure] == pytest.approx(whole[measure], rel=1e-9)
            assert part["media_cost"].sum() == pytest.approx(whole["media_cost"], rel=1e-9)


def test_voters_without_a_record_are_a_group_that_targeting_misses() -> None:
    lost = rows(arm="segmented", kind="segment", group="none", channel="social").iloc[0]
    assert lost["voters_share"] == pytest.approx(0.2, abs=0.05)
    assert lost["reach_rate"] == 0.0
    heard = rows(arm="segmented", kind="segment", group="none", channel="television").iloc[0]
    assert heard["reach_rate"] > 0.5


def test_reach_falls_with_k_and_the_threshold_is_one_of_them() -> None:
    table = looked().groups
    more = table[["reach_rate", *(f"reach_{k}_rate" for k in range(2, 11))]].to_numpy()
    assert np.all(np.diff(more, axis=1) <= 0)
    assert (table["effective_reach_rate"] == table["reach_4_rate"]).all()
    assert (rows(channel="doorsteps")["reach_3_rate"] == 0.0).all(), "capped at two"
    assert (rows(channel="doorsteps", kind=ALL)["reach_2_rate"] > 0.0).all()


def test_duplication_is_counted_once_on_either_side() -> None:
    table = looked().duplication
    table = table[table["arm"] == "broadcast"].set_index(["channel", "also"])
    for first in ("television", "social"):
        own = rows(arm="broadcast", kind=ALL, channel=first).iloc[0]["reach_rate"]
        assert table["both_rate"][first, first] == pytest.approx(own)
        for second in ("social", "doorsteps"):
            both = table["both_rate"][first, second]
            assert both == table["both_rate"][second, first]
            assert table["share"][first, second] == pytest.approx(both / own)
    found = looked().facts["deduplicated"]["broadcast"]
    whole = rows(arm="broadcast", kind=ALL, channel=ALL).iloc[0]["reach_rate"]
    assert found["reach_rate"] == pytest.approx(whole)
    assert whole < found["sum_of_channels"]
    assert found["independent"] == pytest.approx(whole, abs=0.05)


def test_the_fit_is_exact_at_once_and_its_error_is_told() -> None:
    table = looked().fits
    first = table[(table["k"] == 1) & np.isfinite(table["shape"])]
    assert len(first) > 8
    assert first["gap"].abs().max() < 1e-9
    assert table["gap"].abs().max() > 0.001
    assert (table["by_zeros"] - table["reach_rate"]).to_numpy() == pytest.approx(
        table["gap"].to_numpy(), abs=1e-12
    )
    whole = table[(table["arm"] == "naive") & (table["channel"] == ALL)].iloc[0]
    here = rows(arm="naive", kind=ALL, channel=ALL).iloc[0]
    assert whole["mean"] == pytest.approx(here["average_frequency"] * here["reach_rate"])


def test_threads_move_no_number() -> None:
    alone = scenario()
    alone = alone.model_copy(update={"run": alone.run.model_copy(update={"workers": 1})})
    again = look(alone, effective=4)
    for name in ("groups", "curves", "choices", "fits", "duplication"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(looked(), name))


@pytest.mark.parametrize("effective", [0, 11, -1])
def test_a_threshold_that_is_not_counted_is_refused(effective: int) -> None:
    with pytest.raises(InputError, match="between 1 and 10"):
        look(small(), effective)


def test_nothing_bought_is_said() -> None:
    with pytest.raises(InputError, match=r"budget.total = 0: nothing is bought"):
        look(small(budget__total=0.0))
