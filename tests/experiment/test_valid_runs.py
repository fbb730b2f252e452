"""What the check calls valid, a run carries out; what a run would refuse, the check refuses."""

from __future__ import annotations

import pytest

import msim
from msim.api import NAMES
from msim.scenario import Scenario, check, load, override
from msim.scenario.people import Population, Trait

WIDE = ", ".join(
    f"{{name='{name}', kind='categorical', levels=50, demographic=true}}" for name in "abc"
)
REFUSED = [
    ("segments.method='latent_class'", '1:17  segments.method = "latent_class": takes levels'),
    ("segments.method='uplift_tree'\ntest.conducted=false",
     '1:17  segments.method = "uplift_tree": learns from the survey'),
    ("opponent.strategy='segmented'\nopponent.segments.method='latent_class'",
     '2:26  opponent.segments.method = "latent_class": takes levels'),
    ("opponent.strategy='segmented'\nopponent.segments.method='uplift_tree'\n"
     "opponent.test.conducted=false", '2:26  opponent.segments.method = "uplift_tree": learns'),
    (f"run.arms=['silent','demographic']\npopulation.traits=[{WIDE}]\n"
     "channels={tv={kind='impressions',cpm=1.0,share=1.0}}",
     "2:19  population.traits: the demographic ones (a, b, c) make 125,000 cells"),
    ("segments.method='demographic'\npopulation.traits=[{name='a'}]\n"
     "channels={tv={kind='impressions',cpm=1.0,share=1.0}}",
     '1:17  segments.method = "demographic": no trait is marked demographic'),
    ("data.preparation_days=100_000\ndata.respondents_per_day=1_000_000\nbudget.total=1e15",
     "1:23  data.preparation_days = 100000: makes 100,000,000,000 respondents; at most 1,000,000"),
    ("messages={lean_alignment=0, spread=20.0, common_share=0.7}\npopulation={structure=0.5, "
     "archetype_shares=[0.0083, 0.0155, 0.0273, 0.0353, 0.9136]}",
     "1:55  messages.party_correlation = 0.86: out of reach; with lean_alignment 0 and "
     "lean_traits_share 0.5 it must be above 0.97"),
    ("data.coverage=0.01\npopulation.simulated=2000",
     "1:15  segments.count = 6: data.coverage and data.consent leave about 20 voters to learn "
     "from, and perhaps fewer than segments"),
    ("data.consent=0\nrun.arms=['silent']", "1:14  segments.count = 6: data.coverage and "),
    ("test.panel_habit={turnout=0.3}\ntest.panel_share=0.01\npopulation.simulated=1000",
     "2:18  test.panel_share = 0.01: of about "),
    ("messages.group_correlation=0.5\npopulation.structure=1e-6",
     "1:28  messages.group_correlation = 0.5: would take a heterogeneity_sd_pp of "),
    ("messages.group_correlation=0.5\nmessages.trait_share=5e-324",
     "1:28  messages.group_correlation = 0.5: would take a heterogeneity_sd_pp of over 1,000,000"),
]
TINY: dict[str, object] = {
    "population.simulated": 1500, "test.respondents": 300, "test.surveys": 2,
    "segments.fit_sample": 300, "segments.count": 3, "run.replicates": 2, "run.precision": 0,
    "run.workers": 1,
}
TWO = [Trait(name=name, kind="binary") for name in "ab"]
VALID: list[dict[str, object]] = [
    {"data.preparation_days": 0, "run.arms": ("silent", "naive")},
    {"data.preparation_days": 0, "test.conducted": False},
    {"data.preparation_days": 0, "test.conducted": False, "segments.features": ("age_band",),
     "run.arms": ("silent", "individual")},
    {"data.preparation_days": 0, "run.arms": ("naive",), "messages.mobilise_between_sd_pp": 1},
    {"opponent.strategy": "naive", "opponent.data.preparation_days": 0},
    {"response.saturation": 5e-324},
    {"segments.method": "latent_class", "segments.features": ("age_band", "party")},
    {"messages.group_correlation": 0.5, "population.structure": 0.01},
    {"test.panel_habit": {"turnout": 0.0}, "test.panel_share": 0.001},
    {"messages.group_correlation": 0.5, "population.structure": 1e-4},
]


def tiny(changes: dict[str, object]) -> dict[str, object]:
    """What makes a run small, less what days of preparation set."""
    dropped = {"test.respondents"} if "data.preparation_days" in changes else set()
    return {key: value for key, value in TINY.items() if key not in dropped}


@pytest.mark.parametrize(("text", "line"), REFUSED, ids=[each[0][:60] for each in REFUSED])
def test_what_a_run_would_refuse_is_refused_with_its_place(text: str, line: str) -> None:
    found = [str(problem) for problem in check(text, NAMES, "m")]
    assert len(found) == 1, found
    assert found[0].startswith(f"m:{line}")


@pytest.mark.parametrize("changes", VALID, ids=lambda changes: " ".join(changes))
def test_what_is_valid_runs(changes: dict[str, object]) -> None:
    summary = msim.compare(load("small", {**tiny(changes), **changes}, NAMES)).summary
    for name, contrast in summary["contrasts"].items():
        assert "/" in name or contrast["outcome"] == "unknown" or "net_votes" in contrast


def test_a_saturation_without_digits_left_is_none() -> None:
    assert load("small", {"response.saturation": 1e-10}).response.saturation == 0.0
    assert load("small", {"response.saturation": 1e-9}).response.saturation == 1e-9


def test_segments_that_are_not_there_are_not_shown() -> None:
    """Two yes-or-no traits and the party label make eight kinds of voters; 40 are asked for."""
    keys: dict[str, object] = {**TINY, "segments.count": 40}
    scenario = override(Scenario(population=Population(traits=(TWO[0], TWO[1]))), keys, NAMES)
    found = msim.compare(scenario)
    assert found.summary["segments"]["count"] == 40
    assert found.summary["segments"]["found"]["mean"] == 8.0
    assert len(found.table("segments")) == 8
    study = msim.segment(scenario)
    assert study.summary["asked"] == 40
    assert study.summary["methods"]["kmeans"]["segments"] == len(study.table("segments")) == 8


def test_who_buys_nothing_has_no_price_of_a_vote() -> None:
    silent = msim.compare(load("small", TINY, NAMES)).summary["arms"]["silent"]
    assert silent["cost_per_net_vote"]["reason"] == "nothing was spent and nothing gained"
