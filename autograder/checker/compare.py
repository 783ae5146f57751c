"""Strict comparison of what student code returned with what is due: kind, dtype, shape, finiteness, values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_KINDS: Final = {"b": "booleans", "i": "integers", "u": "integers", "f": "floats", "c": "complex numbers"}
_NUMBERS: Final = ("integers", "floats")


def assert_close(
    actual: Any, expected: ArrayLike, *, rtol: float = 1e-6, atol: float = 1e-8, dtype: str | None = None
) -> None:
    """Assert that ``actual`` is plain numeric data equal to ``expected`` within ``atol + rtol * |expected|``.

    Args:
        actual: what the student's code returned: a number, a list or an array.
        expected: what is due, of any shape; shapes must be equal, nothing is broadcast.
        rtol: relative tolerance; none is given to integers, which are counts as a rule.
        atol: absolute tolerance.
        dtype: ``None``: the same kind of number; ``"number"``: integers and floats alike; else the very dtype.

    Raises:
        AssertionError: says what differs first: kind, shape, finiteness or the worst value.
    """
    due = np.asarray(without_gradient(expected))
    got = _as_numbers(actual)
    _check_dtype(got, due, dtype)
    if got.shape != due.shape:
        raise AssertionError(f"shape is {got.shape} and should be {due.shape}")
    _check_values(got, due, rtol, atol)


def check_gradient(
    function: Callable[[NDArray[np.float64]], Any],
    x: ArrayLike,
    gradient: Any,
    *,
    h: float = 1e-5,
    rtol: float = 1e-4,
    atol: float = 1e-6,
) -> None:
    """Assert that ``gradient`` is the gradient of a scalar ``function`` at ``x``, by central differences.

    Each partial derivative is (f(x + h e) - f(x - h e)) / 2h, whose error is of order h squared
    (Nocedal and Wright, Numerical Optimization, 2006, section 8.1).

    Args:
        function: maps an array shaped like ``x`` (float64) to a number.
        x: where, of any shape.
        gradient: what the student's code returned, of the same shape.
        h: the step.
        rtol: relative tolerance.
        atol: absolute tolerance.

    Raises:
        AssertionError: says where the two differ most.
    """
    assert_close(gradient, numerical_gradient(function, x, h=h), rtol=rtol, atol=atol)


def numerical_gradient(
    function: Callable[[NDArray[np.float64]], Any], x: ArrayLike, *, h: float = 1e-5
) -> NDArray[np.float64]:
    """The gradient of a scalar ``function`` at ``x`` by central differences; calls it twice an element."""
    point = np.array(x, dtype=np.float64)
    gradient = np.empty_like(point)
    for index in np.ndindex(point.shape):
        above, below = point.copy(), point.copy()
        above[index] += h
        below[index] -= h
        gradient[index] = (_scalar(function(above)) - _scalar(function(below))) / (2 * h)
    return gradient


def _as_numbers(actual: Any) -> NDArray[Any]:
    try:
        got = np.asarray(without_gradient(actual))
    except ValueError:
        raise AssertionError("the result is a ragged list, not an array of numbers") from None
    if got.dtype.kind not in _KINDS:
        raise AssertionError(f"the result is {_name(actual)}, not numbers")
    return got


def without_gradient(value: Any) -> Any:
    """``value``, detached where it is a torch tensor that records gradients, which numpy does not take."""
    return (
        value.detach() if type(value).__module__.startswith("torch") and hasattr(value, "detach") else value
    )


def _check_dtype(got: NDArray[Any], due: NDArray[Any], dtype: str | None) -> None:
    kind, due_kind = _KINDS[got.dtype.kind], _KINDS.get(due.dtype.kind, "?")
    if dtype == "number":
        if kind not in _NUMBERS:
            raise AssertionError(f"the result holds {kind} and should hold numbers")
    elif dtype is not None:
        if got.dtype != np.dtype(dtype):
            raise AssertionError(f"dtype is {got.dtype} and should be {dtype}")
    elif kind != due_kind:
        raise AssertionError(f"the result holds {kind} and should hold {due_kind}")


def _check_values(got: NDArray[Any], due: NDArray[Any], rtol: float, atol: float) -> None:
    if got.dtype.kind in "fc" and (unfit := np.isnan(got) & ~np.isnan(due)).any():
        raise AssertionError(f"{int(unfit.sum())} of {got.size} values are not a number (nan)")
    with np.errstate(all="ignore"):
        near = _is_near(got, due, rtol, atol)
    near = near & np.isfinite(due) | (got == due) | (np.isnan(due) & np.isnan(got))
    if not np.all(near):
        _report_worst(got, due, near)


def _is_near(got: NDArray[Any], due: NDArray[Any], rtol: float, atol: float) -> Any:
    if got.dtype.kind == "b" or due.dtype.kind == "b":
        return got == due
    if got.dtype.kind in "iu" and due.dtype.kind in "iu":
        # The differences of small and unsigned integers wrap around: 0 - 255 is 1.
        return (got == due) | (np.abs(got.astype(np.float64) - due.astype(np.float64)) <= atol) & (atol >= 1)
    return np.abs(got - due) <= atol + rtol * np.abs(due)


def _report_worst(got: NDArray[Any], due: NDArray[Any], near: NDArray[Any]) -> None:
    wrong = np.argwhere(~np.atleast_1d(near))
    first = tuple(int(i) for i in wrong[0])[: got.ndim]
    where = f" at {list(first)}" if got.ndim else ""
    count = f"{len(wrong)} of {got.size} values differ; " if got.size > 1 else ""
    raise AssertionError(f"{count}got {got[first]!s}{where}, expected {due[first]!s}")


def _scalar(value: Any) -> float:
    number = _as_numbers(value)
    if number.size != 1 or number.dtype.kind == "c":
        raise AssertionError(f"the function should return one number and returned shape {number.shape}")
    return float(number.reshape(()))


def _name(value: Any) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"
