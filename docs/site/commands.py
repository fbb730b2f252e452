"""What can be typed? Every command with its arguments and options, from the command line itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docs.site.markdown import block, page, plain, table
from msim.cli.app import COMMANDS, app_for

INTRODUCTION = """\
`msim COMMAND --help` prints the same. Without `CONFIG` the scenario `baseline` is meant; a bare
name is a shipped [scenario](scenarios.md) or [claim](claims.md), a path is a file, and `-` is
standard input. Exit status: 0 done, 2 the input is wrong, 1 something else failed,
130 interrupted."""


def commands() -> Iterator[tuple[str, Any]]:
    """Full name and command object of each command that can be typed, in the order of the help."""
    from typer.main import get_command

    top: Any = get_command(app_for(tuple(COMMANDS)))
    for name, command in top.commands.items():
        inner = getattr(command, "commands", None)
        if inner is None:
            yield f"msim {name}", command
        else:
            yield from ((f"msim {name} {under}", each) for under, each in inner.items())


def pages() -> dict[str, str]:
    """The one page, by place."""
    return {
        "reference/commands.md": page(
            "Commands", INTRODUCTION, *(_section(name, each) for name, each in commands())
        )
    }


def _section(name: str, command: Any) -> str:
    context = command.make_context(name, [], resilient_parsing=True)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    usage = usage.replace("[[", "[").replace("]]", "]")
    told = [plain(part) for part in (command.help or "").split("\n\n")]
    records = [each.get_help_record(context) for each in command.params]
    rows = [(plain(f"`{re.sub(' <.*>$', '', spelt)}`"), plain(meaning))
            for spelt, meaning in filter(None, records)]
    listed = table(("argument or option", "what it is"), rows) if rows else ""
    return "\n\n".join(filter(None, [f"## `{name}`", *told, block("text", usage), listed]))
