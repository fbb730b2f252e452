"""msim: does political microtargeting pay? A simulator on invented voters, for class and argument.

The public names, in the order of the pipeline; each is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msim import reach as reach
    from msim import verify as verify
    from msim.api import compare as compare
    from msim.api import contest as contest
    from msim.api import debate as debate
    from msim.api import load as load
    from msim.api import population as population
    from msim.api import reach_curves as reach_curves
    from msim.api import segment as segment
    from msim.api import sweep as sweep
    from msim.api import turns as turns
    from msim.api import voter as voter
    from msim.api import whatif as whatif
    from msim.core.errors import InputError as InputError
    from msim.core.errors import MsimError as MsimError
    from msim.report.run.result import Comparison as Comparison
    from msim.report.trial.result import trial as trial
    from msim.reproduction import reproduce as reproduce

__version__ = "0.1.0"

_HOME = {
    "load": "msim.api",
    "compare": "msim.api",
    "Comparison": "msim.report.run.result",
    "whatif": "msim.api",
    "contest": "msim.api",
    "population": "msim.api",
    "voter": "msim.api",
    "turns": "msim.api",
    "trial": "msim.report.trial.result",
    "segment": "msim.api",
    "reach_curves": "msim.api",
    "sweep": "msim.api",
    "debate": "msim.api",
    "reproduce": "msim.reproduction",
    "reach": "msim.reach",
    "verify": "msim.verify",
    "InputError": "msim.core.errors",
    "MsimError": "msim.core.errors",
}
__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    """Load a public name at its first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'msim' has no attribute {name!r}")
    home = import_module(_HOME[name])
    return home if home.__name__ == f"msim.{name}" else getattr(home, name)


def __dir__() -> list[str]:
    """Public names."""
    return sorted(__all__)
