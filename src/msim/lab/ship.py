"""Makes what is on the screen before anything is computed: `python -m msim.lab.ship`.

The numbers of baseline's own run, its figures, and the story's first screen.
"""

from __future__ import annotations

import json
from typing import Any

from msim import __version__, api
from msim.core.paths import whole
from msim.lab.answers import FIGURES, figure, numbers
from msim.lab.shipped import FILE, SCREEN, WORLD
from msim.lab.story.chapters import told
from msim.lab.worlds import STAGES

SUMMARY = ("scenario", "simulated", "replicates", "surveys")
"""What the page reads of a summary."""


def made() -> dict[str, Any]:
    """The file's content, computed."""
    scenario = WORLD.scenario(STAGES[-1])
    data = api.compare(scenario).data
    told_first = numbers(data, WORLD.command(STAGES[-1]))
    summary = {key: told_first["summary"][key] for key in SUMMARY}
    parts = [told_first | {"summary": summary, "toml": ""}]
    parts += [figure(name, data) for name in FIGURES]
    screen = told(SCREEN, STAGES[-1])
    return {"msim": __version__, "hash": scenario.hash, "parts": parts, "screen": screen}


def main() -> None:
    """Write the file."""
    content = made()
    lines = [json.dumps(part, ensure_ascii=False, allow_nan=False) for part in content["parts"]]
    told = {**content, "parts": []}
    text = json.dumps(told, ensure_ascii=False).replace("[]", "[\n" + ",\n".join(lines) + "\n]", 1)
    with whole(FILE) as part:
        part.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
