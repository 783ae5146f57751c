"""Host handles on objects of the student's: they fetch and forward, and never let the object judge.

Calls, attributes, items, iteration, arithmetic, ``len()``, ``float()`` and ``str()`` are done in the guest and
give data or further proxies. Comparison, truth and conversion to an array are refused: a student's
``__eq__`` must not decide a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from autograder.checker.raised import Refusal

if TYPE_CHECKING:
    from autograder.checker.guest import Guest

T = TypeVar("T")

_READABLE_DUNDERS: Final = frozenset(
    {"__name__", "__qualname__", "__dict__", "__annotations__", "__defaults__"}
)
_SHAPE: Final = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
_BITS: Final = ("and_", "or_", "xor", "lshift", "rshift")


class Proxy:  # noqa: D101  its ``__doc__`` is the student's, hence no docstring of its own
    __slots__ = ("_Proxy__guest", "_Proxy__number", "_Proxy__words", "__weakref__")

    # Keeps numpy from taking a proxy for an array: its operators then come to the proxy's own.
    __array_ufunc__ = None

    def __init__(self, guest: Guest, number: int, words: tuple[str, str, str]) -> None:
        object.__setattr__(self, "_Proxy__guest", guest)
        object.__setattr__(self, "_Proxy__number", number)
        object.__setattr__(self, "_Proxy__words", words)

    def __del__(self) -> None:
        self.__guest.proxy_died(self.__number)

    def __getattr__(self, name: str) -> Any:
        from autograder.checker.guest import frozen

        # Protocol attributes such as __array_interface__ would hand the student's word to a library.
        if name.startswith("__") and name.endswith("__") and name not in _READABLE_DUNDERS:
            raise AttributeError(f"{name} of {describe(self)} is not available to a check")
        return frozen(self.__guest.verb("getattr", self, name))

    def __setattr__(self, name: str, value: object) -> None:
        self.__guest.verb("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        self.__guest.verb("delattr", self, name)

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return self.__guest.verb("getattr", self, "__doc__")

    def __dir__(self) -> list[str]:
        return [str(name) for name in self.__guest.verb("dir", self)]

    def __getitem__(self, key: object) -> Any:
        from autograder.checker.guest import frozen

        return frozen(self.__guest.verb("getitem", self, key))

    def __setitem__(self, key: object, value: object) -> None:
        self.__guest.verb("setitem", self, key, value)

    def __delitem__(self, key: object) -> None:
        self.__guest.verb("delitem", self, key)

    def __iter__(self) -> Iterator[Any]:
        iterator = self.__guest.verb("iter", self)
        while item := self.__guest.verb("take one", iterator):
            yield item[0]

    def __next__(self) -> Any:
        item = self.__guest.verb("take one", self)
        if not item:
            raise StopIteration
        return item[0]

    def __len__(self) -> int:
        return _exactly(int, self.__guest.verb("len", self))

    def __int__(self) -> int:
        return _exactly(int, self.__guest.verb("int", self))

    def __float__(self) -> float:
        return _exactly(float, self.__guest.verb("float", self))

    def __complex__(self) -> complex:
        return _exactly(complex, self.__guest.verb("complex", self))

    def __index__(self) -> int:
        return _exactly(int, self.__guest.verb("index", self))

    def __str__(self) -> str:
        return _exactly(str, self.__guest.verb("str", self))

    def __repr__(self) -> str:
        return f"<{describe(self)}>"

    def __round__(self, digits: int | None = None) -> Any:
        return self.__guest.verb("round", self, digits)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, Proxy) and self.__guest.verb("isinstance", instance, self) is True

    def __subclasscheck__(self, kind: object) -> bool:
        return isinstance(kind, Proxy) and self.__guest.verb("issubclass", kind, self) is True

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return True if other is self else _refuse(self, "compared")

    def __ne__(self, other: object) -> bool:
        return False if other is self else _refuse(self, "compared")

    def __lt__(self, _: object) -> NoReturn:
        _refuse(self, "compared")

    __le__ = __gt__ = __ge__ = __lt__

    def __bool__(self) -> NoReturn:  # noqa: PLE0304
        _refuse(self, "used as true or false")

    def __contains__(self, _: object) -> NoReturn:
        _refuse(self, "searched (its own comparison would decide)")

    def __array__(self, *_: object, **__: object) -> NoReturn:
        _refuse(self, "made into an array")

    def __reduce_ex__(self, _: object) -> NoReturn:
        _refuse(self, "copied or pickled")


class CallableProxy(Proxy):  # noqa: D101
    __slots__ = ()
    __doc__ = Proxy.__doc__  # else Python gives the class one of its own, None, that hides the student's

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _guest_of(self).verb("call", self, args, kwargs)


def make_proxy(guest: Guest, number: int, words: tuple[str, str, str], *, is_callable: bool) -> Proxy:
    """A proxy on object ``number``; ``words`` are its kind, its type's name and its label."""
    return (CallableProxy if is_callable else Proxy)(guest, number, words)


def number_of(proxy: Proxy, guest: Guest) -> int:
    """The id of ``proxy`` in ``guest``.

    Raises:
        GuestDied: it belongs to a kernel that has ended since.
    """
    if _guest_of(proxy) is not guest:
        from autograder.errors import GuestDied

        raise GuestDied("an object that an earlier check kept is gone: the kernel had to be started again")
    number: int = object.__getattribute__(proxy, "_Proxy__number")
    return number


def describe(proxy: Proxy) -> str:
    """What the student's object is, in words, without asking it."""
    kind, type_name, label = object.__getattribute__(proxy, "_Proxy__words")
    return f"{kind} {label} of the notebook" if label else f"an object of type {type_name} of the notebook"


def is_definition(value: object) -> bool:
    """Whether ``value`` is a proxy on a function or a class."""
    return isinstance(value, Proxy) and object.__getattribute__(value, "_Proxy__words")[0] in (
        "function",
        "class",
    )


def call_by_reference(function: Any, *args: Any, **kwargs: Any) -> tuple[Any, tuple[Any, ...]]:
    """Call student code and return its result with the arguments as they are after the call.

    A check's arguments travel as copies; this shows what the student's code did to its copies.
    """
    if not isinstance(function, Proxy):
        return function(*args, **kwargs), args
    result, after = _guest_of(function).verb("call by reference", function, args, kwargs)
    return result, after


def _guest_of(proxy: Proxy) -> Guest:
    guest: Guest = object.__getattribute__(proxy, "_Proxy__guest")
    return guest


def _refuse(proxy: Proxy, what: str) -> NoReturn:
    raise Refusal(f"the student's code returned {describe(proxy)} where data was due; it cannot be {what}")


def _exactly(kind: type[T], value: object) -> T:
    if type(value) is not kind:
        raise Refusal(f"the student's code gave {type(value).__name__} where {kind.__name__} was due")
    return value


def _forward(verb: str) -> Callable[..., Any]:
    return lambda self, *others: _guest_of(self).verb(verb, self, *others)


for _name in (*_SHAPE, *_BITS):
    _bare = _name.rstrip("_")
    setattr(Proxy, f"__{_bare}__", _forward(_name))
    setattr(Proxy, f"__r{_bare}__", _forward(f"r{_name}"))
    setattr(Proxy, f"__i{_bare}__", _forward(f"i{_name}"))
for _name in ("neg", "pos", "abs", "invert"):
    setattr(Proxy, f"__{_name}__", _forward(_name))
