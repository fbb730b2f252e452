"""A lesson's text in pieces: what is asked, what is revealed, and what stands between.

A box begins with `:::ask` or `:::reveal` and ends with `:::`. Once a sheet is put together, what is
asked has become a `:::predict` box, in Markdown.
"""

from __future__ import annotations

import re

from msim.report.common.sentences import sentences

said = sentences("lessons")


def boxes(text: str) -> list[tuple[str, str]]:
    r"""The text in pieces, in order: the kind of the box, or "" for what is in no box.

    >>> boxes("Look.\n:::reveal\nIt fell.\n:::\nWhy?\n")
    [('', 'Look.'), ('reveal', 'It fell.'), ('', 'Why?')]
    """
    pieces = re.split(r"^:::(\w*)[ \t]*$\n?", text, flags=re.M)
    kinds = ["", *pieces[1::2]]
    found = zip(kinds, (piece.strip() for piece in pieces[0::2]), strict=True)
    return [(kind, piece) for kind, piece in found if piece]
