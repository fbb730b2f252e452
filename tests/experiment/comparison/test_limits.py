"""What a run would cost: every further thing asked counts, and too much of it is refused."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from msim.core.errors import InputError
from msim.execution.executor import Capacity
from msim.experiment.comparison.limits import check_size, seconds_of_replicate
from msim.scenario import Scenario
from tests.experiment.small import small
from tests.laws.drawn import ARMS

VOTERS = {"population__simulated": 1_000_000, "population__electorate": 10_000_000}
FACTORS = {name: {"data.validity": 0.5 + number / 10} for number, name in enumerate("abc")}


@pytest.fixture(autouse=True)
def two_cores_and_eight_gigabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msim.experiment.comparison.limits._memory", lambda: 8.0 * 2**30)
    asked = {"auto": 2}
    monkeypatch.setattr(
        "msim.experiment.comparison.limits.cores", lambda workers: asked.get(workers, workers)
    )


def large(**keys: Any) -> Scenario:
    return small(**{**VOTERS, "run__arms": ("silent", "broadcast"), **keys})


def seconds(**keys: Any) -> float:
    return seconds_of_replicate(large(**keys))


def most_replicates(**keys: Any) -> int:
    """The largest number of replicates that is not refused, to a part in a thousand."""
    low, high = 1, 1_000_000
    while high - low > max(1, low // 1000):
        middle = (low + high) // 2
        try:
            check_size(large(run__replicates=middle, **keys))
            low = middle
        except InputError:
            high = middle
    return low


def test_time_is_that_of_the_voters() -> None:
    assert seconds(population__simulated=2_000_000) == pytest.approx(2 * seconds())


@pytest.mark.parametrize(
    "keys",
    [
        {"run__arms": ("silent", "broadcast", "segmented")},
        {"messages__count": 12},
        {"opponent__strategy": "broadcast"},
        {"opponent__game": True},
        {"earned__share_rate": 0.1},
        {"messages__mobilise_pp": 1.0},
        {"budget__audience": "selected"},
        {"budget__allocation": "optimised"},
        {"run__arms": ("silent", "individual"), "segments__individual_model": "forest"},
    ],
    ids=lambda keys: next(reversed(keys)),
)
def test_whatever_more_is_asked_takes_longer(keys: dict[str, Any]) -> None:
    assert seconds(**keys) > 1.05 * seconds()


def test_a_forest_takes_longer_than_lines_where_it_is_grown() -> None:
    individual = {"run__arms": ("silent", "individual")}
    lines, forest = (
        seconds(**individual, segments__individual_model=model) for model in ("ridge", "forest")
    )
    assert forest > 2.0 * lines
    assert seconds(segments__individual_model="forest") == seconds()  # no arm asks it
    more = seconds(**individual, segments__individual_model="forest", test__respondents=100_000)
    assert more > forest + 0.5  # it learns from every answer
    theirs = {"opponent__strategy": "individual", "opponent__segments": {
        "individual_model": "forest"}}
    assert seconds(**theirs) > 1.5 * seconds(opponent__strategy="individual")


def test_every_subset_of_the_factors_counts() -> None:
    """Eight runs of broadcast alone beside the run itself, which is broadcast alone as well."""
    alone, three = most_replicates(), most_replicates(attribution__factors=FACTORS)
    assert alone / three == pytest.approx(9.0, rel=0.01)


def test_the_bound_is_three_days_on_all_cores() -> None:
    most = most_replicates()
    assert most * seconds() / 2 == pytest.approx(3 * 86_400, rel=0.01)
    assert most_replicates(run__workers=4) == pytest.approx(2 * most, rel=0.01)
    assert most_replicates(run__precision=1e-9, run__max_replicates=10**6, run__arms=(
        "segmented", "broadcast")) == 1  # it may go on to the last one


def test_a_cluster_is_judged_by_all_its_threads_and_by_each_workers_memory() -> None:
    """Threads of several workers compute together; memory is shared by those of one worker."""
    def workers(*some: Capacity) -> Any:
        return SimpleNamespace(workers=some)

    eight = 8.0 * 2**30
    here = most_replicates(population__simulated=10_000_000)
    scenario = large(population__simulated=10_000_000, run__replicates=3 * here)
    check_size(scenario, workers(*[Capacity(2, eight, f"tcp://{n}") for n in range(4)]))
    with pytest.raises(InputError, match=r"would take about \d+ days on the cluster; take fewer"):
        check_size(scenario, workers(Capacity(2, eight, "tcp://1"), Capacity(2, eight, "tcp://2")))
    with pytest.raises(InputError, match=r"and worker tcp://2 has 0\.1; take"):
        check_size(large(), workers(Capacity(1, eight, "tcp://1"), Capacity(1, 2.0**26, "tcp://2")))


def test_what_is_refused_is_said_with_its_place_and_what_to_do() -> None:
    with pytest.raises(InputError) as error:
        check_size(large(population__simulated=10_000_000, run__replicates=1_000_000,
                         attribution__factors=FACTORS))
    said = str(error.value)
    assert said.startswith("population.simulated: 10,000,000 voters and 1,000,000 replicates and "
                           "every subset of 3 factors would take about ")
    assert said.endswith("days here; take fewer of either (at most 3 days)")


def test_memory_counts_respondents_and_what_is_regressed_on() -> None:
    """Measured: 0.47 GB for a million respondents of eight surveys, 4.6 with 111 columns."""
    wide = [{"name": f"t{n}", "kind": "categorical", "levels": 50} for n in range(20)]
    many = {"test__respondents": 1_000_000, "budget__total": 1e12}
    check_size(large(**many, budget__allocation="optimised"))
    with pytest.raises(InputError, match="fewer respondents, traits or workers"):
        check_size(large(**many, budget__allocation="optimised", population__traits=wide,
                         channels={"tv": {"kind": "impressions", "cpm": 1.0, "share": 1.0}}))


@pytest.mark.parametrize("keys", [
    {"segments__method": "uplift_tree"},
    {"segments__individual_model": "forest", "run__arms": ("silent", "individual")},
], ids=["tree", "forest"])  # fmt: skip
def test_memory_counts_what_trees_are_grown_on(keys: dict[str, Any]) -> None:
    """Measured for half a million respondents, two surveys: 0.84 and 0.85 GB with 60 messages."""
    many = {"test__respondents": 1_000_000, "budget__total": 1e12, "messages__cost_each": 0.0,
            "population__simulated": 1_000}
    check_size(large(**many, **keys, messages__count=60))
    check_size(large(**many, messages__count=150))
    with pytest.raises(InputError, match="fewer respondents"):
        check_size(large(**many, **keys, messages__count=150))


def test_memory_counts_both_sides_and_all_effects() -> None:
    """As many messages as just fit leave no room for an opponent's, or for effects on turnout."""
    keys = {"messages__count": 250, "messages__cost_each": 0.0, "test__respondents": 3_000,
            "run__workers": 2}
    check_size(large(**keys))
    for more in ({"opponent__strategy": "broadcast"}, {"messages__mobilise_pp": 1.0}):
        with pytest.raises(InputError, match=r"messages\.count"):
            check_size(large(**keys, **more))


def test_a_factor_that_outgrows_the_memory_is_refused_as_well() -> None:
    factors = {"many": {"messages.count": 1000, "messages.cost_each": 0.0,
                        "test.respondents": 3_000}}
    check_size(large(run__workers=2))
    with pytest.raises(InputError, match=r"messages\.count"):
        check_size(large(run__workers=2, attribution__factors=factors))


def test_every_arm_at_once_is_an_ordinary_run() -> None:
    """Ten arms with forests and an opponent's game, on ten million voters."""
    channels = small().model_dump()["channels"] | {"doorsteps": {"kind": "contacts", "share": 0.2}}
    channels["social"]["share"] = 0.3
    everything = large(
        population__simulated=10_000_000, run__arms=ARMS, segments__individual_model="forest",
        channels=channels, opponent__strategy="individual", opponent__game=True,
        earned__share_rate=0.1, run__workers=2, run__replicates=40,
    )
    check_size(everything)
