"""Claims asked from end to end, kept, gone on with, and grown."""

from __future__ import annotations

import pickle
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from msim.claims import answering, rounds
from msim.claims.claim import DebateClaim
from msim.claims.kept import NAME, Kept
from msim.claims.play import Rows, Task, play
from msim.claims.reading import read_claim
from msim.claims.run import FULL, Asked, Size, ask
from msim.claims.worlds import points
from msim.core.errors import InputError, MsimError
from msim.report.debate.summary import summary as summarised
from msim.scenario.outcome import Run
from tests.claims import made, tiny

ALONE = Run(workers=1)
SMALL = Size(worlds=3, first=5, most=5, central=5)


@pytest.fixture
def claim(tmp_path: Path) -> DebateClaim:
    return tiny.claim(tmp_path)


def summary(claim: DebateClaim, place: Path | None, size: Size = SMALL) -> dict:
    with Kept(place) as kept:
        return summarised(next(ask([claim], size, kept, ALONE)))


def test_a_claim_from_end_to_end_and_again_from_what_is_kept(
    claim: DebateClaim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = summary(claim, tmp_path / NAME)
    assert first["id"] == "tiny" and first["verdict"] in {
        "holds", "fails", "depends", "cannot be told"}
    assert first["priors"]["split"]["worlds"] == first["priors"]["uniform"]["worlds"] == 3
    assert first["estimate"]["low"] <= first["estimate"]["mean"] <= first["estimate"]["high"]
    monkeypatch.setattr(rounds, "play", lambda task: pytest.fail("run again"))
    assert summary(claim, tmp_path / NAME) == first


def test_replicates_of_a_file_of_one_s_own_are_used_and_those_that_are_typed_win(
    claim: DebateClaim, tmp_path: Path
) -> None:
    own = tiny.claim(tmp_path, ('"segmented"]', '"segmented"]\nreplicates = 12'))
    assert (claim.replicates, own.replicates) == (0, 12) and own.file.endswith("tiny.toml")
    assert FULL.of(own) == (8, 12, 12) and FULL.of(claim) == (8, 32, 40)
    asked = Asked(points=6, replicates=5, seed=3)
    assert asked.size.of(own) == (5, 5, 5) and asked.size.worlds == 6
    assert read_claim("boring-meetings").replicates == 0, "a shipped one's are those of a run"


def test_a_typed_seed_moves_the_draws_and_the_worlds(claim: DebateClaim) -> None:
    moved = Asked(seed=3).moved(claim)
    assert moved.scenario.run.seed == 3 != claim.scenario.run.seed
    assert moved.fingerprint != claim.fingerprint and Asked().moved(claim) == claim
    pairs = zip(points(claim, "split", 8), points(moved, "split", 8), strict=True)
    assert all(here.values != there.values for here, there in pairs)


def test_interrupted_it_goes_on_where_it_stopped(
    claim: DebateClaim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = rounds.play
    seen: list[str] = []

    def breaks(task: Task) -> Rows:
        if len(seen) == 4:
            raise KeyboardInterrupt
        seen.append(task.claim.fingerprint + task.point.key)
        return played(task)

    monkeypatch.setattr(rounds, "play", breaks)
    with pytest.raises(KeyboardInterrupt):
        summary(claim, tmp_path / NAME)
    rest: list[str] = []
    monkeypatch.setattr(rounds, "play", lambda task: (
        rest.append(task.claim.fingerprint + task.point.key), played(task))[1])
    found = summary(claim, tmp_path / NAME)
    ceiling, corners = 1, 0 if found["verdict"] == "holds" else 2
    assert len(seen) == 4 and len(rest) == 3 + ceiling + corners and not set(seen) & set(rest)
    monkeypatch.setattr(rounds, "play", played)
    assert summary(claim, None) == found


def test_a_task_does_the_same_in_another_process(claim: DebateClaim) -> None:
    task = Task(claim, points(claim, "split", 3)[0], 1, 1)
    sent: Task = pickle.loads(pickle.dumps(task))
    assert play(sent) == play(task) and sent.claim.fingerprint == claim.fingerprint


def answers(effect: made.Effect, noise: float):  # type: ignore[no-untyped-def]
    """What stands for the engine: worlds that answer a function of their keys."""
    asked_for: list[int] = []

    def played(task: Task) -> Rows:
        found = made.rows(effect(task.point), noise, task.most)
        early = answering.told_early(task.claim, found[: task.first])
        chosen = found[: task.first] if early else found
        asked_for.append(len(chosen))
        return Rows(task.point.key, tuple(chosen))

    return played, asked_for


def test_only_worlds_that_do_not_tell_early_take_all_replicates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    size = Size(worlds=16, first=6, most=16, central=6)
    clear, counts = answers(lambda _: 1.0, 0.01)
    monkeypatch.setattr(rounds, "play", clear)
    assert summary(made.claim(), None, size)["verdict"] == "holds" and set(counts) == {6}
    near, counts = answers(lambda _: 0.06, 0.02)
    monkeypatch.setattr(rounds, "play", near)
    found = summary(made.claim(), None, size)
    assert found["priors"]["split"]["open"] == 16 and counts.count(16) == 32 + 2


def test_worlds_that_fail_are_counted_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def sometimes(task: Task) -> Rows:
        if task.point.prior == "split" and task.point.value("data.validity") > 0.5:
            return Rows(task.point.key, error="cannot be made")
        return Rows(task.point.key, tuple(made.rows(1.0, 0.01, task.most)))

    monkeypatch.setattr(rounds, "play", sometimes)
    found = summary(made.claim(), None, Size(16, 4, 4, 4))
    assert found["failed"] > 0 and "worlds could not be made: cannot be made." in found["statement"]
    monkeypatch.setattr(rounds, "play", lambda task: Rows(task.point.key, error="never"))
    with pytest.raises(MsimError, match="made-up: no world could be run: never"):
        summary(made.claim(), None)


def test_claims_come_in_the_order_asked_with_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    played, _ = answers(lambda _: 1.0, 0.01)
    monkeypatch.setattr(rounds, "play", played)
    told: list[tuple[int, int]] = []
    claims = [made.claim(id=name) for name in ("b", "a")]
    with Kept(None) as kept:
        found = list(ask(claims, SMALL, kept, ALONE, lambda *now: told.append(now)))
    assert [each.claim.id for each in found] == ["b", "a"]
    assert told[0] == (0, 8) and told[-1] == (8, 8)  # the same question twice is run once


def test_what_is_kept_can_be_read_by_anybody(claim: DebateClaim, tmp_path: Path) -> None:
    summary(claim, tmp_path / NAME)
    with closing(sqlite3.connect(tmp_path / NAME)) as file:
        rows = file.execute("select claim, count(*) from worlds group by claim").fetchall()
    assert rows == [("tiny", 10)]  # seven worlds, a ceiling, two corners


def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"no database at all " * 100)
    with pytest.raises(InputError, match="is no file of kept worlds, or damaged"), Kept(path):
        pass
    assert path.read_bytes().startswith(b"no database")


def test_a_full_disk_stops_and_keeps_what_is_finished(tmp_path: Path) -> None:
    with Kept(tmp_path / NAME) as kept:
        kept.keep(("tiny", "f", "one", "{}"), [(1.0, 2.0)])
        size = kept._file.execute("pragma page_count").fetchone()[0]
        kept._file.execute(f"pragma max_page_count = {size}")
        with pytest.raises(MsimError, match="what is finished is kept"):
            kept.keep(("tiny", "f", "two", "{}"), [(1.0, 2.0)] * 20_000)
    with Kept(tmp_path / NAME) as kept:
        assert kept.rows("f") == {"one": [[1.0, 2.0]]}
