"""Builtins as check cells see them: ``type``, ``isinstance`` and ``hasattr`` also of the notebook's objects."""

from __future__ import annotations

import builtins
from typing import Any, Final

from autograder.checker.looks import class_at, type_of
from autograder.checker.proxy import Proxy, guest_of


class _TypeOfTypes(type):
    """Makes ``isinstance(x, type)`` and ``type(x)`` mean in a check what they mean elsewhere."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and isinstance(args[0], Proxy):
            return type_of(guest_of(args[0]), args[0])
        return builtins.type(*args, **kwargs) if cls is _Type else super().__call__(*args, **kwargs)

    def __instancecheck__(cls, instance: object) -> bool:
        if cls is not _Type:
            return super().__instancecheck__(instance)
        return builtins.isinstance(instance, builtins.type)

    def __eq__(cls, other: object) -> bool:
        return other is cls or (cls is _Type and other is builtins.type)

    __hash__ = builtins.type.__hash__


class _Type(type, metaclass=_TypeOfTypes):
    pass


def _is_instance(value: Any, kinds: Any) -> bool:
    if builtins.isinstance(value, kinds):
        return True
    return builtins.isinstance(value, Proxy) and any(_asked("is of", value, kind) for kind in _each(kinds))


def _is_subclass(kind: Any, kinds: Any) -> bool:
    if not builtins.isinstance(kind, Proxy):
        return builtins.issubclass(kind, kinds)
    return any(
        other.__subclasscheck__(kind)
        if builtins.isinstance(other, Proxy)
        else other is object or _asked("is kin of", kind, other)
        for other in _each(kinds)
    )


def _has_attribute(value: Any, name: str) -> bool:
    # Every proxy has Python's special methods, whatever the student's class has.
    if builtins.isinstance(value, Proxy):
        return guest_of(value).verb("hasattr", value, name) is True
    return builtins.hasattr(value, name)


def _each(kinds: Any) -> list[Any]:
    parts = kinds if builtins.isinstance(kinds, tuple) else getattr(kinds, "__args__", (kinds,))
    return [kind for part in parts for kind in (_each(part) if builtins.isinstance(part, tuple) else [part])]


def _asked(verb: str, value: Proxy, kind: Any) -> bool:
    """Ask the guest about a class that it can have loaded, too; one of the check's own is no business of its."""
    if type(kind) is Proxy or not builtins.isinstance(kind, builtins.type):
        return False
    place = kind.__module__, kind.__qualname__
    return class_at(*place) is kind and guest_of(value).verb(verb, value, *place) is True


VIEWS: Final[dict[str, Any]] = {
    "type": _Type,
    "isinstance": _is_instance,
    "issubclass": _is_subclass,
    "hasattr": _has_attribute,
}
_Type.__name__ = _Type.__qualname__ = "type"
for _name, _view in VIEWS.items():
    _view.__name__ = _view.__qualname__ = _name
