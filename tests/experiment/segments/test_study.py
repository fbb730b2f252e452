"""The truth about segments: archetypes found, worth, gains, and the study of several methods."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, partial

import numpy as np
import pytest

from msim.core.errors import InputError
from msim.execution.here import one_thread
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import electorate, prepare
from msim.experiment.segments import cuts
from msim.experiment.segments.cuts import components, cut_by
from msim.experiment.segments.study import MethodStudy, study
from msim.experiment.segments.tables import pick_of, plain, summary, tables
from msim.experiment.segments.worth import (
    ARMS,
    REPLICATES,
    archetypes_found,
    archetypes_recovered,
    gains,
    smaller,
    worth,
)
from msim.scenario import Scenario
from tests.experiment.small import small
from tests.laws.drawn import changed
from tests.report.ranges import outside

pytestmark = pytest.mark.xdist_group("segments_report")  # one study is looked at by many
DIVIDED = {"messages__lean_alignment": 1.0, "messages__heterogeneity_sd_pp": 3.0}


@pytest.fixture(autouse=True, scope="module")
def _few_resamples() -> Iterator[None]:
    """Five pairs of resamples, for the campaign that picks a number and for who looks at it."""
    with pytest.MonkeyPatch.context() as patch:
        for place, name in (
            (cuts, "stability"),
            (cuts, "segment_stability"),
        ):
            patch.setattr(place, name, partial(getattr(place, name), resamples=5))
        yield


def by(scenario: Scenario, *methods: str) -> dict[str, Scenario]:
    return {name: changed(scenario, {"segments.method": name}) for name in methods}


@cache
def looked() -> MethodStudy:
    return study(by(small(run__replicates=3), "kmeans", "random", "demographic"))


def test_archetypes_are_shared_out_over_segments() -> None:
    labels, archetype = np.array([0, 0, 1, 1, 2]), np.array([0, 0, 1, 0, 1])
    found = archetypes_found(labels, archetype, cells=4, archetypes=3)
    assert found[0].tolist() == pytest.approx([2 / 3, 1 / 3, 0, 0])
    assert found[1].tolist() == [0, 0.5, 0.5, 0]
    assert np.isnan(found[2]).all()


@pytest.mark.parametrize(("structure", "validity"), [(1.0, 1.0), (0.0, 1.0), (1.0, 0.0)])
def test_archetypes_are_found_where_they_are_and_can_be_seen(
    structure: float, validity: float
) -> None:
    keys = {"population__structure": structure, "data__validity": validity}
    some = small(**keys, data__party_label=False, segments__count=5)
    with one_thread():
        found = cut_by("kmeans", some, electorate(some, 0))
    agreement = archetypes_recovered(found.labels, found.archetype)
    if structure == validity == 1.0:
        assert agreement > 0.5
    else:
        assert abs(agreement) < 0.02


@pytest.mark.parametrize("keys", [{}, {"messages__mobilise_pp": 1.0}, {"data__coverage": 0.6}])
def test_the_worth_of_segments_adds_up_to_what_their_arm_gains(keys: dict[str, float]) -> None:
    """Without a swing, the sum over segments is segmented_free less broadcast in the run itself."""
    calm = {"election__swing_sd": 0.0, "election__district_swing_sd": 0.0}
    some = smaller(small(**DIVIDED, **keys, **calm, test__shrinkage="none", test__surveys=1))
    with one_thread():
        voters = electorate(some, 0)
        found = worth(some, voters, *prepare(some, voters), (0,))
    votes = {arm: run_replicate(some, 0).measures[arm]["net_votes"] for arm in ARMS}
    gap = votes["segmented_free"] - votes["broadcast"]
    assert abs(gap) > 10.0
    assert found.sum() == pytest.approx(gap, rel=1e-5)  # single precision


def test_a_survey_asked_again_is_another_one_and_always_the_same() -> None:
    some = smaller(small(**DIVIDED, test__shrinkage="none"))
    with one_thread():
        voters = electorate(some, 0)
        own = prepare(some, voters)
        both = worth(some, voters, *own, (1, 2))
        assert np.array_equal(worth(some, voters, *own, (2,))[0], both[1])
    assert not np.array_equal(both[0], both[1])


def test_where_segments_hear_the_same_they_are_worth_nothing() -> None:
    some = smaller(small(messages__count=1))
    with one_thread():
        voters = electorate(some, 0)
        assert not worth(some, voters, *prepare(some, voters), (0, 1)).any()


def test_a_smaller_scenario_has_the_same_first_voters() -> None:
    some = changed(Scenario(), {"population.simulated": 150_000})
    less = smaller(some)
    assert less.population.simulated == 100_000
    first, second = (electorate(each, 0).block(0).voters for each in (some, less))
    assert np.array_equal(first.support, second.support)
    assert smaller(small()).population == small().population


def test_gains_are_those_of_the_run() -> None:
    some = smaller(small())
    done = run_replicate(some, 1).measures
    found = gains(some, 1)
    assert found["broadcast"] == done["broadcast"]["net_votes"]
    gap = done["segmented"]["net_votes"] - done["broadcast"]["net_votes"]
    assert found["segmented-broadcast"] == gap


def test_methods_are_compared_on_the_same_voters_and_broadcast() -> None:
    first, *others = looked().methods
    for other in others:
        assert np.array_equal(other.cut.archetype, first.cut.archetype)
        assert np.array_equal(other.gains["broadcast"], first.gains["broadcast"])
        assert np.array_equal(other.cut.space, first.cut.space)
    assert not np.array_equal(others[0].cut.labels, first.cut.labels)


def test_lots_explain_nothing_and_are_stable_all_the_same() -> None:
    random = looked().methods[1]
    assert random.explained < 0.02
    assert abs(random.recovery) < 0.02
    assert random.curve.mean[0] > 0.7


def test_nothing_is_said_of_the_stability_of_segments_that_are_drawn() -> None:
    """Neither here nor in the country without clusters, nor which number of them is best."""
    found = study(by(small(run__replicates=2), "random"))
    told, shown = summary(found), tables(found)["stability"]
    main = told["methods"]["random"]
    assert main["pick"] is None and told["twin"]["stability"]["reason"] == "drawn at random"
    assert all(each["stability"] is None for each in main["curve"] + told["twin"]["curve"])
    assert shown[["stability", "without_stability"]].isna().all(axis=None)


def test_only_the_first_method_is_looked_at_in_detail() -> None:
    first, *others = looked().methods
    assert set(range(2, 9)) <= set(first.curve.counts)
    assert first.worth is not None and first.single is not None and first.gap is not None
    for other in others:
        assert other.curve.counts == (other.cut.cells,)
        assert other.worth is other.single is other.gap is None


def test_the_twin_has_no_clusters_and_looks_alike() -> None:
    first, twin = looked().methods[0], looked().twin
    assert twin is not None
    assert twin.curve.counts == first.curve.counts
    assert twin.silhouette.mean == pytest.approx(first.silhouette.mean, abs=0.1)
    flat = small(population__structure=0.0, run__replicates=1)
    assert study(by(flat, "kmeans")).twin is None


def test_the_number_of_workers_moves_no_number() -> None:
    some = small(run__replicates=2)
    one, two = (
        summary(study(by(changed(some, {"run.workers": n}), "kmeans", "random"))) for n in (1, 2)
    )
    assert one == two


def test_no_more_replicates_than_are_needed_to_compare() -> None:
    found = study(by(small(run__replicates=REPLICATES + 5, budget__total=0.0), "one"))
    assert found.replicates == REPLICATES
    assert found.methods[0].gains["segmented-broadcast"].tolist() == [0.0] * REPLICATES


def test_a_method_that_cannot_be_used_says_so_or_is_left_out() -> None:
    scenarios = by(small(run__replicates=1), "kmeans", "latent_class")
    with pytest.raises(InputError, match=r"latent_class.*takes levels"):
        study(scenarios)
    found = study(scenarios, lenient=True)
    assert [each.cut.name for each in found.methods] == ["kmeans"]
    assert found.left_out["latent_class"].startswith("takes levels")
    with pytest.raises(InputError, match="takes levels"):
        study(dict(reversed(scenarios.items())), lenient=True)


def test_progress_counts_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    study(by(small(run__replicates=1), "kmeans"), lambda *step: seen.append(step))
    assert [done for done, _ in seen] == list(range(1, seen[-1][1] + 1))


def test_tables_agree_with_each_other() -> None:
    found = tables(looked())
    assert outside(found) == []
    methods = found["methods"].set_index("method")
    assert methods.index.tolist() == ["kmeans", "random", "demographic"]
    assert methods["stability"].isna().tolist() == [False, True, False]  # draws come again
    segments, profiles = found["segments"], found["profiles"]
    assert segments["size_share"].sum() == pytest.approx(1.0)
    seen = profiles.pivot_table(index="segment", columns="reading", values="seen")
    assert segments["size_share"].to_numpy() @ seen.to_numpy() == pytest.approx(
        np.zeros(seen.shape[1]), abs=1e-6
    )
    shares = found["archetypes"].groupby("archetype")["share"].sum()
    assert shares.to_numpy() == pytest.approx(np.ones(len(shares)))
    inside = found["silhouette"].groupby("segment")["silhouette"]
    assert inside.is_monotonic_decreasing.all()
    assert found["stability"]["pick"].sum() == found["stability"]["gap_pick"].sum() == 1
    centres = found["voters"][found["voters"]["what"] == "centre"]
    assert len(centres) == len(segments)


def test_the_summary_is_plain_and_whole() -> None:
    found = summary(looked())
    again = json.loads(json.dumps(found, allow_nan=False))
    assert again == found
    assert set(found["methods"]) == {"kmeans", "random", "demographic"}
    main, drawn = found["methods"]["kmeans"], found["methods"]["random"]
    assert drawn["stability"]["mean"] is None and drawn["stability"]["reason"] == "drawn at random"
    assert len(main["each"]) == main["segments"] == 3
    total = looked().methods[0].worth
    assert total is not None
    assert main["worth"]["mean"] == pytest.approx(total.sum(axis=1).mean())
    assert found["samples"]["voters"] == 1500


def test_a_number_that_was_chosen_is_the_one_that_is_told() -> None:
    found = study(by(small(segments__count="auto", run__replicates=1), "kmeans"))
    first = found.methods[0]
    number, pick = first.number, pick_of(first)
    assert number is not None and number.count == first.cut.cells
    assert first.cut.campaign.segmentation.number is number
    assert pick is not None
    at = first.curve.counts.index(pick.count)
    assert first.curve.mean[at] == first.curve.mean.max()


def test_components_are_those_of_the_covariance() -> None:
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([4])))
    table = rng.standard_normal((500, 3)) * np.array([3.0, 1.0, 2.0])
    mean, axes, held = components(table)
    values, vectors = np.linalg.eigh(np.cov(table.T))
    assert mean == pytest.approx(table.mean(axis=0))
    assert abs(vectors[:, -1] @ axes[:, 0]) == pytest.approx(1.0)
    assert abs(vectors[:, -2] @ axes[:, 1]) == pytest.approx(1.0)
    assert held == pytest.approx(values[-2:].sum() / values.sum())


def test_what_is_no_number_is_none() -> None:
    assert plain({"a": (float("nan"), np.float64("inf")), "b": [True]}) == {
        "a": [None, None], "b": [True],
    }  # fmt: skip
