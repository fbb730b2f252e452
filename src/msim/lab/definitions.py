"""What does a number on the page mean? The definition that opens beside each of them."""

from __future__ import annotations

import tomllib
from importlib import resources

from msim.experiment.engine.measures import MEASURES
from msim.report.common.names import ARMS, label


def definitions() -> dict[str, dict[str, str]]:
    """Title and text by name: measures, figures, arms (as `arm:NAME`), and `answer`.

    >>> definitions()["reach_rate"]["title"]
    'reach 1+'
    """
    text = resources.files("msim.lab").joinpath("definitions.toml").read_text("utf-8")
    told = tomllib.loads(text)
    found = {name: _entry(each.label, each.meaning) for name, each in MEASURES.items()}
    found |= {name: _entry(name, said) for name, said in told["figures"].items()}
    found |= {f"arm:{arm}": _entry(label(arm), f"{does}.") for arm, does in ARMS.items()}
    return found | {"answer": _entry("the answer", told["answer"])}


def _entry(title: str, text: str) -> dict[str, str]:
    """One definition as plain text: a sentence starts with a capital, and keys have no marks."""
    plain = " ".join(text.replace("`", "").split())
    return {"title": title, "text": plain[:1].upper() + plain[1:]}
