"""What student code raised, as an exception of the host's.

    GuestException                 anything the student's code raised; carries its type, text and frames
    ├── GuestException + ValueError, TypeError, ...   where the type is, or derives from, a builtin one
    │   └── classes made for the student's own         so that a check may catch them by name
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
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from autograder.errors import ProtocolError
from autograder.wire.limits import Interrupted


class GuestException(Exception):
    """An exception that student code raised.

    ``str()`` of it is the student's text. ``type_name`` is its class, ``kin`` the builtin classes it derives
    from, ``frames`` the student's own lines as (function, line number, source), ``held`` the host's handle
    on the student's exception, whose attributes are read through it.
    """

    text: str = ""
    type_name: str = "Exception"
    kin: tuple[str, ...] = ()
    frames: tuple[tuple[str, int, str], ...] = ()
    held: Any = None

    def __str__(self) -> str:
        return self.text

    @property
    def args(self) -> Any:  # type: ignore[override]
        """What the student's code made the exception of."""
        return (self.text,) if self.held is None else self.held.args

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or self.held is None:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        return getattr(self.held, name)


class StudentErrorType(type):
    """The class of the classes that stand for the student's own exception classes.

    They are classes of the host's, for ``except`` and ``raises`` take no proxy; to make an instance or to read
    an attribute is done in the guest, through ``student``, the proxy.
    """

    student: Any = None

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return cls.student(*args, **kwargs)

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") or cls.student is None:
            raise AttributeError(f"{cls.__name__} has no attribute {name!r}")
        return getattr(cls.student, name)

    def __instancecheck__(cls, instance: object) -> bool:
        return type.__instancecheck__(cls, instance) or cls.student.__instancecheck__(instance)


class Refusal(TypeError):
    """A check asked a student's object to decide; says what the student returned instead of data."""


class MissingAttribute(AttributeError):
    """The notebook has no such name, asked for as an attribute of ``__main__``."""


class MissingName(NameError):
    """The student's notebook does not define a name that a check uses."""


class NotData(TypeError):
    """A check passed something to the student's code that is neither data nor a function."""


class GuestTimeout(Exception):
    """The student's code did not answer in time, was interrupted, and the kernel lives on."""


class CheckerTimeout(Interrupted):
    """The host's own part of a check did not end in time."""


def rebuild(raised: Any, held: Any = None, kind: Any = None) -> GuestException:
    """The exception that a ``raised`` reply describes; ``held`` is the proxy on it, ``kind`` its class.

    Raises:
        ProtocolError: the reply is not in its form.
    """
    match raised:
        case {"type": str(name), "kin": [*kin], "text": str(text), "frames": [*frames]}:
            made = kind if isinstance(kind, StudentErrorType) else _exception_class(_builtin_kin(kin))
            error: GuestException = type.__call__(made, text[:10_000])
            error.text, error.held = text[:10_000], held
            error.type_name = name[:200]
            error.kin = tuple(str(k)[:200] for k in kin[:20])
            error.frames = tuple(_frame(frame) for frame in frames[:50])
            return error
    raise ProtocolError("a report of an exception is malformed")


def student_error_class(name: str, kin: str, bases: Sequence[type], student: Any) -> StudentErrorType:
    """A class of the host's for a class of exceptions of the student's; ``student`` is the proxy on it."""
    kind = _exception_class(_builtin_kin([kin]))
    members = {"__module__": __name__, "student": student}
    name = name if name.isidentifier() else "StudentError"
    for parents in ((*bases, kind), bases[:1], (kind,)):
        try:
            return StudentErrorType(name, tuple(dict.fromkeys(parents)), members)
        except TypeError:  # no order of these bases that Python takes
            continue
    return StudentErrorType(name, (GuestException,), members)


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


_HELD: Final = ("value", "errno", "strerror", "filename")
"""What Python keeps in an exception besides its text; ``value`` is what a generator returned."""


def _of_held(name: str) -> property:
    return property(lambda error: None if error.held is None else getattr(error.held, name))


@lru_cache
def _guest_class(name: str) -> type[GuestException]:
    kind = getattr(builtins, name)
    try:
        members = {name: _of_held(name) for name in _HELD if hasattr(kind, name)}
        made = type(f"Guest{kind.__name__}", (GuestException, kind), {"__module__": __name__, **members})
        made("text")
    except TypeError:  # UnicodeDecodeError and its like are not made from a text alone
        return GuestException
    return made
