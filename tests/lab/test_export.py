"""The exported file: whole, alone, under its limit, and nothing half-written."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from msim.core.errors import InputError
from msim.lab import export, files
from tests.lab.gridded import grid


@pytest.fixture(scope="module")
def text() -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "bundle", lambda: 'window.vegaEmbed = "</script>";')
        return export.page(grid())


def test_nothing_is_loaded_from_elsewhere(text: str) -> None:
    outside = re.findall(r'(?:src|href)="([^"#][^"]*)"', text)
    assert outside == []
    assert set(re.findall(r"https?://[^\"'\s]+", text)) <= {
        "http://www.w3.org/2000/svg", "https://vega.github.io/schema/vega-lite/v6.json",
    }  # fmt: skip


def test_the_policy_names_every_script_and_style_by_its_hash(text: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "unsafe" not in policy
    inside = re.findall(r"<style>(.*?)</style>", text, re.S)
    inside += re.findall(r'<script type="module">(.*?)</script>', text, re.S)
    assert len(inside) == 3
    for part in inside:
        digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_what_the_page_knows_is_the_grid(text: str) -> None:
    meta = json.loads(re.search(r'id="meta">(.*?)</script>', text, re.S)[1])
    assert len(meta["grid"]["values"]) == 4
    assert {len(row) for row in meta["grid"]["values"]} == {len(meta["grid"]["names"])}
    assert meta["grid"]["error"] == dict(grid().error)
    assert [lever["key"] for lever in meta["levers"]] == [axis.key for axis in grid().axes]


def test_every_import_is_resolved_in_the_one_script(text: str) -> None:
    assert not re.search(r"^(import|export) ", text, re.M)


def test_it_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch) -> None:
    for wrong in (tmp_path, tmp_path / "none" / "lab.html"):
        with pytest.raises(InputError, match="--export"):
            export.export(wrong, 1)
    place = tmp_path / "lab.html"
    place.write_text("before")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(export, "built", broken)
    with pytest.raises(KeyboardInterrupt):
        export.export(place, 1)
    assert place.read_text() == "before"
    monkeypatch.setattr(export, "built", lambda *_: grid())
    monkeypatch.setattr(files, "bundle", lambda: "1;")
    assert export.export(place, 1) == place
    assert [path.name for path in tmp_path.iterdir()] == ["lab.html"]
    assert place.stat().st_size < export.LARGEST


ORPHAN = """
import os
from msim.lab.export import side_by_side
from msim.lab.worlds import LabWorld

def told(world):
    return world.preset, os.getpid()

if __name__ == "__main__":
    compute = side_by_side(1, lambda done, wanted: print(done, "of", wanted))
    for preset, pid in compute(told, [LabWorld("null"), LabWorld("divisive")]):
        print(preset, pid, flush=True)
        if preset == "divisive":
            os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="a signal of Unix")
def test_worlds_come_in_order_and_no_process_is_left_when_the_first_is_killed(
    tmp_path: Path,
) -> None:
    script = tmp_path / "orphan.py"
    script.write_text(ORPHAN, encoding="utf-8")
    done = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == -9
    words = done.stdout.split()
    pid = int(words[-1])
    told = ["1", "of", "2", "null", str(pid), "2", "of", "2", "divisive", str(pid)]
    assert words == told
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(300)
