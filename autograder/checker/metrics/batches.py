"""Inputs of several kinds, by rows: the batches that a model is asked."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checker.proxy import Proxy
from autograder.errors import AssignmentError


def rows_in(inputs: Any, due: int) -> int:
    """How many rows ``inputs`` have: an array, tensor or list, or a tuple of such with equally many.

    Raises:
        AssignmentError: none, or not as many as ``due``, or they are an object of the notebook's.
    """
    parts = inputs if isinstance(inputs, tuple) else (inputs,)
    if not parts or any(isinstance(part, Proxy) for part in parts):
        raise AssignmentError("A metric is measured on arrays, tensors or lists of the check's own.")
    sizes = {len(part) for part in parts}
    if sizes != {due} or not due:
        raise AssignmentError(
            f"A metric needs inputs, as many as there are labels or targets: {due} of these, {sorted(sizes)} of those."
        )
    return due


def taken(inputs: Any, rows: NDArray[np.int64]) -> Any:
    """Those ``rows`` (k,) of ``inputs``, as the same kind of thing; of a tuple, a tuple of them."""
    if isinstance(inputs, tuple):
        return tuple(taken(part, rows) for part in inputs)
    if isinstance(inputs, list):
        return [inputs[row] for row in rows]
    home = type(inputs).__module__.partition(".")[0]
    if home == "tensorflow":
        tensorflow: Any = sys.modules[home]
        return tensorflow.gather(inputs, rows)
    if home == "pandas":
        return inputs.iloc[rows]
    return inputs[rows] if home == "torch" else np.asarray(inputs)[rows]
