"""Pickles that a check opens: one that came from the student's folder may hold data, and nothing that runs here.

``pickle.load`` runs what a pickle says, with the rights of who grades. Every unpickler of Python's asks the
interpreter before it looks up a class or function (``numpy.load`` and ``pandas.read_pickle`` use one, and so do other
libraries), and it is refused all that is not listed here, once a check has read a file of the student's.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

_BUILTINS: Final = ("complex", "frozenset", "range", "set", "slice")
_DATA: Final = frozenset(
    {
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        *(
            (f"numpy.{core}.multiarray", name)
            for core in ("core", "_core")
            for name in ("_reconstruct", "scalar")
        ),
        ("collections", "OrderedDict"),
        ("_codecs", "encode"),
        *((module, name) for module in ("builtins", "__builtin__") for name in (*_BUILTINS, "xrange")),
    }
)
"""What plain values and arrays are made of. None has attributes that a pickle could set, as Python's functions do."""


class Guard:
    """Whether a check that runs now has read a file of the student's."""

    def __init__(self) -> None:
        self.is_up = False

    @contextmanager
    def lowered_after(self) -> Iterator[None]:
        """Around each check: what one has read does not bind the next."""
        _listen()
        try:
            yield
        finally:
            self.is_up = False


GUARD: Final = Guard()
"""The only one: a process runs one check at a time."""


@cache
def _listen() -> None:
    # Once for each process: an audit hook stays for as long as it lives.
    sys.addaudithook(_hear)


def _is_data(module: str, name: str) -> bool:
    # What is not there would have to be imported, and that it cannot be would look like the check's own fault.
    return (module, name) in _DATA and (module in sys.modules or module == "__builtin__")


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "pickle.find_class" and GUARD.is_up and not _is_data(*arguments):
        module, name = arguments
        raise pickle.UnpicklingError(
            f"the file holds {module}.{name}, and a pickle of a student's may hold plain values and arrays only; "
            "save arrays with numpy.save, or a pickle with protocol 4"
        )
