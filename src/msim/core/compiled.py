"""How is a loop over voters turned into machine code, once and for every later run?

numba (Lam, Pitrou and Seibert 2015, LLVM-HPC) compiles a function at its first call and keeps the
result in a folder: NUMBA_CACHE_DIR, else `__pycache__` beside the source, else the user's own
cache folder. It refuses to import a module when none of the three can be written, and it looks
into none that it cannot write. Here neither happens: where nothing can be written the function
is compiled for this process alone, and what an administrator has compiled into a folder that is
closed to its readers is used by them.

Vectors are as wide as the processor has them. LLVM takes half of 512 bits, since some processors
clock down for the whole; loops over voters gain by a fifth all the same. A lane is a voter, so
that the width moves no bit.
"""

from __future__ import annotations

import contextlib
import functools
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, overload

import numpy as np
from numba import njit
from numba.core import caching, config
from numba.core.codegen import get_host_cpu_features
from numba.core.runtime.nrt import rtsys
from numba.core.sigutils import normalize_signature


def _use_whole_vectors() -> None:
    """Set what numba hands to LLVM, unless the user did (NUMBA_CPU_FEATURES)."""
    settings = vars(config)
    own: str = get_host_cpu_features()  # type: ignore[no-untyped-call]
    if settings["CPU_FEATURES"] is None and "+avx512f" in own.split(","):
        settings["CPU_FEATURES"] = own + ",-prefer-256-bit"


_use_whole_vectors()


class _Shipped(caching._SourceFileBackedLocatorMixin):
    """The place beside the source, also where it can only be read."""

    def __init__(self, function: Any, source: str) -> None:
        self._py_file = source
        self._lineno = function.__code__.co_firstlineno

    def get_cache_path(self) -> str:
        return str(Path(self._py_file).parent / "__pycache__")

    def ensure_cache_path(self) -> None:
        """Nothing is asked of a folder that is only read."""


class _ShippedInDir(_Shipped):
    """The place in NUMBA_CACHE_DIR, also where it can only be read."""

    def get_cache_path(self) -> str:
        named: Any = caching._CacheLocator.get_suitable_cache_subpath
        folder = named(self._py_file)
        return str(Path(_named_folder()) / folder)

    @classmethod
    def from_function(cls, function: Any, source: str) -> Any:
        return cls(function, source) if _named_folder() else None


def _named_folder() -> str:
    return str(vars(config)["CACHE_DIR"])  # numba sets it when it is imported, out of sight of mypy


class _ReadResult(caching.CompileResultCacheImpl):
    _locator_classes = [_ShippedInDir, _Shipped]  # noqa: RUF012 - numba's name and form


class _ReadCache(caching.FunctionCache):
    _impl_class = _ReadResult


DAMAGED = (
    EOFError, pickle.PickleError, ValueError, LookupError, AttributeError, ImportError, TypeError,
)  # fmt: skip
"""What reading a file raises that was cut off, as by a power cut: its function is compiled anew."""


class _Cache:
    """What numba has kept of one function: read from two places, written to the first at most."""

    def __init__(self, function: Callable[..., Any], written: Any) -> None:
        self._written = written
        read: Any = _ReadCache(function)  # type: ignore[no-untyped-call]
        real = isinstance(written, caching.FunctionCache)  # nowhere to write to: numba has a dummy
        self._places: tuple[Any, ...] = (written, read) if real else (read,)

    @property
    def cache_path(self) -> str | None:
        return self._written.cache_path

    def load_overload(self, signature: Any, target: Any) -> Any:
        """What was kept, without what only compiling needs: that takes half a second to load."""
        rtsys.initialize(target)
        for place in self._places:
            with contextlib.suppress(OSError, *DAMAGED):
                kept = place._load_overload(signature, target)
                if kept is not None:
                    return kept
        return None

    def holds(self, signature: Any, target: Any) -> bool:
        """Whether something was kept for these types and this processor."""
        for place in self._places:
            with contextlib.suppress(OSError, *DAMAGED):
                key = place._index_key(signature, target.codegen())
                if key in place._cache_file._load_index():
                    return True
        return False

    def save_overload(self, signature: Any, result: Any) -> None:
        with contextlib.suppress(OSError):  # a disk that is full by now costs time, never the run
            try:
                self._written.save_overload(signature, result)
            except DAMAGED:  # the list of what there is: begin it anew
                self._written.flush()
                self._written.save_overload(signature, result)

    def flush(self) -> None:
        self._written.flush()


@overload
def compiled(function: Callable[..., Any]) -> Any: ...
@overload
def compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]: ...
def compiled(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """A function as machine code that leaves Python's lock free; kept where a folder allows it.

    Args:
        function: Plain Python on arrays and numbers, as numba takes it.
        options: Further options of numba.njit, such as `forceinline=True`;
            then the function comes second, as in `@compiled(...)`.

    Raises:
        numba.core.errors.TypingError: At the first call, if it is not what numba can compile.

    >>> @compiled
    ... def total(numbers):
    ...     sum_ = 0.0
    ...     for number in numbers:
    ...         sum_ += number
    ...     return sum_
    >>> import numpy as np
    >>> total(np.array([1.0, 2.5]))
    3.5
    """
    if function is None:
        return lambda later: _dispatcher(later, options)
    return _dispatcher(function, options)


def argument_types(text: str) -> tuple[Any, ...]:
    """Types of arguments, from how numba writes them.

    >>> argument_types("(float32[::1], int64)")
    (Array(float32, 1, 'C', False, aligned=True), int64)
    """
    found: tuple[Any, ...] = normalize_signature(text)[0]  # type: ignore[no-untyped-call]
    return found


def lacks(loop: Any, types: tuple[Any, ...]) -> bool:
    """Whether a compiled function is still to be compiled for these types, and could be kept.

    >>> lacks(len, argument_types("(float64,)"))   # it is not compiled at all
    False
    """
    kept = getattr(loop, "_cache", None)
    if not isinstance(kept, _Cache) or kept.cache_path is None:
        return False
    return not kept.holds(types, loop.targetctx)


PLAIN = bool(vars(config)["DISABLE_JIT"])
"""Whether NUMBA_DISABLE_JIT has every loop run as plain Python, slowly."""


def _as_compiled(function: Callable[..., Any]) -> Any:
    """A function as plain Python that is as quiet as machine code: no division is an error."""

    @functools.wraps(function)
    def quiet(*given: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(*given)

    return quiet


def _dispatcher(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    if PLAIN:
        return _as_compiled(function)
    # A division by 0 is inf or nan, as in arrays; nobody calls a loop from C.
    usual: dict[str, Any] = {"error_model": "numpy", "no_cfunc_wrapper": True, "nogil": True}
    options = usual | options
    kept = "forceinline" not in options  # what is part of others is kept with them
    try:
        dispatcher = njit(cache=kept, **options)(function)
    except RuntimeError as none:  # "cannot cache function ...: no locator available for file ..."
        if "cannot cache" not in str(none):
            raise
        dispatcher = njit(**options)(function)
    if kept and hasattr(dispatcher, "_cache") and Path(function.__code__.co_filename).exists():
        dispatcher._cache = _Cache(function, dispatcher._cache)
    return dispatcher
