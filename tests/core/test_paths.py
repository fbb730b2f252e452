"""Places that are none are refused in words, before anything is computed for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from msim.core.errors import InputError
from msim.core.paths import absolute
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
