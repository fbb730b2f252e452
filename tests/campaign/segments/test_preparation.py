"""What each method looks at, what was done to each trait, and what a method says it cannot do."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from msim.campaign.segments import METHODS
from msim.campaign.segments.features import Cells, Levels, look
from msim.campaign.segments.segmentation import segment
from msim.core.errors import InputError
from msim.core.seen import CampaignView, TraitShown
from msim.scenario import Segments
from tests.campaign.views import draws, shown, view

KINDS = ("continuous", "ordinal", "binary", "categorical")
LEVELS = ("t1", "t2", "t3", "party")


def everyone(n: int = 400, missing: float = 0.0) -> CampaignView:
    rng = draws("kinds")
    columns = [5 + 3 * rng.standard_normal(n), rng.integers(3, size=n), rng.integers(2, size=n),
               rng.choice(3, size=n, p=[0.1, 0.2, 0.7])]
    table = np.column_stack(columns)
    table[rng.random(table.shape) < missing] = np.nan
    return view(table, party=rng.choice([-1, 1], size=n))


@pytest.mark.parametrize("kind", ["scaled", "mixed"])
def test_each_kind_of_trait_gets_its_own_treatment_and_it_is_said(kind: str) -> None:
    told = look(kind, everyone(), shown(*KINDS), ()).told
    assert [(one.feature, one.kind) for one in told] == [
        ("t0", "continuous"), ("t1", "ordinal"), ("t2", "binary"), ("t3", "categorical"),
        ("party", "party"),
    ]
    done = {one.kind: one.done for one in told}
    assert "equal steps" in done["ordinal"]
    assert ("one column a level" if kind == "scaled" else "alike or not") in done["categorical"]
    assert "missing" not in " ".join(done.values())


def test_gaps_and_what_never_differs_are_said() -> None:
    gaps = {one.feature: one.done for one in look("scaled", everyone(400, 0.25), shown(*KINDS),
                                                  ()).told}
    assert "counts as the mean" in gaps["t0"]
    assert "missing" not in gaps["party"]
    flat = everyone().traits.copy()
    flat[:, 2] = 1.0
    told = look("scaled", view(flat), shown(*KINDS), ()).told
    assert [one.feature for one in told if one.done.startswith("left out")] == ["t2"]


@pytest.mark.parametrize("name", METHODS)
def test_a_segmentation_says_what_it_looked_at(name: str) -> None:
    from msim.campaign.segments.segmentation import Survey
    from tests.campaign.segments.made import survey

    whole = everyone()
    features = LEVELS if name == "latent_class" else ("t1", "t2") if name == "demographic" else ()
    answers = survey(np.array([[0.1, 0.0]]), np.zeros(400, dtype=int), 400)
    keys = Segments(method=name, features=features, count=3)
    found = segment(keys, whole, shown(*KINDS), 1, Survey(answers, whole))
    assert found.told
    expected = {"random": 1, "party": 1, "demographic": 2, "latent_class": 4}.get(name, 5)
    assert len(found.told) == expected
    assert found.shares.size == found.cells
    assert found.shares.sum() == pytest.approx(1.0)
    assert found.labels(whole).max() < found.cells


def test_k_means_looks_at_what_it_always_did() -> None:
    """By hand: readings less their mean by their deviation, levels together of variance 1."""
    whole = everyone()
    table = whole.traits.astype(float)
    columns = [*table[:, :3].T, *(table[:, 3] == level for level in range(3)), whole.party]
    stacked = np.column_stack([np.asarray(column, dtype=float) for column in columns])
    gap = stacked - stacked.mean(axis=0)
    variance = gap.var(axis=0)
    variance[3:6] = variance[3:6].sum()
    scaled = gap / np.sqrt(variance)
    seen = look("scaled", whole, shown(*KINDS), ()).apply(whole)
    assert seen == pytest.approx(scaled, abs=1e-12)
    labels = KMeans(4, n_init=1, tol=1e-3, random_state=9).fit(seen).labels_
    found = segment(Segments(count=4, starts=1), whole, shown(*KINDS), 9)
    assert np.array_equal(found.labels(whole), labels)


def test_levels_are_looked_at_as_they_are() -> None:
    whole = everyone(50, missing=0.2)
    seen = look("levels", whole, shown(*KINDS), LEVELS)
    assert isinstance(seen, Levels)
    table = seen.apply(whole)
    assert np.array_equal(table[:, :3], whole.traits[:, 1:].astype(float), equal_nan=True)
    assert np.array_equal(table[:, 3], (whole.party > 0).astype(float))
    nobody = look("levels", whole, shown(*KINDS), LEVELS).apply(view(whole.traits))
    assert np.isnan(nobody[:, 3]).all()


def test_latent_classes_of_measurements_are_refused_with_what_would_do() -> None:
    whole, traits = everyone(), shown(*KINDS)
    with pytest.raises(InputError) as caught:
        segment(Segments(method="latent_class"), whole, traits, 1)
    told = str(caught.value)
    assert told.startswith('segments.method = "latent_class": takes levels; leave out t0')
    assert '(segments.features = ["t1", "t2", "t3", "party"])' in told
    assert "gaussian_mixture, kmeans, minibatch_kmeans, mixed, ward" in told
    for unable in ("random", "one", "demographic", "uplift_tree"):
        assert unable not in told
    assert "party" not in told.split(" use ")[1]
    assert segment(Segments(method="latent_class", features=LEVELS), whole, traits, 1).cells == 6


def test_the_party_makes_no_demographic_cell() -> None:
    with pytest.raises(InputError, match=r"takes traits; leave out party .*latent_class"):
        segment(Segments(method="demographic", features=("t1", "party")), everyone(),
                shown(*KINDS), 1)


def test_cells_of_the_traits_marked_or_named() -> None:
    whole = everyone()
    traits = tuple(
        TraitShown(t.name, t.kind, t.levels, t.name in ("t1", "t2")) for t in shown(*KINDS)
    )
    marked = segment(Segments(method="demographic"), whole, traits, 1)
    assert marked.cells == 9  # of three levels each: a cell that nobody is in counts too
    assert np.array_equal(marked.labels(whole), 3 * whole.traits[:, 1] + whole.traits[:, 2])
    named = segment(Segments(method="demographic", features=("t0", "t3")), whole, traits, 1)
    assert isinstance(named.preparation, Cells)
    assert named.cells == 5 * 3
    assert named.preparation.features == ("t0", "t3")


def test_cells_that_cannot_be_are_refused() -> None:
    with pytest.raises(InputError, match="no trait is marked demographic"):
        segment(Segments(method="demographic"), everyone(), shown(*KINDS), 1)
    many = shown(*["ordinal"] * 4, levels=12)
    with pytest.raises(InputError, match=r"segments\.features = .*20,736 cells.*name fewer"):
        segment(Segments(method="demographic", features=("t0", "t1", "t2", "t3")),
                view(np.zeros((20, 4))), many, 1)
