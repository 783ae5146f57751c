"""Values of libraries that travel as a whole or not at all: which module knows which type and tag.

A type is looked up only where its library is loaded; importing one takes seconds and is the sender's affair.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeAlias

from autograder.wire import columns, frames, matrices

Code: TypeAlias = Callable[[Any], Any]
Form: TypeAlias = Callable[[Any, Code], list[Any]]

TAGS: Final = matrices.TAGS | columns.TAGS | frames.TAGS
_LIBRARIES: Final = ("numpy", "scipy.sparse", "pandas")


def form_of(kind: type) -> Form | None:
    """How an object of exactly this type becomes a node; ``None`` where it has no form as data."""
    return _forms(tuple(name for name in _LIBRARIES if sys.modules.get(name) is not None)).get(kind)


def decode(tag: str, rest: list[Any], code: Code) -> Any:
    """The value of a node.

    Raises:
        MissingLibrary: pandas or scipy is needed and not installed here.
        WireError: the parts do not fit together; other exceptions mean the same.
    """
    for module in (matrices, columns, frames):
        if tag in module.TAGS:
            return module.decode(tag, rest, code)
    raise LookupError(tag)


@lru_cache
def _forms(loaded: tuple[str, ...]) -> dict[type, Form]:
    forms: dict[type, Form] = {}
    if "numpy" in loaded:
        forms |= matrices.numpy_forms()
    if "scipy.sparse" in loaded:
        forms |= matrices.sparse_forms(sys.modules["scipy.sparse"])
    if "pandas" in loaded:
        forms |= columns.forms(sys.modules["pandas"]) | frames.forms(sys.modules["pandas"])
    return forms
