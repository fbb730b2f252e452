"""Which heavy libraries does a command load? What it does not use is not among them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "SALib", "altair", "distributed", "jinja2", "joblib", "markdown_it", "numba", "numpy", "pandas",
    "pydantic", "rich.console", "scipy.interpolate", "scipy.optimize",
    "scipy.sparse", "scipy.spatial", "scipy.special", "scipy.stats", "sklearn", "starlette",
    "typer", "uvicorn", "vl_convert",
}  # fmt: skip
CHECKED = {"typer", "pydantic"}
COMPUTED = CHECKED | {"numpy", "numba", "scipy.special"}
SERVED = COMPUTED | {"pandas", "jinja2", "joblib", "starlette", "uvicorn"}
SHORT = ["--replicates", "2", "--quiet"]

SEEN = """
import json, os, sys
from contextlib import contextmanager

from msim.cli import screen
from msim.cli.main import main

until, *arguments = sys.argv[1:]

def leave(*ignored, **also):
    print("\\n" + json.dumps(sorted(sys.modules)), flush=True)
    os._exit(0)

@contextmanager
def progress(quiet, what=""):
    yield leave if until == "first" else None

screen.progress = progress
if arguments[0] == "lab":
    from msim.lab import serving
    serving.serve = leave
try:
    main(arguments)
except SystemExit:
    leave()
"""


@pytest.mark.parametrize(
    ("until", "arguments", "may"),
    [
        ("end", ["--help"], {"typer"}),
        ("end", ["config", "check", "small"], CHECKED),
        ("end", ["config", "explain", "small"], CHECKED),
        ("first", ["run", "small", *SHORT], COMPUTED),
        ("end", ["run", "small", *SHORT], COMPUTED | {"pandas", "jinja2", "rich.console"}),
        ("end", ["run", "small", "--json", *SHORT], COMPUTED | {"pandas", "jinja2"}),
        ("end", ["whatif", "small", "--set", "test.respondents=900", "--json", *SHORT],
         COMPUTED | {"pandas", "jinja2"}),
        ("end", ["lab", "--port", "0", "--no-open"], SERVED),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_command_loads_what_it_uses(
    until: str, arguments: list[str], may: set[str], tmp_path: Path
) -> None:
    out = ["--out", str(tmp_path / "out")] if arguments[0] == "run" else []
    command = [sys.executable, "-c", SEEN, until, *arguments, *out]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    loaded = HEAVY & set(json.loads(done.stdout.splitlines()[-1]))
    assert loaded == loaded & may
    assert "typer" in loaded and (until == "end" or loaded == may)
