"""A finished folder takes its place where the older one can be moved, and also where it cannot."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from msim.core import paths
from msim.report.common import folder, placing
from tests.report.common.test_folder import NEW, OLD, content

BUSY = OSError(errno.EBUSY, "Device or resource busy")


def listed(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def never_renamed(monkeypatch, stop: BaseException) -> None:
    """No folder in the making can be renamed, as where the target is a mount."""
    rename = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if path.suffix == ".part" and path.is_dir():
            raise stop
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails)


def test_the_older_folder_stays_if_the_last_step_is_interrupted(tmp_path, monkeypatch) -> None:
    place = folder.write(tmp_path / "r", OLD)
    before = content(place)
    never_renamed(monkeypatch, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        folder.write(place, NEW)
    assert content(place) == before
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_a_folder_that_cannot_be_renamed_is_filled_the_manifest_last(tmp_path, monkeypatch) -> None:
    place = folder.write(tmp_path / "r", OLD)
    (place / "notes.txt").write_text("mine", encoding="utf-8")
    never_renamed(monkeypatch, BUSY)
    order, replace = [], Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda path, target: order.append(target.name) or replace(path, target)
    )
    folder.write(place, NEW)
    assert content(place) == {"report.html": "new", "figures/b.svg": "new", "notes.txt": "mine"}
    assert order[-1] == "manifest.json" and set(folder.own_files(place)) == {
        "report.html", "figures/b.svg"
    }  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_the_finished_folder_stays_where_it_can_take_no_place(tmp_path, monkeypatch) -> None:
    place = folder.write(tmp_path / "r", OLD)
    before = content(place)
    never_renamed(monkeypatch, BUSY)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(placing.shutil, "copy2", full)
    with pytest.raises(OSError, match="; the finished folder lies in ") as caught:
        folder.write(place, NEW)
    left = Path(str(caught.value.strerror).rpartition(" lies in ")[2])
    assert content(left) == {"report.html": "new", "figures/b.svg": "new"}
    assert content(place) == before


def test_what_a_killed_writer_left_is_removed_and_a_living_ones_is_not(tmp_path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    names = {pid: f".r.{paths.HERE}.{pid}.0a.part" for pid in (gone.pid, os.getppid())}
    left = (*names.values(), f".r.00000000.{gone.pid}.0a.part", ".other.part")
    for name in left:
        (tmp_path / name).mkdir()
    folder.ready(tmp_path / "r")
    assert listed(tmp_path) == sorted(set(left) - {names[gone.pid]})
    (tmp_path / names[gone.pid]).write_text("half a file")
    with paths.whole(tmp_path / "r") as part:
        part.write_text("a whole one")
    assert listed(tmp_path) == sorted({*left, "r"} - {names[gone.pid]})


def test_links_and_pipes_of_strangers_stay_what_they_are(tmp_path) -> None:
    place = folder.write(tmp_path / "r", OLD)
    (place / "dangling").symlink_to("nowhere")
    (place / "folder").symlink_to(tmp_path)
    folder.write(place, NEW)
    assert (place / "dangling").readlink() == Path("nowhere")
    assert (place / "folder").readlink() == tmp_path
    os.mkfifo(place / "pipe")
    folder.write(place, OLD)
    assert (place / "pipe").is_fifo() and (place / "dangling").readlink() == Path("nowhere")
    assert (place / "report.html").read_text(encoding="utf-8") == "old"
    assert not (place / "figures" / "b.svg").exists()


def test_the_working_directory_may_be_written_to(tmp_path, monkeypatch) -> None:
    place = folder.write(tmp_path / "r", OLD)
    monkeypatch.chdir(place)
    folder.write(".", NEW)
    assert Path("report.html").read_text(encoding="utf-8") == "new"
    assert Path.cwd() == place and [path.name for path in tmp_path.iterdir()] == ["r"]
