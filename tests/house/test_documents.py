"""Documents say what is so: links lead somewhere, commands parse, tables agree with the code.

Python blocks are run by Sybil (conftest.py at the top of the tree). Each command line is parsed by
the real command line and its scenario loaded; then those of a document are run, in its order, on an
electorate so small that only their working is tested.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house import tree

LANGUAGES = {
    "": "output",
    "python": "run",
    "sh": "parsed",
    "powershell": "parsed",
    "toml": "checked",
}
DOCUMENTS = pytest.mark.parametrize("document", tree.DOCUMENTS, ids=tree.name)


def command_lines() -> Iterator[tuple[str, str]]:
    """Every `msim ...` line of a shell block, or of three words and more in running text."""
    for document in tree.DOCUMENTS:
        lines = [
            line.replace(r".venv\Scripts\msim", "msim")
            for language, body in tree.blocks(document)
            if language in {"sh", "powershell"}
            for line in body.splitlines()
        ]
        lines += re.findall(r"`(msim \w+ [^`\n]+)`", document.read_text(encoding="utf-8"))
        yield from ((tree.name(document), line) for line in lines if line.startswith("msim "))


LINES = list(command_lines())
LONG = (
    "msim bench", "msim debate", "msim verify", "msim lab", "msim class",
    "msim lesson winners-curse --export",
)  # fmt: skip
"""Commands that no setting makes short; tests of their own run them on less."""


@pytest.mark.parametrize(("document", "line"), LINES, ids=[f"{d}: {c}" for d, c in LINES])
def test_every_command_line_parses_and_its_scenario_is_sound(document: str, line: str) -> None:
    name, params = parse(shlex.split(line, comments=True)[1:])
    if name in {"run", "whatif", "population"}:
        from msim.api import load
        from msim.scenario import shipped
        from msim.scenario.source import claims

        config = params["config"]
        if config not in {*shipped(), *claims()}:
            assert f"msim config new --out {config}" in (tree.ROOT / document).read_text()
            config = "baseline"
        load(config, params.get("changes") or ())


def studies() -> Iterator[tuple[tuple[Path, str], str]]:
    """Each block of a document that is a study, by the file that its first line names."""
    for document in tree.DOCUMENTS:
        for language, body in tree.blocks(document):
            if language == "toml" and "[parameters]" in body:
                yield (document, body.split(":", 1)[0].removeprefix("# ")), body


STUDIES = dict(studies())
TINY = ["population.simulated=1500", "segments.fit_sample=500", "test.respondents=2000"]


@pytest.mark.parametrize("document", sorted({document for document, _ in LINES}))
def test_the_commands_of_a_document_run_one_after_the_other(
    document: str, tmp_path: Path, not_drawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures of all these scenarios are drawn by tests/cli/test_shipped.py."""
    from msim.cli.main import main

    monkeypatch.chdir(tmp_path)
    studies = {name for where, name in STUDIES if tree.name(where) == document}
    for where, name in STUDIES:
        if name in studies:
            (tmp_path / name).write_text(STUDIES[where, name], encoding="utf-8")
    told = [line for where, line in LINES if where == document and "KEY" not in line]
    for line in [line for line in told if "--scheduler" not in line]:  # that needs a cluster
        if line.startswith(LONG):
            continue
        name, *rest = shlex.split(line, comments=True)[1:]
        words = [name]
        if name == "sweep" and rest[0] not in studies:
            continue  # the shipped ones take minutes, and are run at fewer points elsewhere
        if name in {"sensitivity", "reproduce"} and not Path(rest[0]).is_dir():
            continue
        if name == "sensitivity" and "--prior" in rest:
            continue  # eight points are too few to be weighed
        if name == "sweep" and "--break-even" not in rest:
            words += ["--points", "8", "--workers", "1", "--quiet"]
        if name == "sweep":
            few = "5" if "--break-even" in rest else "2"  # an interval of a difference takes five
            words += ["--replicates", few]
        few_voters = {"run", "whatif", "turns", "trial", "population", "sweep", "segment",
                      "reach", "voter"}  # fmt: skip
        if name in few_voters:
            words += [word for change in TINY for word in ("--set", change)]
        if name in {"run", "whatif", "turns", "trial", "segment", "reach"}:
            words += ["--replicates", "2", "--quiet"]
        words += rest  # last, so that what the line itself sets holds
        with pytest.raises(SystemExit) as end:
            main(words)
        assert not end.value.code, line


def test_a_wrong_command_line_would_be_seen() -> None:
    for wrong in (["run", "baseline", "--sett", "a.b=1"], ["runn"], ["config", "explane", "x"]):
        with pytest.raises(Exception, match=r"[Nn]o such (option|command)"):
            parse(wrong)


def parse(arguments: list[str]) -> tuple[str, dict[str, Any]]:
    """The command's full name and its parameters; nothing is run. Raises on a wrong line."""
    from typer.main import get_command

    from msim.cli.main import build

    command: Any = get_command(build(arguments))
    context, names, rest = None, [], arguments
    while True:
        context = command.make_context(names[-1] if names else "msim", list(rest), parent=context)
        if not hasattr(command, "resolve_command"):
            return " ".join(names), context.params
        found, command, rest = command.resolve_command(context, rest)
        names.append(found)


def test_documents_hold_commands_at_all() -> None:
    said = {line.split()[1] for _, line in LINES}
    assert {"run", "whatif", "population", "report", "config"} <= said


@DOCUMENTS
def test_every_block_has_a_language_that_is_tested(document: Path) -> None:
    assert {language for language, _ in tree.blocks(document)} <= set(LANGUAGES)


@DOCUMENTS
def test_every_toml_block_is_a_sound_scenario(document: Path, tmp_path: Path) -> None:
    from msim.api import NAMES, load
    from msim.study.design import StudyOptions, read_design

    for language, body in tree.blocks(document):
        if language == "toml" and not body.startswith("# src/"):  # tests/docs/test_howto.py's
            file = tmp_path / "mine.toml"
            file.write_text(body, encoding="utf-8")
            if "[parameters]" in body:
                read_design(file, StudyOptions(names=NAMES))
            else:
                load(file)


@DOCUMENTS
def test_every_link_leads_to_a_file(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    missing = [k for k in links if "://" not in k and not (document.parent / k).exists()]
    assert not missing


def test_every_make_target_in_the_readme_exists() -> None:
    made = (tree.ROOT / "Makefile").read_text()
    said = set(re.findall(r"make ([a-z]+)", (tree.ROOT / "README.md").read_text()))
    assert {"demo", "test", "check"} <= said
    assert all(re.search(rf"^{target}:", made, re.M) for target in said)


def test_the_readme_lists_the_arms_that_there_are() -> None:
    from msim.api import NAMES

    text = (tree.ROOT / "README.md").read_text()
    table = re.findall(r"^\| `(\w+)` \|", text, re.M)
    assert sorted(table) == sorted(NAMES.arms)


def test_the_evidence_page_has_the_rows_that_the_code_uses() -> None:
    from msim.scenario.evidence import EVIDENCE

    text = (tree.ROOT / "docs/evidence.md").read_text()
    rows = {
        m[0]: m[1:] for m in re.findall(r"^\| `(\w+)` \|[^|]*" + r"\| ([^|]*) " * 3, text, re.M)
    }
    assert rows.keys() == EVIDENCE.keys()
    for key, row in EVIDENCE.items():
        figures = [number(cell.strip(" RTDSMA")) for cell in rows[key]]
        assert figures == [row.low, row.central, row.high], key
        marks = [row.marks.get(name, " ")[0].upper() for name in ("low", "central", "high")]
        assert [cell[-1:] or " " for cell in rows[key]] == marks, key


def test_central_figures_are_read_or_follow_from_what_was_read() -> None:
    """All others are named on the page."""
    from msim.scenario.evidence import EVIDENCE

    known = {"read", "transcribed", "derived"}
    others = {k for k, row in EVIDENCE.items() if row.marks.get("central", "read") not in known}
    text = (tree.ROOT / "docs/evidence.md").read_text()
    said = text.split("A central figure is R, T or D.")[1].split("A key without a row")[0]
    assert set(re.findall(r"`(\w+)`", said)) == others


def test_the_evidence_page_lists_every_key_that_rests_on_none() -> None:
    from msim.scenario import keys

    text = (tree.ROOT / "docs/evidence.md").read_text()
    part = text.split("## What rests on no evidence")[1].split("\n## ")[0]
    assumed = {doc.key for doc in keys() if doc.source == "assumption" and not doc.setting}
    opposed = {key for key in assumed if key.startswith("opponent.")}
    assert {key.removeprefix("opponent.") for key in opposed} <= assumed
    assert set(re.findall(r"`([a-z_]+\.[\w.]+)`", part)) == assumed - opposed


def test_the_evidence_page_names_the_row_of_each_key_in_its_table() -> None:
    from msim.scenario import explain

    text = (tree.ROOT / "docs/evidence.md").read_text()
    rows = re.findall(r"^\| `([a-z_]+\.[\w.]+)` \| `(\w+)` \|", text, re.M)
    assert len(rows) >= 5
    assert [explain(key).source for key, _ in rows] == [row for _, row in rows]


def number(cell: str) -> float | None:
    """A cell of the table: nothing, a number, or a fraction."""
    top, _, bottom = cell.replace(",", "").strip().partition("/")
    return float(top) / float(bottom or 1) if top else None


def test_every_key_that_documents_name_exists() -> None:
    """`section.key` in a document is a key of the config (or a file, a module, a measure)."""
    from msim.scenario import keys

    known = {doc.key for doc in keys()}
    sections = {key.split(".")[0] for key in known} - {"channels"}
    said = {
        (tree.name(d), word)
        for d in tree.DOCUMENTS
        for word in re.findall(r"`([a-z_]+\.[a-z_]+)`", d.read_text(encoding="utf-8"))
        if word.split(".")[0] in sections and not word.endswith((".toml", ".py", ".csv", ".html"))
    }
    assert said, "documents name keys"
    assert {pair for pair in said if pair[1] not in known} == set()


def test_the_list_of_decisions_is_whole() -> None:
    folder = tree.ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\((\d{4}-[a-z-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {path.name for path in folder.glob("[0-9]*.md")}
