"""How msim and a run of it are cited; `python -m msim.report.common.citation` writes both files.

CITATION.cff follows the Citation File Format 1.2.0 (Druskat et al. 2021), codemeta.json CodeMeta
3.0 (Jones et al. 2017). Both say what `citation.toml` says.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.metadata import metadata, version
from pathlib import Path
from typing import Any

from msim.core.paths import whole
from msim.scenario.model import Scenario


def cited(scenario: Scenario | None = None) -> str:
    """The citation of this version in a line, and of a run of the scenario in another.

    >>> cited().startswith("msim authors (")
    True
    """
    said, facts = _facts()["said"], _values()
    lines = [said["software"].format(**facts)]
    if scenario is not None:
        lines.append(_run(scenario))
    return "\n".join(lines)


def bibtex(scenario: Scenario | None = None) -> str:
    """The same as a BibTeX entry, the run in its note."""
    note = "" if scenario is None else _run(scenario)
    entry: str = _facts()["said"]["bibtex"].format(**_values(), note=note)
    return "\n".join(line for line in entry.strip().split("\n") if note or " note " not in line)


def cff() -> str:
    """The content of CITATION.cff."""
    facts = _facts()
    listed = {
        "authors": "\n".join(f"  - name: {each}" for each in facts["authors"]),
        "keywords": "\n".join(f"  - {each}" for each in facts["keywords"]),
    }
    made: str = facts["said"]["cff"].format(**{**facts, "version": version("msim"), **listed})
    return made


def codemeta() -> str:
    """The content of codemeta.json."""
    facts, known = _facts(), metadata("msim")
    found = {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": "msim",
        "description": facts["abstract"],
        "version": known["Version"],
        "dateModified": str(facts["released"]),
        "license": f"https://spdx.org/licenses/{facts['license']}",
        "author": [{"@type": "Organization", "name": name} for name in facts["authors"]],
        "keywords": facts["keywords"],
        "programmingLanguage": "Python",
        "runtimePlatform": f"Python {known['Requires-Python']}",
        "applicationCategory": "Education",
    }
    return json.dumps(found, indent=2) + "\n"


def _values() -> dict[str, Any]:
    facts = _facts()
    return {
        "authors": " and ".join(facts["authors"]), "title": facts["title"],
        "year": facts["released"].year, "version": version("msim"),
        "release": version("msim").replace(".", "_"),
    }  # fmt: skip


def _run(scenario: Scenario) -> str:
    run: str = _facts()["said"]["run"].format(
        name=scenario.population.name, hash=scenario.hash, seed=scenario.run.seed,
        worlds=scenario.run.replicates, surveys=scenario.test.surveys,
    )  # fmt: skip
    return run


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def main(root: Path = Path(__file__).parents[4]) -> None:
    """Write both files at the top of the tree."""
    for name, text in (("CITATION.cff", cff()), ("codemeta.json", codemeta())):
        with whole(root / name) as part:
            part.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
