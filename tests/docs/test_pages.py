"""What pages print is what comes; links turn as they should; the model has its seven elements."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.site import links
from msim.core.arms import ARMS
from tests.cli.command import said
from tests.house.tree import ROOT, blocks

CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
    "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip
ELEMENTS = (
    "Purpose and patterns", "Entities, state variables and scales",
    "Process overview and scheduling", "Design concepts", "Initialisation", "Input data",
    "Submodels",
)  # fmt: skip


def test_the_pages_print_what_a_run_of_small_prints(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, not_drawn: None
) -> None:
    status, out, _ = said(capsys, "run", "small", "--quiet", "--out", tmp_path / "small")
    assert not status
    printed = "\n".join(line.rstrip() for line in out.splitlines())
    shown = [body.strip() for page in ("index.md", "tutorials/first-comparison.md")
             for language, body in blocks(ROOT / "docs" / page) if not language]
    assert len(shown) == 4
    for each in shown:
        assert each in printed


def test_the_model_has_the_seven_elements_and_the_eleven_concepts() -> None:
    """Of the ODD protocol: Grimm et al. 2020, JASSS 23(2)7."""
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    found = re.findall(r"^## \d\. (.+)$", text, re.M)
    assert found == list(ELEMENTS)
    concepts = text.split("## 4. ")[1].split("## 5. ")[0]
    assert re.findall(r"^\*([A-Z][a-z ]+)\.\*", concepts, re.M) == list(CONCEPTS)


def test_the_glossary_says_of_arms_what_their_cards_say() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z ]+) arm \| (.+) \|$", text, re.M)
    assert len(rows) >= 5
    for name, does in rows:
        assert does == ARMS[name.replace(" ", "_")].does


def test_the_claims_of_documents_are_claims(tmp_path: Path) -> None:
    from msim.api import NAMES
    from msim.claims.reading import read_every

    found = []
    for page in ("debate.md", "howto/add-a-claim.md"):
        for language, body in blocks(ROOT / "docs" / page):
            if language == "toml":
                found.append(tmp_path / f"{len(found)}.toml")
                found[-1].write_text(body, encoding="utf-8")
    claims = read_every([str(path) for path in found], NAMES)
    assert [claim.id for claim in claims] == ["cheap-delivery", "better-data"]


@pytest.mark.parametrize(
    ("file", "written", "turned"),
    [
        ("docs/studies.md", "[a](../CITATION.cff)", "[a](project/citation.md)"),
        ("docs/speed.md", "[a](../benchmarks/README.md)", "[a](project/benchmarks.md)"),
        ("docs/speed.md", "[a](../benchmarks)", "[a](project/benchmarks.md)"),
        ("README.md", "[a](configs/null.toml)", "[a](../reference/scenarios/null.md)"),
        ("README.md", "[a](docs/model.md#segments)", "[a](../model.md#segments)"),
        ("README.md", '<img src="docs/figures/x.svg">', '<img src="../docs/figures/x.svg">'),
        ("docs/index.md", "[a](../examples/class.md)", "[a](tutorials/class.md)"),
        ("docs/index.md", "[a](../conftest.py)", "[a](files/conftest.py)"),
        ("docs/index.md", "[a](https://host.example/x.md)", "[a](https://host.example/x.md)"),
        ("docs/index.md", "```sh\n[a](../LICENSE)\n```\n", "```sh\n[a](../LICENSE)\n```\n"),
    ],
)
def test_links_turn_to_pages(file: str, written: str, turned: str) -> None:
    from docs.site import shipped

    places = {**links.documents(ROOT), **shipped.places(ROOT)}
    assert links.Turned(ROOT, places).text(file, written) == turned
