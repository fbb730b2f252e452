"""Places that are none are refused in words, before anything is computed for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from msim.core.errors import InputError
from msim.core.paths import absolute, whole
from msim.report.common import folder
from msim.study import saving


@pytest.mark.parametrize("ready", [folder.ready, saving.ready])
@pytest.mark.parametrize("place", ["/", "~nosuchuser/x", "one/x", "a\0b", "d" * 300, "d/" * 3_000])
def test_a_place_that_is_none(ready, place: str, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    Path("one").symlink_to("two")
    Path("two").symlink_to("one")
    with pytest.raises((InputError, OSError)) as refused:
        ready(Path(place))
    assert len(str(refused.value)) < 600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_home_and_links_are_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "link").symlink_to(tmp_path / "there")
    assert absolute("~/link/a") == tmp_path.resolve() / "there" / "a"


def test_two_writers_of_one_file_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "voters.csv"
    with whole(path) as first, whole(path) as second:
        first.write_text("first", encoding="utf-8")
        second.write_text("second", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "first" and list(tmp_path.iterdir()) == [path]


def test_a_disk_that_is_full_leaves_the_older_file(tmp_path: Path) -> None:
    path = tmp_path / "voters.csv"
    path.write_text("older", encoding="utf-8")
    with pytest.raises(OSError, match="full"), whole(path) as part:
        part.write_text("half", encoding="utf-8")
        raise OSError("full")
    assert path.read_text(encoding="utf-8") == "older" and list(tmp_path.iterdir()) == [path]


def test_links_are_followed_and_devices_stay_devices(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "there")
    for place in (tmp_path / "link", Path("/dev/null")):
        with whole(place) as part:
            part.write_text("a", encoding="utf-8")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "there").read_text() == "a"
    assert Path("/dev/null").is_char_device()
