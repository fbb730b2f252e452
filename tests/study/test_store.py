"""The file that keeps a study: refused where it is another's, rescued where it is damaged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from msim.core.errors import InputError, MsimError
from msim.study import rescue, store, text
from msim.study.saving import csv
from msim.study.store import NAME, Store
from tests.study.fakes import design, swept


def changed(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as there:
        there.execute(statement)
        there.commit()


def test_another_version_s_file_is_refused_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "VERSION", "0.0.9")
    swept(design(), tmp_path / "r")
    monkeypatch.undo()
    before = (tmp_path / "r" / NAME).read_bytes()
    with pytest.raises(InputError, match=r"study.sqlite.*was written by msim 0.0.9, and this is"):
        swept(design(), tmp_path / "r")
    assert (tmp_path / "r" / NAME).read_bytes() == before


def test_a_file_that_keeps_other_numbers_of_a_replicate_is_refused(tmp_path: Path) -> None:
    swept(design(), tmp_path / "r")
    path = tmp_path / "r" / NAME
    changed(path, "update header set value = '1' where name = 'format'")
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"study.sqlite.*kept other numbers of a replicate"):
        swept(design(), tmp_path / "r")
    with pytest.raises(InputError, match=r"\(form 1, and this is 2\)"), Store(path):
        pass
    assert path.read_bytes() == before


def test_a_changed_design_is_refused_and_left_alone(tmp_path: Path) -> None:
    swept(design(), tmp_path / "r")
    before = (tmp_path / "r" / NAME).read_bytes()
    asked = design()
    other = replace(asked, parameters=(replace(asked.parameters[0], high=0.7),
                                       *asked.parameters[1:]))  # fmt: skip
    with pytest.raises(InputError, match=r"parameters.data.validity.high is 0.7 and was 0.9"):
        swept(other, tmp_path / "r")
    assert (tmp_path / "r" / NAME).read_bytes() == before


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="holds files and no study"):
        swept(design(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_two_writers_are_one_too_many_and_readers_are_welcome(tmp_path: Path) -> None:
    asked = design()
    swept(asked, tmp_path / "r")
    with Store(tmp_path / "r" / NAME, asked):
        with pytest.raises(MsimError, match="another sweep is writing to it"):
            swept(asked, tmp_path / "r")
        with Store(tmp_path / "r" / NAME) as reading:
            assert len(reading.answers()) == 24
    assert not (tmp_path / "r" / store.LOCK).exists()


@pytest.mark.parametrize("damage", ["a number", "a page", "the end"])
def test_of_a_damaged_file_what_can_be_read_is_kept_and_said(tmp_path: Path, damage: str) -> None:
    place = tmp_path / "r"
    wanted = swept(design(points=64), place)
    path = place / NAME
    if damage == "a number":
        changed(path, 'update points set "segmented.net_votes.mean" = 1.5 where rowid = 7')
    else:
        content = bytearray(path.read_bytes())
        if damage == "a page":
            middle = len(content) // 2 // 4096 * 4096
            content[middle : middle + 4096] = b"\xa5" * 4096
        else:
            del content[-3 * 4096 :]
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"is damaged .* kept in study.rescued.sqlite") as refused:
        swept(design(points=64), place)
    assert path.read_bytes() == before
    kept = int(str(refused.value).split("). ")[1].split(" ")[0])
    assert 0 < kept < 64 and (kept == 63 or damage != "a number")
    (place / rescue.NAME).replace(path)
    assert csv(swept(design(points=64), place).points) == csv(wanted.points)


def test_what_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    place = tmp_path / "r"
    place.mkdir()
    (place / NAME).write_bytes(b"not at all" * 1000)
    with pytest.raises(InputError, match=r"no point of it can be read; delete it to start anew$"):
        swept(design(), place)
    assert [path.name for path in place.iterdir()] == [NAME]
    (place / "study.csv").write_text("point\n")
    with pytest.raises(InputError, match=r"table as last written is in study\.csv beside it"):
        swept(design(), place)


def test_a_full_disk_stops_it_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, connected = tmp_path / "r", store._connected

    def on_a_small_disk(path: Path | None) -> sqlite3.Connection:
        found = connected(path)
        found.execute("pragma max_page_count = 19")
        return found

    monkeypatch.setattr(store, "_connected", on_a_small_disk)
    with pytest.raises(MsimError, match=r"no space left on the disk.* is kept") as refused:
        swept(design(), place)
    assert not isinstance(refused.value, InputError)
    monkeypatch.undo()
    with Store(place / NAME) as reading:
        kept = len(reading.answers())
    assert 0 < kept < 24
    assert csv(swept(design(), place).points) == csv(swept(design()).points)


def test_a_disk_that_fills_while_tables_are_written_leaves_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as stream:
            stream.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="cannot write the results"):
        swept(design(), tmp_path / "r")
    assert [path.name for path in (tmp_path / "r").iterdir()] == [NAME]


def test_a_lock_or_a_store_that_is_none_is_named_and_nothing_is_touched(tmp_path: Path) -> None:
    place = tmp_path / "r"
    swept(design(), place)
    (place / store.LOCK).write_bytes(b"garbage" * 1_000)
    with pytest.raises(InputError, match=r"study\.lock  is no lock of msim; delete it"):
        swept(design(), place)
    (place / store.LOCK).unlink()
    assert len(swept(design(), place).points) == 24
    (tmp_path / "s" / NAME).mkdir(parents=True)
    for asked in (None, design()):
        with pytest.raises(InputError, match=r"study\.sqlite  is a folder"):
            Store(tmp_path / "s" / NAME, asked).__enter__()


@pytest.mark.parametrize(
    "damage", ["update header set value = cast(x'ff80' as text) where name = 'study'",
               "delete from header where name = 'identity'"],
)  # fmt: skip
def test_a_header_that_cannot_be_read_costs_no_point(tmp_path: Path, damage: str) -> None:
    swept(design(), tmp_path / "r")
    changed(tmp_path / "r" / NAME, damage)
    with pytest.raises(InputError, match=r"is damaged .* 24 points .* study.rescued.sqlite"):
        swept(design(), tmp_path / "r")
