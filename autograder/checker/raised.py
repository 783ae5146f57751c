"""What student code raised, as an exception of the host's.

    GuestException                 anything the student's code raised; carries its type, text and frames
    ├── GuestException + ValueError, TypeError, ...   where the type is, or derives from, a builtin one
    Refusal                        a check would have let a student's object decide
    MissingName                    the notebook does not define what the check asks for
    GuestTimeout                   the student's code did not answer in time; the kernel lives on
    NotData                        a check passed something to student code that cannot travel
    CheckerTimeout                 the check itself, on the host, did not end

``SystemExit``, ``KeyboardInterrupt`` and pytest's own outcomes never cross: raised by a student they
are a plain ``GuestException``.
"""

from __future__ import annotations

import builtins
from functools import lru_cache
from typing import Any

from autograder.errors import ProtocolError


class GuestException(Exception):
    """An exception that student code raised.

    ``type_name`` is its class, ``kin`` the builtin classes it derives from, ``frames`` the student's own
    lines as (function, line number, source).
    """

    type_name: str = "Exception"
    kin: tuple[str, ...] = ()
    frames: tuple[tuple[str, int, str], ...] = ()

    def __str__(self) -> str:
        text = super().__str__()
        return f"the student's code raised {self.type_name}" + (f": {text}" if text else "")


class Refusal(TypeError):
    """A check asked a student's object to decide; says what the student returned instead of data."""


class MissingName(NameError):
    """The student's notebook does not define a name that a check uses."""


class NotData(TypeError):
    """A check passed something to the student's code that is neither data nor a function."""


class GuestTimeout(Exception):
    """The student's code did not answer in time, was interrupted, and the kernel lives on."""


class CheckerTimeout(Exception):
    """The host's own part of a check did not end in time."""


def rebuild(raised: Any) -> GuestException:
    """The exception that a ``raised`` reply describes.

    Raises:
        ProtocolError: the reply is not in its form.
    """
    match raised:
        case {"type": str(name), "kin": [*kin], "text": str(text), "frames": [*frames]}:
            error: GuestException = _exception_class(_builtin_kin(kin))(text[:10_000])
            error.type_name = name[:200]
            error.kin = tuple(str(k)[:200] for k in kin[:20])
            error.frames = tuple(_frame(frame) for frame in frames[:50])
            return error
    raise ProtocolError("a report of an exception is malformed")


def _frame(frame: Any) -> tuple[str, int, str]:
    match frame:
        case [str(function), int(line), str(source)]:
            return function[:200], line, source[:500]
    raise ProtocolError("a frame of an exception is malformed")


def _builtin_kin(kin: list[Any]) -> type[Exception] | None:
    for name in kin:
        kind = getattr(builtins, name, None) if isinstance(name, str) else None
        if isinstance(kind, type) and issubclass(kind, Exception) and kind is not Exception:
            return kind
    return None


def _exception_class(kind: type[Exception] | None) -> type[GuestException]:
    return GuestException if kind is None else _guest_class(kind.__name__)


@lru_cache
def _guest_class(name: str) -> type[GuestException]:
    kind = getattr(builtins, name)
    try:
        made = type(f"Guest{kind.__name__}", (GuestException, kind), {"__module__": __name__})
        made("text")
    except TypeError:  # UnicodeDecodeError and its like are not made from a text alone
        return GuestException
    return made
