"""What student code did to its arguments, done to the host's own objects: their identities survive."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from autograder.guest.arguments import Arguments
from autograder.wire import frames
from autograder.wire.limits import WireError

MUTABLE: Final = frozenset({list, dict, set, bytearray, deque, np.ndarray})


def is_mutable_kind(kind: type) -> bool:
    """Whether student code may change objects of exactly this type in place."""
    return kind in MUTABLE or kind in frames.mutable_kinds()


def may_change(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Whether a function that is given these arguments could change one of them."""
    return any(map(_is_mutable, args)) or (bool(kwargs) and any(map(_is_mutable, kwargs.values())))


def _is_mutable(value: object) -> bool:
    return is_mutable_kind(type(value)) or (type(value) is tuple and any(map(_is_mutable, value)))


def apply_changes(arguments: Arguments, changes: Any) -> list[object]:
    """Bring the host's objects to what the guest says its copies hold; returns those that changed.

    An array keeps its shape and its dtype: what does not fit them is left out.

    Raises:
        WireError: the guest speaks of an argument that there is none of.
    """
    if type(changes) is not dict or not all(type(n) is int and n in arguments.objects for n in changes):
        raise WireError("a reply tells of arguments that there are none of")
    fitting = {n: value for n, value in changes.items() if _fits(arguments, n, value)}
    for number, value in fitting.items():
        _write(arguments.objects[number], value)
    return [arguments.objects[number] for number in fitting]


def _fits(arguments: Arguments, number: int, value: Any) -> bool:
    mine = arguments.objects[number]
    if type(value) is not type(mine):
        return False
    return type(mine) is not np.ndarray or (mine.shape == value.shape and mine.dtype == value.dtype)


def _write(mine: Any, value: Any) -> None:
    if type(mine) is np.ndarray:
        _write_array(mine, value)
    elif frames.replace_in_place(mine, value):
        pass  # a frame may become another in shape and columns: that is what in-place changes do to it
    elif type(mine) is deque:
        mine.clear()
        mine.extend(value)
    elif type(mine) in (list, bytearray):
        mine[:] = value
    else:
        mine.clear()
        mine.update(value)


def _write_array(mine: Any, value: Any) -> None:
    if mine.flags.writeable:
        mine[...] = value
    elif mine.flags.owndata:  # read from the notebook, hence locked against writes that would be lost
        mine.flags.writeable = True
        mine[...] = value
        mine.flags.writeable = False
