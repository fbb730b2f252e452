"""`--workers` and `--scheduler`: what is wrong is said, with status 2, and nothing runs."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from msim import api
from msim.cli.options import scenario_of
from msim.core.errors import InputError
from msim.experiment.comparison.whatif import changed_keys
from msim.scenario import Scenario, override
from tests.cli.command import said

COMMANDS = ("run", "whatif", "segment", "reach")
WORKERS = "run.workers = {}: must be between 1 and 1024"
ADDRESS = 'run.scheduler = "{}": must be an address with a port, such as tcp://127.0.0.1:8786'


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (["--workers=0"], f"--workers 0  {WORKERS.format(0)}"),
        (["--workers=-2"], f"--workers -2  {WORKERS.format(-2)}"),
        (["--scheduler", "node1"], f"--scheduler node1  {ADDRESS.format('node1')}"),
        (["--scheduler", "8786"], f"--scheduler 8786  {ADDRESS.format('8786')}"),
        (["--scheduler", ""], f"--scheduler   {ADDRESS.format('')}"),
        (["--scheduler", "a b:1"], f"--scheduler a b:1  {ADDRESS.format('a b:1')}"),
        (["--scheduler", "http://node1:1"],
         f"--scheduler http://node1:1  {ADDRESS.format('http://node1:1')}"),
        (["--scheduler", "node1:70000"],
         f"--scheduler node1:70000  {ADDRESS.format('node1:70000')}"),
        (["--set", "run.scheduler=node1"], f"--set run.scheduler=node1  {ADDRESS.format('node1')}"),
        (["--workers", "2", "--scheduler", "node1:8786"],
         "--workers 2: threads here, and --scheduler node1:8786 has threads of its own; give one "
         "of the two"),
    ],
)  # fmt: skip
def test_wrong_places_to_compute(
    command: str, typed: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--set", "data.validity=0.5"] if command == "whatif" else []
    assert said(capsys, command, "small", *more, *typed) == (2, "", line + "\n")


def test_an_address_where_nothing_listens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed", reason="needs the extra: pip install 'msim[cluster]'")
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    status, out, err = said(capsys, "run", "small", "--scheduler", address, "--out", tmp_path / "r")
    assert (status, out) == (2, "")
    assert err == f'run.scheduler = "tcp://{address}": nothing listens there (Connection refused)\n'
    assert not list(tmp_path.glob("**/*.*"))


def test_addresses_that_may_be_right_are_not_refused_beforehand() -> None:
    for address in ("tcp://127.0.0.1:8786", "tls://node-1.cluster:1", "node1:8786", "[::1]:8786",
                    "tcp://[fe80::1]:8786"):
        assert override(Scenario(), {"run.scheduler": address}).run.scheduler == address


def test_where_it_is_computed_is_no_part_of_a_scenario() -> None:
    usual = api.load("small")
    there = api.load("small", {"run.scheduler": "node1:8786", "run.workers": 3})
    assert there != usual
    assert there.hash == usual.hash and there.anywhere == usual
    assert changed_keys(usual, there) == {}
    assert api.load("small", {"run.seed": 2}).anywhere.run.seed == 2


def test_threads_that_are_asked_for_win_over_a_files_scheduler(tmp_path: Path) -> None:
    file = tmp_path / "far.toml"
    file.write_text('[run]\nscheduler = "tcp://127.0.0.1:1"\n', encoding="utf-8")
    assert scenario_of(str(file)).run.scheduler == "tcp://127.0.0.1:1"
    assert scenario_of(str(file), workers="2").run.scheduler is None


def test_an_option_is_named_however_long_and_odd_what_was_typed_is() -> None:
    with pytest.raises(InputError) as error:
        scenario_of("small", ['run.scheduler="' + r"\ud83d" * 60 + '"'])
    assert str(error.value).startswith(r'--set run.scheduler="\ud83d')
    for typed in ("\N{GRINNING FACE}" * 400, "a\x7fb:1", "a\nb:1", "\ud800:1"):
        with pytest.raises(InputError) as error:
            scenario_of("small", scheduler=typed)
        assert str(error.value).startswith("--scheduler ") and "run.scheduler" in str(error.value)
    with pytest.raises(InputError, match=r"^--seed 1\\n2  ") as error:
        scenario_of("small", seed="1\n2")
