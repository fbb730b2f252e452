"""What is drawn hangs on the drawing alone.

Hypothesis also tries numbers that it finds in whatever modules are loaded, so that laws were held
to other scenarios whenever another test had loaded another module.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants


@pytest.fixture(scope="module", autouse=True)
def drawn_without_what_is_loaded() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(providers, "_get_local_constants", Constants)
        yield
