"""What a model returned, as numbers that may be counted; else a sentence that says what came and what is due.

Arrays, tensors of torch and tensorflow, of any precision and with or without gradients, and lists of numbers are
taken. Nothing is broadcast and nothing guessed but axes of length one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from autograder.checker.proxy import Proxy, kind_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_NUMBERS: Final = "iuf"
_OTHERS: Final = {
    "b": "booleans",
    "c": "complex numbers",
    "U": "texts",
    "S": "texts",
    "M": "dates",
    "m": "spans of time",
}
_SUM_TOLERANCE: Final = 0.01
"""Rows of probabilities in half precision add up to 1 no better than this."""


class BadPredictions(AssertionError):
    """Predictions that cannot be counted, or should not be: ``category`` says why in one word.

    ``kind``: no array of numbers; ``shape``; ``finite``; ``range``: no class numbers, or no probabilities;
    ``peeking``: they change with the batch or from call to call.
    """

    def __init__(self, category: str, message: str) -> None:
        super().__init__(message)
        self.category = category


def numbers(returned: Any) -> NDArray[Any]:
    """``returned`` as an array of finite numbers, float64 or of integers, of the shape it has.

    Raises:
        BadPredictions: it is something else, or not all of it is finite.
    """
    found = np.asarray(_as_array(returned))
    if found.dtype.name == "bfloat16":  # numpy has none of its own: tensorflow brings it
        found = found.astype(np.float32)
    if found.dtype.kind not in _NUMBERS:
        due = "numbers, by astype(int) say" if found.dtype.kind == "b" else "an array of numbers"
        _refuse(f"{_article(returned)} of {_OTHERS.get(found.dtype.kind, 'objects')}", due)
    if found.dtype.kind == "f":
        found = found.astype(np.float64)
        _check_finite(found)
    return found


def values(returned: Any, due: tuple[int, ...]) -> Floats:
    """``returned`` as floats of the shape ``due``, first axis the batch; axes of length one may differ.

    Raises:
        BadPredictions: not numbers, another shape, or not finite.
    """
    found = numbers(returned)
    # Of one input a model may well leave all axes out.
    is_bare = found.shape == () and due[0] == 1 and _without_ones(due) == due[:1]
    if not is_bare and _without_ones(found.shape) != _without_ones(due):
        _misshapen(found.shape, due[0], str(due), due)
    return found.reshape(due).astype(np.float64)


def scores(returned: Any, due: tuple[int, ...], classes: int, *, exactly: bool = False) -> Floats:
    """``returned`` as floats of shape (*due, C): a score for each of at least (or ``exactly``) ``classes`` classes.

    Raises:
        BadPredictions: not numbers, another shape, or not finite.
    """
    found = numbers(returned)
    if found.shape[:-1] != due or found.ndim != len(due) + 1:
        expected = f"({', '.join(map(str, due))}, {classes if exactly else 'classes'})"
        _misshapen(found.shape, due[0], expected, (*due, classes))
    if found.shape[-1] < classes or (exactly and found.shape[-1] != classes):
        raise BadPredictions(
            "shape", f"there should be a score for each of {classes} classes, and there are {found.shape[-1]}"
        )
    return found.astype(np.float64)


def class_numbers(predictions: Any, n: int) -> Integers:
    """``predictions`` as n class numbers, shape (n,): as they are, or where a row of scores is largest.

    Raises:
        BadPredictions: not numbers, a wrong shape, not finite, or no whole numbers.
    """
    found = classes_or_scores(predictions, n)
    return found.argmax(axis=1).astype(np.int64) if found.ndim == 2 else found


def classes_or_scores(predictions: Any, n: int) -> NDArray[Any]:
    """``predictions`` as n class numbers, (n,) integers, or as n rows of scores, (n, classes) floats.

    Raises:
        BadPredictions: not numbers, a wrong shape, not finite, or no whole numbers where these are due.
    """
    found = numbers(predictions)
    if found.ndim == 2 and found.shape[0] == n and found.shape[1] > 1:
        return found.astype(np.float64)
    # Of one input a model may well leave all axes out.
    if found.shape not in ((n,), (n, 1)) and not (n == 1 and found.shape == ()):
        _misshapen(found.shape, n, f"({n},) or ({n}, classes)", ())
    found = found.reshape(n)
    if found.dtype.kind == "f":
        _check_whole(found)
    return found.astype(np.int64)


def check_classes(found: Integers, classes: int | None, seen: int) -> None:
    """Class numbers should be among ``classes``, where these are known, and count from 0.

    ``seen`` is how many classes the labels show there are at least.

    Raises:
        BadPredictions: they are not, or run from 1 to ``seen``.
    """
    low, high = int(found.min()), int(found.max())
    if low < 0 or (classes is not None and high >= classes):
        upper = f"between 0 and {classes - 1}" if classes is not None else "0 or more"
        more = "; count classes from 0" if low == 1 and high == classes else ""
        raise BadPredictions(
            "range", f"class numbers should be {upper} and lie between {low} and {high}{more}"
        )
    if low == 1 and high == seen:
        raise BadPredictions("range", f"class numbers lie between 1 and {high}; count classes from 0")


def check_probabilities(found: Floats) -> None:
    """Each row (the last axis) should be probabilities.

    Raises:
        BadPredictions: what they are instead.
    """
    if is_simplex(found):
        return
    if (found <= 0).all() and is_simplex(np.exp(found)):
        raise BadPredictions("range", "probabilities are due, and these are their logarithms: take exp")
    outside = int(((found < 0) | (found > 1)).sum())
    if outside:
        raise BadPredictions(
            "range",
            f"probabilities are due, and {outside} of {found.size} values lie outside 0 to 1: these look like logits, "
            "so apply a softmax",
        )
    sums = found.sum(axis=-1).ravel()
    worst = float(sums[np.abs(sums - 1).argmax()])
    raise BadPredictions(
        "range", f"probabilities of all classes should add up to 1, and one row adds up to {worst:.3g}"
    )


def is_simplex(found: Floats) -> bool:
    """Whether each row (the last axis) is one of probabilities, as well as half precision tells."""
    inside = (found >= -1e-6).all() and (found <= 1 + _SUM_TOLERANCE).all()
    return bool(inside and (np.abs(found.sum(axis=-1) - 1) <= _SUM_TOLERANCE).all())


def _as_array(returned: Any) -> Any:
    """``returned`` as something that numpy takes for an array, without asking an object of the student's."""
    if isinstance(returned, Proxy):
        _refuse(_named(returned))
    plain = _without_library(returned)
    if isinstance(plain, (list, tuple)):
        if isinstance(plain, tuple) and any(
            np.ndim(each) for each in map(_without_library, plain) if _is_array(each)
        ):
            _refuse(f"a tuple of {len(plain)}", "the predictions alone")
        try:
            return np.asarray(_elements(plain))
        except ValueError:
            _refuse("a list whose rows differ in length")
    if plain is None or not (_is_array(plain) or isinstance(plain, (int, float, complex))):
        _refuse(_named(plain))
    return plain


def _elements(items: Iterable[Any]) -> list[Any]:
    return [_element(item) for item in items]


def _element(item: Any) -> Any:
    if isinstance(item, (int, float)):
        return item
    if isinstance(item, (list, tuple)):
        return _elements(item)
    if isinstance(item, Proxy) or item is None or not (_is_array(item) or isinstance(item, (str, complex))):
        _refuse(f"a list with {_named(item)} in it")
    return _without_library(item)


def _is_array(value: Any) -> bool:
    """Whether a library of arrays, and not the student, says what is in ``value``."""
    home = type(value).__module__.partition(".")[0]
    return hasattr(type(value), "__array__") and home in (
        "numpy",
        "pandas",
        "torch",
        "tensorflow",
        "jax",
        "jaxlib",
    )


def _without_library(value: Any) -> Any:
    """``value``; of a torch tensor its numbers alone, in the host's memory, as float32 where numpy lacks its type."""
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(value, torch.Tensor):
        return value
    plain = value.detach().cpu()
    plain = plain.to_dense() if plain.layout is not torch.strided else plain
    is_odd = plain.is_floating_point() and plain.dtype not in (torch.float16, torch.float32, torch.float64)
    return (plain.float() if is_odd else plain.resolve_conj().resolve_neg()).numpy()


def _named(value: Any) -> str:
    """What ``value`` is, in words, without asking it."""
    kind, name = kind_of(value) if isinstance(value, Proxy) else (_kind(value), type(value).__name__)
    if name == "NoneType":
        return "nothing (None)"
    if kind in ("function", "class", "module"):
        return f"a {kind}"
    if name in _PLAIN:
        return _PLAIN[name]
    return f"an object of type {name}"


_PLAIN: Final = {
    "generator": "a generator",
    "str": "a text",
    "bytes": "bytes",
    "dict": "a dictionary",
    "set": "a set",
    "map": "an iterator (map)",
    "zip": "an iterator (zip)",
    "tuple": "a tuple",
    "list": "a list",
}


def _kind(value: Any) -> str:
    return (
        "class"
        if isinstance(value, type)
        else "function"
        if callable(value) and hasattr(value, "__code__")
        else ""
    )


def _article(returned: Any) -> str:
    return "a list" if isinstance(returned, (list, tuple)) else "an array"


def _refuse(what: str, due: str = "an array of numbers") -> NoReturn:
    raise BadPredictions("kind", f"the model returned {what}; return {due}")


def _check_finite(found: Floats) -> None:
    nans, infinite = int(np.isnan(found).sum()), int(np.isinf(found).sum())
    wrong = [f"{nans} of {found.size} are nan"] if nans else []
    wrong += [f"{infinite} of {found.size} are infinite"] if infinite else []
    if wrong:
        raise BadPredictions("finite", f"predictions should be finite: {' and '.join(wrong)}")


def _check_whole(found: Floats) -> None:
    broken = found[found != np.floor(found)]
    if len(broken):
        are_shares = bool((found >= 0).all() and (found <= 1).all())
        advice = (
            "compare probabilities with 0.5"
            if are_shares
            else "return one whole number, or a row of scores, for each"
        )
        raise BadPredictions(
            "range",
            f"class numbers should be whole, and {len(broken)} of {len(found)} are not ({broken[0]:.3g}); {advice}",
        )
    if np.abs(found).max(initial=0) > 2**53:
        raise BadPredictions("range", "class numbers should be small whole numbers")


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    """``shape`` without the axes of length one that follow the first."""
    return (*shape[:1], *(size for size in shape[1:] if size != 1))


def _misshapen(shape: tuple[int, ...], n: int, expected: str, due: tuple[int, ...]) -> NoReturn:
    advice = ""
    if shape == () or (n == 1 and shape == due[1:]) or (n == 1 and not due and len(shape) == 1):
        advice = "; keep the axis of the batch, also where it has one input"
    elif due and shape != due and sorted(shape) == sorted(due):
        advice = "; its axes are in another order"
    elif not due and len(shape) == 2 and shape[1] == n:
        advice = "; its first axis should be that of the batch"
    elif shape and shape[0] == n and len(shape) > max(2, len(due)):
        advice = "; an axis is left over for each input"
    raise BadPredictions(
        "shape", f"predictions for {n} inputs should have shape {expected} and have {shape}{advice}"
    )
