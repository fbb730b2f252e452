"""What can be typed? Every command with its arguments and options, from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docs.site.markdown import block, page, plain, table
from msim.cli.app import COMMANDS, app_for

INTRODUCTION = """\
`msim COMMAND --help` prints the same. Without `CONFIG` the scenario `baseline` is meant; a bare name is a
shipped [scenario](scenarios.md) or [claim](claims.md), a path is a file, and `-` is standard input.
Exit status: 0 done, 2 the input is wrong, 1 something else failed, 130 interrupted."""


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
    from typer.main import get_command  # noqa: F401  (typer's own click is loaded with it)

    context = command.make_context(name, [], resilient_parsing=True)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    rows = [(f"`{_spelt(p, context)}`", plain(p.help or ""), _default(p)) for p in command.params]
    told = "\n\n".join(plain(part) for part in (command.help or "").split("\n\n"))
    listed = table(("argument or option", "what it is", "default"), rows) if rows else ""
    return "\n\n".join(
        part for part in (f"## `{name}`", told, block("text", usage), listed) if part
    )


def _spelt(parameter: Any, context: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.make_metavar(context))
    spelt = ", ".join([*parameter.opts, *parameter.secondary_opts])
    flag = getattr(parameter, "is_flag", False)
    return spelt if flag else f"{spelt} {parameter.make_metavar(context)}"


def _default(parameter: Any) -> str:
    value = parameter.default
    return "" if value in (None, False, (), []) or callable(value) else f"`{value}`"
