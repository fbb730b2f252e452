"""What does a number on the page mean? The definition that opens beside each of them."""

from __future__ import annotations

from msim.api import NAMES
from msim.core.arms import arm
from msim.experiment.engine.measures import MEASURES
from msim.lab.texts import texts


def definitions() -> dict[str, dict[str, str]]:
    """Title and text by name: measures, figures, arms (as `arm:NAME`), and `answer`.

    >>> definitions()["reach_rate"]["title"]
    'reach 1+'
    """
    told = texts("definitions")
    found = {name: _entry(each.label, each.meaning) for name, each in MEASURES.items()}
    found |= {name: _entry(name, said) for name, said in told["figures"].items()}
    found |= {f"arm:{each.name}": _entry(each.title, f"{each.does or each.title}.")
              for each in map(arm, NAMES.arms)}
    return found | {"answer": _entry("the answer", told["answer"])}


def _entry(title: str, text: str) -> dict[str, str]:
    """One definition as plain text: a sentence starts with a capital, and keys have no marks."""
    plain = " ".join(text.replace("`", "").split())
    return {"title": title, "text": plain[:1].upper() + plain[1:]}
