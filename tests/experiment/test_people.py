"""Synthetic voters written out: marked, whole, the same however they are asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import msim
from msim.core.errors import InputError, MsimError
from msim.experiment.people import People
from tests.experiment.small import small


def test_every_row_is_marked_synthetic() -> None:
    frame = msim.population(small()).to_frame()
    assert frame.columns[0] == "synthetic"
    assert frame["synthetic"].all()
    assert len(frame) == 1500
    assert {"archetype", "district", "trait:age_band", "support_prob", "habit:social"} <= set(frame)
    assert frame["trait:age_band"].isin(range(1, 6)).all()
    assert frame["support_prob"].between(0, 1).all()


def test_a_few_voters_are_the_first_of_all() -> None:
    people = People(small())
    whole = people.to_frame()
    for n in (0, 1, 700, 1500, 9999):
        pd.testing.assert_frame_equal(people.to_frame(n), whole.iloc[:n])


def test_blocks_make_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msim.world.world.BLOCK_SIZE", 400)
    frame = People(small()).to_frame()
    assert len(frame) == 1500
    assert frame.index.tolist() == list(range(1500))
    assert not frame[["support_prob", "turnout_prob"]].duplicated().any()
    assert len(People(small()).to_frame(900)) == 900


def test_csv_reads_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msim.world.world.BLOCK_SIZE", 400)
    people = People(small())
    written = people.export(tmp_path / "voters.csv")
    found = pd.read_csv(written)
    frame = people.to_frame()
    assert list(found.columns) == list(frame.columns)
    assert np.allclose(found.select_dtypes("number"), frame.select_dtypes("number"))
    assert found["synthetic"].all()
    assert [p.name for p in tmp_path.iterdir()] == ["voters.csv"]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="csv"):
        People(small()).export(tmp_path / "voters.xlsx")
    assert not list(tmp_path.iterdir())


def test_an_export_that_fails_leaves_nothing_and_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "voters.csv"
    target.write_text("older", encoding="utf-8")

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises((OSError, MsimError)):
        People(small()).export(target)
    assert target.read_text(encoding="utf-8") == "older"
    assert [p.name for p in tmp_path.iterdir()] == ["voters.csv"]


def test_a_description_sets_what_was_drawn_beside_what_was_set() -> None:
    found = msim.population(small(population__simulated=20_000, districts__count=3)).describe()
    known = found.dropna(subset=["expected"]).query("what != 'voters'")
    assert {"turnout", "support", "archetype", "district", "age_band", "uses social"} <= set(
        known["what"])
    gap = (known["value"] - known["expected"]).abs()
    assert gap.max() < 0.03, known.loc[gap.idxmax()]
    assert found.query("what == 'voters'")["value"].item() == 20_000


@pytest.mark.parametrize("name", ["synthetic", "district", "archetype", "support_prob"])
def test_a_trait_cannot_hide_what_a_row_says_of_itself(name: str) -> None:
    """Least of all that it is synthetic: such a name is refused, or stands in a column apart."""
    traits = [{"name": name}, {"name": "other"}]
    try:
        scenario = small(population__traits=traits)
    except ValueError:
        return
    frame = People(scenario).to_frame()
    assert frame["synthetic"].dtype == bool
    assert frame["synthetic"].all()
    assert frame.shape[1] == People(small(population__traits=[{"name": "a"}, {"name": "b"}])
                                    ).to_frame().shape[1]
