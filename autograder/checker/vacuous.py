"""Comparisons that say yes because there is nothing to compare: pytest's and numpy's own, made strict for a check.

An array without items is ``approx`` every number, and numpy's ``assert_allclose`` and its like pass whatever is
compared with a number and has no items, or has its items masked. So a student's code could pass without an answer.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, NamedTuple

import pytest

_Approx: Final[Any] = type(pytest.approx(0.0))
_IS_NEAR: Final = _Approx.__eq__


@contextmanager
def strict_comparisons() -> Iterator[None]:
    """As long as this lasts, nothing passes by having no items, or masked ones."""
    _Approx.__eq__ = _is_something_near
    numpys = (
        _numpys() if "numpy" in sys.modules else None
    )  # a notebook that has not loaded it need not wait for it
    if numpys is not None:
        numpys.module.assert_array_compare = _compare_something
    try:
        yield
    finally:
        _Approx.__eq__ = _IS_NEAR
        if numpys is not None:
            numpys.module.assert_array_compare = numpys.compare


class _Numpys(NamedTuple):
    """numpy's module of comparisons, and the one that all others call."""

    module: Any
    compare: Any


@cache
def _numpys() -> _Numpys:
    from numpy.testing._private import utils

    return _Numpys(utils, utils.assert_array_compare)


def _is_something_near(due: Any, actual: Any) -> bool:
    if not _is_proxy(actual) and hasattr(actual, "__array__") and _lacks_items(actual):
        return False
    return bool(_IS_NEAR(due, actual))


def _lacks_items(array: Any) -> bool:
    import numpy as np

    return bool(np.size(array) == 0 or np.ma.is_masked(array))


def _compare_something(comparison: Any, x: Any, y: Any, *args: Any, **kwargs: Any) -> None:
    __tracebackhide__ = True
    import numpy as np

    if not (_is_proxy(x) or _is_proxy(y)):
        if (np.size(x) == 0) != (np.size(y) == 0):
            raise AssertionError("an array without items is compared with one that has some")
        if _hides_other_items(x, y):
            raise AssertionError("an array with masked items is compared with one that has none there")
    _numpys().compare(comparison, x, y, *args, **kwargs)


def _hides_other_items(x: Any, y: Any) -> bool:
    import numpy as np

    if not (np.ma.is_masked(x) or np.ma.is_masked(y)):
        return False
    mine, due = np.ma.getmaskarray(x), np.ma.getmaskarray(y)
    return mine.shape != due.shape or bool((mine != due).any())


def _is_proxy(value: object) -> bool:
    from autograder.checker.proxy import Proxy

    return issubclass(type(value), Proxy)  # by its type: what else it says of itself is the student's word
