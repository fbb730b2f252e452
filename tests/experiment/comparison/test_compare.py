"""How a run goes: as many replicates as asked or as needed, on threads, refused where too large."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from msim.core.errors import InputError
from msim.experiment.comparison.compare import run
from msim.experiment.comparison.limits import check_size
from tests.experiment.small import results, small

ARMS = ("broadcast", "segmented")


def half_width(found: dict) -> float:
    gap = found["contrasts"]["segmented-broadcast"]["net_votes"]
    return (gap["high"] - gap["low"]) / 2


def test_precision_draws_on_for_as_long_as_the_first_worlds_ask() -> None:
    """Half the width takes four times the worlds: in one go, whatever these then show."""
    keys = {"run__replicates": 6, "run__arms": ARMS, "run__workers": 1, "test__surveys": 1}
    scenario = small(**keys)
    few = run(scenario)
    gap = few.worlds.gaps("segmented", "broadcast", "net_votes")
    half = 2.570582 * gap.std(ddof=1) / np.sqrt(6)  # t, five degrees of freedom
    asked = small(**keys, run__precision=0.5001 * half / scenario.in_votes(1.0))
    more = run(asked)
    assert more.summary["replicates"] == 24
    again = run(small(**keys | {"run__replicates": 24})).summary
    assert half_width(again) == half_width(more.summary)
    assert half_width(more.summary) < half
    assert more.worlds.first(6).values("broadcast", "net_votes").tolist() == (
        few.worlds.values("broadcast", "net_votes").tolist())


def test_precision_gives_up_in_the_end_and_never_takes_fewer_than_asked() -> None:
    keys = {"run__replicates": 4, "run__arms": ARMS, "run__max_replicates": 6}
    tight, loose = (run(small(**keys, run__precision=p)).summary for p in (1e-9, 100.0))
    assert (tight["replicates"], loose["replicates"]) == (6, 4)


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    run(small(run__replicates=3, run__arms=ARMS), lambda done, wanted: told.append((done, wanted)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_run_that_ended_early_stops_no_later_one() -> None:
    """On two threads, ended by enough precision or by an error; then on one in the same process."""
    enough = {"run__precision": 100.0, "run__max_replicates": 40}
    run(small(run__replicates=2, run__arms=ARMS, run__workers=2, **enough))
    run(small(run__replicates=2, run__arms=ARMS, run__workers=1))

    def fail(done: int, wanted: int) -> None:
        raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        run(small(run__replicates=8, run__arms=ARMS, run__workers=2), fail)
    assert run(small(run__replicates=1, run__arms=ARMS, run__workers=1)).summary["replicates"] == 1


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({"population__simulated": 10**11, "population__electorate": 10**11,
          "run__replicates": 20}, "simulated"),
        ({"messages__count": 1000, "messages__cost_each": 0.0, "test__respondents": 3000,
          "population__simulated": 10**6, "run__workers": 1024, "run__replicates": 1024},
         "messages.count"),
        ({"districts__count": 10_000, "population__archetypes": 1000,
          "population__simulated": 100_000}, "districts.count"),
    ],
    ids=["days", "voters' numbers", "districts times archetypes"],
)
def test_a_scenario_that_outgrows_the_machine_is_refused(
    keys: dict[str, object], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is run, on a machine of two cores and 8 GB."""
    monkeypatch.setattr("msim.experiment.comparison.limits._memory", lambda: 8.0 * 2**30)
    asked = {"auto": 2}
    monkeypatch.setattr(
        "msim.experiment.comparison.limits.cores", lambda workers: asked.get(workers, workers)
    )
    with pytest.raises(InputError, match=key):
        check_size(small(**keys))


def test_ordinary_scenarios_are_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msim.experiment.comparison.limits._memory", lambda: 2.0 * 2**30)
    for voters in (1_000, 100_000, 10_000_000):
        check_size(small(population__simulated=voters, population__electorate=10**8,
                         run__workers=2, run__replicates=40))


def test_replicates_differ() -> None:
    """Everything is drawn anew: world, survey, delivery and swing."""
    table = results().outcomes
    votes = table[(table["arm"] == "broadcast") & (table["measure"] == "net_votes")]
    assert votes.groupby("replicate")["value"].mean().nunique() == 6
    worlds = votes.groupby("value")["replicate"].nunique()
    assert (worlds == 1).all()  # a world's surveys may choose alike, those of two never come alike
    assert results().diagnostics.groupby("measure")["value"].nunique()["party_correlation"] == 6


def test_another_seed_is_another_run_and_no_part_of_this_one() -> None:
    """Seeds beyond 32 bits too: none shares its replicates with another."""
    def votes(seed: int) -> set[float]:
        keys = {"run__seed": seed, "run__replicates": 3, "test__surveys": 1}
        found = run(small(**keys, run__arms=("broadcast",))).outcomes
        return set(found[found["measure"] == "net_votes"]["value"])

    seeds = [0, 1, 2, 1 + 2**32, 1 + 2**33]
    found = [votes(seed) for seed in seeds]
    assert len(set().union(*found)) == 3 * len(seeds)


THREADS = """
import msim
from threadpoolctl import threadpool_info
keys = {"run.replicates": 1, "run.workers": 1, "population.simulated": 1000}
said = []
def told(done, wanted):
    said.extend(part["num_threads"] for part in threadpool_info())
msim.compare(msim.load("small", keys), told)
print(said)

from sklearn.cluster import KMeans
fit = KMeans.fit
def watched(self, *args, **kwargs):
    said.extend(part["num_threads"] for part in threadpool_info())
    return fit(self, *args, **kwargs)
KMeans.fit = watched
for replicates, workers in [(1, 2), (2, 2), (1, 1)]:
    said.clear()
    msim.compare(msim.load("small", keys | {"run.replicates": replicates, "run.workers": workers}))
    print(said)
"""


def test_fits_run_on_one_thread() -> None:
    """Whatever the number of workers, and also of libraries that a run itself loads.

    More would move bits (sums in the order in which threads come) and be slower besides. In a
    fresh process, where nothing is loaded yet.
    """
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 4
    assert [line for line in lines if set(line) - set("[1, ]")] == []


def test_numbers_are_numbers() -> None:
    """No infinity anywhere; what is not defined is missing."""
    for table in (results().outcomes, results().plans, results().diagnostics, results().segments):
        numbers = table.select_dtypes("number").to_numpy(dtype=float)
        assert not np.isinf(numbers).any()
