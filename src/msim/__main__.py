"""`python -m msim`: the same as the command `msim`."""

from msim.cli.main import main

if __name__ == "__main__":
    main()
