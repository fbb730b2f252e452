"""`msim config`, and what every command shares: errors in words, exit status, a light start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from msim.cli.app import COMMANDS
from msim.cli.errors import errors_in_words, lines
from msim.cli.main import main
from msim.cli.options import scenario_of
from msim.core.errors import InputError, Located, MsimError
from msim.scenario import keys, load

HEAVY = ("numpy", "pandas", "sklearn", "numba", "scipy", "altair")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def msim(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command line here: exit status, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return run


def outside(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, **options)


# --- a light start ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    ["import msim.cli.main", "import msim.scenario", "import msim.cli.config", "import msim"]
    + [f"from msim.cli.main import main; main({arguments})" for arguments in (
        "['--help']", "['--version']", "[]", "['config', '--help']", "['config', 'explain']",
        "['config', 'check']", "['config', 'schema']")],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    done = outside("-c", f"""
import sys
try:
    {code}
except SystemExit as left:
    assert not left.code
loaded = [name for name in {HEAVY} if name in sys.modules]
sys.exit(f"loaded: {{loaded}}" if loaded else 0)
""")
    assert (done.returncode, done.stderr) == (0, "")


def test_help_does_not_even_load_pydantic_or_the_other_commands() -> None:
    done = outside("-c", """
import sys
from msim.cli.app import COMMANDS
from msim.cli.main import main
try:
    main(["--help"])
except SystemExit:
    pass
unwanted = {"pydantic", "rich"} | {module for module, _ in COMMANDS.values()}
sys.exit(f"loaded: {unwanted & set(sys.modules)}" if unwanted & set(sys.modules) else 0)
""")
    assert (done.returncode, done.stderr) == (0, "")
    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in done.stdout and line in done.stdout


# --- check -----------------------------------------------------------------------------------

MINE = "\n" * 13 + "segments.cuont = 3\n" + "\n" * 7 + "data.validity = 1.4\n"


def test_check_says_every_problem_and_leaves_with_two(msim: Any) -> None:
    Path("mine.toml").write_text(MINE, encoding="utf-8")
    assert msim("config", "check", "mine.toml") == (2, "", (
        "mine.toml:14:10 segments.cuont: no such key; did you mean 'count'?\n"
        "mine.toml:22:17 data.validity = 1.4: must be between 0 and 1\n"))


def test_lines_are_those_of_the_interface() -> None:
    problems = [Located("no such key; did you mean 'count'?", "segments.cuont",
                        "configs/mine.toml", 14, 1),
                Located("= 1.4: must be between 0 and 1", "data.validity",
                        "configs/mine.toml", 22, 16)]
    both = ["configs/mine.toml:14:1  segments.cuont: no such key; did you mean 'count'?",
            "configs/mine.toml:22:16 data.validity = 1.4: must be between 0 and 1"]
    assert lines(problems) == both
    assert [*lines(problems[:1]), *lines(problems[1:])] == both
    assert lines([Located("no such file", file="x.toml")]) == ["x.toml  no such file"]


def test_check_json(msim: Any) -> None:
    Path("mine.toml").write_text(MINE, encoding="utf-8")
    status, out, err = msim("config", "check", "mine.toml", "--json")
    assert (status, err) == (2, "")
    assert json.loads(out) == {"valid": False, "errors": [
        {"file": "mine.toml", "line": 14, "column": 10, "key": "segments.cuont",
         "message": "no such key; did you mean 'count'?"},
        {"file": "mine.toml", "line": 22, "column": 17, "key": "data.validity",
         "message": "= 1.4: must be between 0 and 1"}]}
    status, out, _ = msim("config", "check", "--json")
    assert (status, json.loads(out)) == (0, {"valid": True, "errors": []})
    status, out, _ = msim("config", "check", "zzzz.toml", "--json")
    assert (status, json.loads(out)["errors"][0]) == (2, {
        "file": "zzzz.toml", "line": None, "column": None, "key": "", "message": "no such file"})


def test_check_knows_the_arms_and_methods_there_are(msim: Any) -> None:
    Path("mine.toml").write_text(
        "run.arms = ['silent', 'brodcast']\nsegments.method = 'kmean'", encoding="utf-8")
    assert msim("config", "check", "mine.toml") == (2, "", (
        "mine.toml:1:23  run.arms[1] = \"brodcast\": no such arm; did you mean 'broadcast'?\n"
        "mine.toml:2:19  segments.method = \"kmean\": no such method; did you mean 'kmeans'?\n"))


def test_check_reads_standard_input_once() -> None:
    done = outside("-m", "msim", "config", "check", "-", input="run.arms = ['brodcast']")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('<stdin>:1:13  run.arms[0] = "brodcast": no such arm; did you')
    assert outside("-m", "msim", "config", "check", "-", input="").stdout == "-: valid\n"


def test_check_of_a_shipped_scenario(msim: Any) -> None:
    assert msim("config", "check", "divisive") == (0, "divisive: valid\n", "")
    assert msim("config", "check", "divsive") == (
        2, "", "no shipped scenario 'divsive'; did you mean 'divisive'?\n")


# --- explain, schema, new --------------------------------------------------------------------


def test_explain_a_key(msim: Any) -> None:
    status, out, err = msim("config", "explain", "data.validity")
    assert (status, err) == (0, "")
    assert out == """\
data.validity
  how well a trait read from data goes with the trait itself
  default   0.35
  unit      correlation
  allowed   a number between 0 and 1
  source    validity
  evidence  low 0.29 (read), central 0.35 (derived), high 0.56 (read)
            Azucar, Marengo and Settanni 2018: 0.29 to 0.40; Youyou, Kosinski and Stillwell
            2015: 0.56 at best
"""


def test_explain_an_assumption_and_a_setting(msim: Any) -> None:
    assert "  source    assumption (no published figure decides it)\n" in msim(
        "config", "explain", "politics.turnout")[1]
    assert "  source    assumption (a setting, so nothing to be right about)\n" in msim(
        "config", "explain", "run.seed")[1]


def test_explain_what_does_not_exist(msim: Any) -> None:
    assert msim("config", "explain", "data.valdity") == (
        2, "", "no such key 'data.valdity'; did you mean 'data.validity'?\n")


def test_explain_a_section_a_channel_and_all(msim: Any) -> None:
    _, out, _ = msim("config", "explain", "budget")
    assert [line.split() for line in out.splitlines()] == [
        ["key", "default", "unit", "source"],
        ["budget.total", "4000000.0", "currency", "assumption"],
        ["budget.delivery", '"targeted"', "word", "setting"],
        ["budget.audience", '"all"', "word", "setting"],
        ["budget.audience_by", '"persuadability"', "word", "setting"],
        ["budget.audience_share", "not", "set", "share", "of", "voters", "setting"],
        ["budget.allocation", '"proportional"', "word", "setting"],
        ["budget.currency", '"USD"', "text", "setting"]]
    assert "channels.social.cpm " in msim("config", "explain", "channels.social")[1]
    _, out, _ = msim("config", "explain")
    assert [line.split()[0] for line in out.splitlines()[1:]] == [doc.key for doc in keys()]


def test_schema(msim: Any) -> None:
    status, out, _ = msim("config", "schema")
    assert status == 0
    Draft202012Validator(json.loads(out)).validate(tomllib.loads("data.validity = 0.3"))


def test_new_writes_a_file_that_is_valid_and_never_overwrites(msim: Any) -> None:
    assert msim("config", "new") == (0, "baseline.toml: written\n", "")
    assert load("./baseline.toml") == load("baseline")
    assert "# assumption" in Path("baseline.toml").read_text("utf-8")
    Path("baseline.toml").write_text("mine", encoding="utf-8")
    assert msim("config", "new") == (2, "", "baseline.toml exists; --force writes over it\n")
    assert Path("baseline.toml").read_text("utf-8") == "mine"
    assert msim("config", "new", "null", "--out", "baseline.toml", "--force")[0] == 0
    assert load("./baseline.toml") == load("null")
    assert msim("config", "new", "nul") == (
        2, "", "no shipped scenario 'nul'; did you mean 'null'?\n")
    assert msim("config", "new", "--out", "no/x.toml") == (
        2, "", f"{Path('no/x.toml')}: there is no such folder\n")
    assert not Path("no").exists()


# --- what every command shares ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (InputError([Located("x", "a.b", "f", 1, 2)]), 2, "f:1:2   a.b: x\n"),
        (MsimError("the engine stands still"), 1, "the engine stands still\n"),
        (OSError(28, "No space left on device", "out/x.csv"), 1,
         "out/x.csv: no space left on device\n"),
        (PermissionError(13, "Permission denied", "out"), 2, "out: permission denied\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
        (MemoryError(), 1, "not enough memory; simulate fewer voters or use fewer workers\n"),
    ],
)
def test_errors_become_words(
    error: BaseException, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left, errors_in_words():
        raise error
    assert (left.value.code, *capsys.readouterr()) == (status, "", said)


def test_ctrl_c_anywhere_is_said_once(
    msim: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("msim.scenario.schema.Scenario.model_json_schema", interrupted)
    assert msim("config", "schema") == (130, "", "interrupted\n")
    monkeypatch.setattr("msim.cli.main.build", interrupted)
    assert msim("config", "schema") == (130, "", "interrupted\n")


def test_a_fault_of_msim_itself_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), errors_in_words():
        raise ZeroDivisionError


def test_unknown_commands_and_options(msim: Any) -> None:
    status, out, err = msim("conifg")
    assert (status, out) == (2, "") and "No such command 'conifg'. Did you mean 'config'?" in err
    status, out, err = msim("config", "check", "--jsn")
    assert (status, out) == (2, "") and "--json" in err


def test_options_become_overrides_and_are_named_as_typed() -> None:
    scenario = scenario_of("small", ["segments.count=3", "run.seed=5"], seed="9", workers="2")
    assert (scenario.run.seed, scenario.run.workers, scenario.segments.count) == (9, 2, 3)
    assert scenario.run.replicates == 12

    def refused(*arguments: Any) -> str:
        with pytest.raises(InputError) as error:
            scenario_of("small", *arguments)
        return str(error.value)

    assert refused([], "-1") == (
        "--seed -1  run.seed = -1: must be between 0 and 2,000,000,000,000,000,000")
    assert refused(["run.seed=-1"]).startswith("--set run.seed=-1  run.seed = -1: must be")
    assert refused([], None, "many").startswith('--replicates many  run.replicates = "many": must')
    assert refused([], None, None, "0") == (
        "--workers 0  run.workers = 0: must be between 1 and 1024")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_that_stops_early_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([sys.executable, "-m", "msim", "config", "schema"], stdout=write,
                          stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert done.stderr == ""


def test_no_colour_off_a_terminal() -> None:
    for arguments in (["--help"], ["config", "explain"], ["conifg"], ["config", "check", "x.toml"]):
        done = outside("-m", "msim", *arguments, env={**os.environ, "FORCE_COLOR": "1"})
        assert "\x1b" not in done.stdout + done.stderr
