"""The command `msim`, and `python -m msim`: signals are heard first, then all else is loaded."""

from msim.cli.early import hear


def start() -> None:
    """Run the command line; ends in `SystemExit`."""
    hear()
    from msim.cli.main import main  # noqa: PLC0415 - it takes a while, in which Ctrl-C is pressed

    main()


if __name__ == "__main__":
    start()
