"""A results folder is written whole or not at all, and never at the cost of an older one."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from msim.core.errors import InputError
from msim.report.common import folder
from msim.report.run import sections
from msim.report.run.data import ReportData
from tests.report.fixtures import made_up

OLD = {"manifest.json": '{"msim": "0.1.0"}', "report.html": "old", "figures/a.svg": "old"}
NEW = {"manifest.json": '{"msim": "0.1.0"}', "report.html": "new", "figures/b.svg": "new"}


@pytest.fixture(scope="module")
def once(tmp_path_factory) -> Path:
    return sections.REPORT.save(made_up(), tmp_path_factory.mktemp("once") / "r")


@pytest.fixture
def place(once, tmp_path) -> Path:
    """A results folder of its own, for a test that spoils it."""
    return Path(shutil.copytree(once, tmp_path / "r"))


def content(place: Path) -> dict[str, str]:
    return {
        path.relative_to(place).as_posix(): path.read_text(encoding="utf-8")
        for path in place.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_a_folder_holds_what_was_given(tmp_path) -> None:
    place = folder.write(tmp_path / "deep" / "er", OLD)
    assert content(place) == {"report.html": "old", "figures/a.svg": "old"}
    assert set(folder.own_files(place)) == {"report.html", "figures/a.svg"}
    assert [path.name for path in place.parent.iterdir()] == ["er"]


@pytest.mark.parametrize(
    "name", ["../up.csv", "/up.csv", "a/../../up", "a\\..\\b", "", "a/", "figures/nul.csv",
             ".hidden", "a:b", "a."],
)  # fmt: skip
def test_no_file_is_written_outside_the_folder_whoever_asks(tmp_path, name) -> None:
    with pytest.raises(InputError, match="no name of a file in a results folder"):
        folder.write(tmp_path / "in" / "r", {**OLD, name: "text"})
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_older_folder_is_replaced_whole_and_what_is_not_ours_stays(tmp_path) -> None:
    place = folder.write(tmp_path / "r", OLD)
    (place / "notes.txt").write_text("mine", encoding="utf-8")
    (place / "figures" / "mine.txt").write_text("mine", encoding="utf-8")
    folder.write(place, NEW)
    assert content(place) == {
        "report.html": "new",
        "figures/b.svg": "new",
        "notes.txt": "mine",
        "figures/mine.txt": "mine",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_an_empty_folder_may_be_filled(tmp_path) -> None:
    (tmp_path / "r").mkdir()
    assert content(folder.write(tmp_path / "r", NEW))


@pytest.mark.parametrize("found", ["thesis.doc", "manifest.json"])
def test_a_folder_of_something_else_is_refused(tmp_path, found) -> None:
    (tmp_path / found).write_text("{}", encoding="utf-8")
    for attempt in (folder.ready, lambda place: folder.write(place, NEW)):
        with pytest.raises(InputError, match="not a results folder of msim"):
            attempt(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [found]


def test_a_file_in_the_way_is_refused(tmp_path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "r"):
        with pytest.raises(InputError, match="is a file; results need a folder"):
            folder.ready(place)


def test_a_place_that_is_not_writable_is_said_before_any_work(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(folder.os, "access", lambda *_: False)
    with pytest.raises(PermissionError, match="cannot write the results to"):
        folder.ready(tmp_path / "r")


@pytest.mark.parametrize(
    "stop", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]
)
@pytest.mark.parametrize("older", [True, False])
def test_a_full_disk_or_an_interrupt_leaves_nothing_and_harms_nothing(
    tmp_path, monkeypatch, stop, older
) -> None:
    place = tmp_path / "r"
    if older:
        folder.write(place, OLD)
    before = content(place)
    write, count = Path.write_bytes, iter(range(9))

    def fails(path: Path, data: bytes) -> int:
        if next(count) == 2:
            raise stop
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(type(stop)) as caught:
        folder.write(place, NEW)
    if isinstance(stop, OSError):
        assert caught.value.errno == errno.ENOSPC
        assert caught.value.strerror == f"cannot write the results to {place}: {stop.strerror}"
    assert content(place) == before
    assert [path.name for path in tmp_path.iterdir()] == (["r"] if older else [])


def test_a_manifest_that_is_none_is_named(place) -> None:
    made = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    (place / "manifest.json").write_text(json.dumps(made | {"files": []}), encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest\.json  damaged: its files are no table"):
        sections.rebuild(place)


def test_results_are_read_back_as_they_were(once) -> None:
    data = made_up()
    again = ReportData.read(once)
    assert {**again.summary, "timing": data.summary["timing"]} == data.summary
    assert "timing" not in again.summary
    assert again.scenario_toml == data.scenario_toml
    for name in ("outcomes", "segments", "plans", "diagnostics", "frequency"):
        pd.testing.assert_frame_equal(
            getattr(again, name), getattr(data, name), check_exact=True, check_dtype=False
        )


def test_saving_twice_gives_the_same_bytes(once, tmp_path, drawn_anew) -> None:
    first, second = once, sections.REPORT.save(made_up(), tmp_path / "again")
    names = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert "figures/ladder.csv" in [name.as_posix() for name in names]
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_every_figure_lies_there_in_three_forms(place) -> None:
    found = {path.stem: set() for path in (place / "figures").iterdir()}
    for path in (place / "figures").iterdir():
        found[path.stem].add(path.suffix)
    assert set(found) == {"reach", "frequency", "ladder", "votes", "segments", "promised"}
    assert all(kinds == {".svg", ".png", ".csv"} for kinds in found.values())


def test_a_missing_number_is_an_empty_field(place) -> None:
    text = (place / "outcomes.csv").read_text(encoding="utf-8")
    assert "silent,0,0,cost_per_net_vote,\n" in text


def test_the_page_is_built_again_and_the_numbers_stay(place) -> None:
    kept = {name: (place / name).read_bytes() for name in folder.own_files(place)}
    (place / "report.html").write_text("spoilt", encoding="utf-8")
    (place / "figures" / "ladder.svg").unlink()
    (place / "mine.txt").write_text("mine", encoding="utf-8")
    sections.rebuild(place)
    assert {name: (place / name).read_bytes() for name in folder.own_files(place)} == kept
    assert (place / "mine.txt").exists()


@pytest.mark.parametrize(
    "name",
    ["summary.json", "manifest.json", "scenario.toml", "outcomes.csv", "segments.csv", "plans.csv",
     "diagnostics.csv", "frequency.csv"],
)  # fmt: skip
def test_a_missing_file_is_named(place, name) -> None:
    (place / name).unlink()
    with pytest.raises(InputError, match=f"{name}  missing from the results folder"):
        sections.rebuild(place)


def test_a_folder_without_results_is_one_error(tmp_path) -> None:
    (tmp_path / "thesis.doc").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="holds no results of msim run") as error:
        sections.rebuild(tmp_path)
    assert len(error.value.problems) == 1


@pytest.mark.parametrize(
    ("name", "spoil", "said"),
    [
        ("summary.json", lambda b: b[:-20], "damaged: not JSON"),
        ("summary.json", lambda b: b"[]", "damaged: not a JSON object"),
        ("summary.json", lambda b: b"{}", "damaged: no msim, scenario, seed"),
        ("scenario.toml", lambda b: b"\xff" + b, "damaged: not UTF-8 text"),
        (
            "outcomes.csv",
            lambda b: b"a,b\n1,2\n",
            "damaged: no column arm, replicate, measure, value",
        ),
        ("outcomes.csv", lambda b: b"", "damaged: "),
        ("outcomes.csv", lambda b: b[: len(b) // 2], "damaged: changed since the run wrote it"),
        ("segments.csv", lambda b: b.replace(b"0.", b"1.", 1), "damaged: changed since the run"),
    ],
)
def test_damage_is_found_and_nothing_is_touched(place, name, spoil, said) -> None:
    (place / name).write_bytes(spoil((place / name).read_bytes()))
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    with pytest.raises(InputError, match=f"{name}  {said}"):
        sections.rebuild(place)
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_no_folder_is_no_results(tmp_path) -> None:
    with pytest.raises(InputError, match="no such results folder"):
        sections.rebuild(tmp_path / "nope")


def test_a_summary_with_a_number_that_is_none_is_not_written(tmp_path) -> None:
    data = made_up.__wrapped__()
    data.summary["arms"]["naive"]["net_votes"]["mean"] = float("nan")
    with pytest.raises(ValueError, match="JSON"):
        sections.REPORT.save(data, tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_checksums_are_of_the_bytes_on_disk(place) -> None:
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 1
    folder.verify(place, list(manifest["files"]))
    (place / "report.html").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"report\.html"):
        folder.verify(place, list(manifest["files"]))


@pytest.mark.parametrize("installed", [True, False])
def test_parquet_is_written_where_the_extra_is(tmp_path, monkeypatch, installed) -> None:
    import sys
    import types

    monkeypatch.setitem(sys.modules, "pyarrow", types.ModuleType("pyarrow") if installed else None)
    monkeypatch.setattr(pd.DataFrame, "to_parquet", lambda *_, **__: b"PAR1")
    assert ("outcomes.parquet" in sections.REPORT.besides(made_up())) == installed


def test_results_of_another_kind_are_not_written_over(tmp_path: Path) -> None:
    """A run's folder is no place for a page of reach or of segments, and the other way round."""
    for own, other in (("report.html", "reach.html"), ("segments.html", "report.html")):
        place = folder.write(tmp_path / own, {own: "x", "manifest.json": '{"msim": "0"}'})
        assert folder.ready(place, own) == place
        with pytest.raises(InputError, match="holds other results of msim"):
            folder.ready(place, other)
        assert (place / own).read_text(encoding="utf-8") == "x"
