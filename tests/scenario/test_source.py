"""A config is found by name, path or standard input, and what cannot be read is said in words."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from msim.core.errors import InputError
from msim.scenario import check, load, shipped
from msim.scenario.source import read


def refused(config: str | os.PathLike[str]) -> str:
    with pytest.raises(InputError) as error:
        load(config)
    return str(error.value)


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_names_paths_and_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mine.toml").write_text("segments.count = 3", encoding="utf-8")
    assert load("mine.toml").segments.count == 3
    assert load(Path("mine.toml")).segments.count == 3
    assert load("./mine.toml").segments.count == 3
    Path("bare").write_text("segments.count = 4", encoding="utf-8")
    assert load(Path("bare")).segments.count == 4
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"segments.count = 5")))
    assert load("-").segments.count == 5
    assert load() == load("baseline")


def test_a_bare_name_means_a_shipped_scenario() -> None:
    assert refused("basline") == "no shipped scenario 'basline'; did you mean 'baseline'?"
    assert refused("zzzz") == (
        "no shipped scenario 'zzzz'; known: viral, small, segments, rivals, null "
        f"and {len(shipped()) - 5} more")
    Path("mine").write_text("", encoding="utf-8")
    assert refused("mine").endswith("(for the file write './mine')")


def test_files_that_are_not_there() -> None:
    assert refused("mine.toml") == "mine.toml  no such file"
    Path("mine.toml").touch()
    assert refused("mien.toml") == "mien.toml  no such file; did you mean 'mine.toml'?"
    assert refused("no/such/x.toml") == "no/such/x.toml  no such file"
    Path("folder.toml").mkdir()
    assert refused("folder.toml") == "folder.toml  is a folder; a config is a TOML file"
    assert refused("a\0b.toml").startswith(r"a\x00b.toml  cannot be read: ")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_that_may_not_be_read() -> None:
    Path("mine.toml").touch(mode=0o000)
    assert refused("mine.toml") == "mine.toml  cannot be read: Permission denied"


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"[data]\nvalidity = .3",
         "2:12  not TOML: invalid value; a number starts with a digit, such as 0.5"),
        (b"[data]\nparty_label = True", "2:15  not TOML: invalid value; write true or false"),
        (b"[segments]\nmethod = kmeans", "2:10  not TOML: invalid value; text stands in quotes"),
        (b"[data", "1:6  not TOML: expected ']' at the end of a table declaration"),
        (b"[data]\nmissing", "2:8  not TOML: expected '=' after a key in a key/value pair"),
        (b"a = 1\na = 2", "2:6  not TOML: cannot overwrite a value"),
        (b"x = [\n1\n", "3:1  not TOML: unclosed array"),
        (b"x = 1\ny =", "2:4  not TOML: invalid value"),
        (b"\x00", "1:1  not TOML: invalid statement"),
        (b"[data]\n# caf\xe9\n", "2:6  not UTF-8: the byte 0xe9; save the file as UTF-8"),
        ("# é\n".encode("latin-1"), "1:3  not UTF-8: the byte 0xe9; save the file as UTF-8"),
        ("[data]\n".encode("utf-16"), "1:1  not UTF-8: the byte 0xff; save the file as UTF-8"),
        (b"[population]\nelectorate = 1" + b"0" * 5000,
         "2:14  not TOML that can be read: a number has more than 4,300 digits"),
    ],
)
def test_not_toml(raw: bytes, line: str) -> None:
    Path("mine.toml").write_bytes(raw)
    assert refused("mine.toml").startswith(f"mine.toml:{line}")


def test_absurd_files() -> None:
    Path("mine.toml").write_bytes(b"[data]\nx = " + b"[" * 20_000)
    assert refused("mine.toml") == "mine.toml:2:1  not TOML that can be read: nested too deep"
    Path("mine.toml").write_bytes(b"#" * 5_000_001)
    assert refused("mine.toml") == "mine.toml  larger than 5,000,000 bytes; not a config"


def test_a_mark_that_some_editors_put_first_and_windows_line_ends() -> None:
    Path("mine.toml").write_bytes(b"\xef\xbb\xbf[segments]\r\ncount = 3\r\n")
    assert load("mine.toml").segments.count == 3
    assert str(check("\ufeff[segments]\r\ncount = 0", file="m")[0]).startswith("m:2:9  ")


def test_shipped_scenarios_are_named_from_where_the_user_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = shipped()["baseline"]
    assert read("baseline").file == str(path)
    monkeypatch.chdir(path.parent.parent)
    assert read("baseline").file == str(Path("configs", "baseline.toml"))
