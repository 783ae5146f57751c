"""What a check may see of the guest's functions and classes, rebuilt on the host out of data alone."""

from __future__ import annotations

import inspect
import sys
import types
from typing import TYPE_CHECKING, Any, Final

from autograder.checker.raised import GuestException

if TYPE_CHECKING:
    from autograder.checker.guest import Guest

_KINDS: Final = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.KEYWORD_ONLY,
    inspect.Parameter.VAR_KEYWORD,
)
_NAMES: Final = ("co_varnames", "co_names", "co_freevars", "co_cellvars")
_COUNTS: Final = ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_firstlineno")


def signature_of(guest: Guest, function: Any) -> inspect.Signature:
    """The signature of a student's function, for ``inspect.signature``.

    Raises:
        ValueError: it has none, or says something that no signature can be.
    """
    try:
        *rows, (_, _, _, returned) = guest.verb("signature", function)
        parameters = [_parameter(*row) for row in rows]
        made = inspect.Signature(parameters, return_annotation=_or_empty(returned))
    except (TypeError, GuestException) as error:
        raise ValueError(f"the function has no signature: {error}") from None
    return made


def _parameter(name: str, kind: int, default: list[Any], annotation: list[Any]) -> inspect.Parameter:
    return inspect.Parameter(name, _KINDS[kind], default=_or_empty(default), annotation=_or_empty(annotation))


def _or_empty(found: list[Any]) -> Any:
    return found[0] if found else inspect.Parameter.empty


def code_of(guest: Guest, function: Any) -> types.CodeType:
    """A code object that bears the names and constants of a student's function, and does nothing.

    Raises:
        AttributeError: the function has no code, being a builtin, or what came is none.
    """
    try:
        parts = guest.verb("code", function)
        told: dict[str, Any] = {name: _names(parts[name]) for name in _NAMES}
        told |= {name: _count(parts[name]) for name in _COUNTS}
        constants = tuple(parts["co_consts"]) or (None,)
        return _nothing.__code__.replace(co_consts=constants, co_nlocals=len(told["co_varnames"]), **told)
    except (GuestException, KeyError, TypeError, ValueError) as error:
        raise AttributeError(f"the function has no code to look at: {error}") from None


def _nothing() -> None:
    return None


def _names(names: object) -> tuple[str, ...]:
    if type(names) is not tuple or not all(type(name) is str for name in names):
        raise ValueError("names are due")
    return names


def _count(number: object) -> int:
    if type(number) is not int or not 0 <= number < 1_000_000:
        raise ValueError("a count is due")
    return number


def type_of(guest: Guest, value: Any) -> Any:
    """The class of a student's object: the host's own where a library defines it, else the proxy on it."""
    kind, place = guest.verb("type of", value)
    found = class_at(*place)
    return kind if found is None else found


def class_at(module: str, name: str) -> type | None:
    """The host's class of that name, if its module is loaded; nothing is imported."""
    found: Any = sys.modules.get(module) if module != "__main__" else None
    for part in str(name).split("."):
        found = getattr(found, "__dict__", {}).get(part)  # a module's own ``__getattr__`` may import
    if found is None and module == "builtins":  # generators and their like have names in ``types`` alone
        named = (t for t in vars(types).values() if isinstance(t, type) and t.__name__ == name)
        found = next(named, None)
    return found if isinstance(found, type) else None
