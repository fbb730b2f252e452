"""The class of 45 minutes on paper, and six lessons' notebooks with their output.

    python examples/notebooks.py

writes them beside this file. The tests say when they are no longer what the lessons come to.
"""

from __future__ import annotations

from pathlib import Path

from msim.lessons import find
from msim.lessons.export import shown
from msim.lessons.lesson import plan
from msim.lessons.running import run
from msim.lessons.sheets import written

HERE = Path(__file__).parent
SHIPPED = (
    "clusters-out-of-nothing", "who-is-reached", "winners-curse", "what-or-whom",
    "five-thousand-data-points", "three-million-fewer",
)  # fmt: skip


def main() -> None:
    """Write the class, then run each notebook and write its file."""
    (HERE / "class.md").write_text(written(plan(), "class"), encoding="utf-8")
    for name in SHIPPED:
        (HERE / f"{name}.ipynb").write_text(shown(run(find(name))), encoding="utf-8")
        print(f"{name}.ipynb")


if __name__ == "__main__":
    main()
