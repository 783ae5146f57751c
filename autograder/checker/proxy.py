"""Host handles on objects of the student's: they fetch and forward, and never let the object judge.

Calls, attributes, items, iteration, arithmetic, ``len()``, ``float()`` and ``str()`` are done in the guest and
give data or further proxies. Comparison with data, truth and conversion to an array are refused: a student's
``__eq__`` must not decide a verdict. Two objects of one class are compared by that class, for that is what a test
of its ``__eq__`` means; an object that the check itself made of a class may be asked for its truth and for
what it contains.
"""

from __future__ import annotations

import copy
import sys
import types
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import numpy as np

from autograder.checker import looks
from autograder.checker.raised import GuestException, Refusal, StudentErrorType

if TYPE_CHECKING:
    from autograder.checker.guest import Guest

T = TypeVar("T")

_READABLE_DUNDERS: Final = frozenset(
    f"__{name}__"
    for name in (
        "name qualname dict annotations defaults kwdefaults closure bases mro slots wrapped self func cause "
        "context all version file"
    ).split()
)
_MADE_HERE: Final = {"__code__": looks.code_of, "__signature__": looks.signature_of}
_DATA: Final = (int, float, complex, str, bytes, list, tuple, dict, set, frozenset, np.ndarray, np.generic)
_JUDGES: Final = frozenset(
    "equals identical equal allclose isclose compare eq ne lt le gt ge "
    "issubset issuperset isdisjoint startswith endswith".split()
)
_OF_DATA: Final = frozenset({"numpy", "pandas", "scipy", "tensorflow", "torch"})
_SHAPE: Final = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "divmod")
_BITS: Final = ("and_", "or_", "xor", "lshift", "rshift")


class Proxy:  # noqa: D101  its ``__doc__`` is the student's, hence no docstring of its own
    __slots__ = ("_Proxy__guest", "_Proxy__made", "_Proxy__number", "_Proxy__words", "__weakref__")

    # Keeps numpy from taking a proxy for an array: its operators then come to the proxy's own.
    __array_ufunc__ = None

    def __init__(self, guest: Guest, number: int, words: tuple[str, str, str]) -> None:
        object.__setattr__(self, "_Proxy__guest", guest)
        object.__setattr__(self, "_Proxy__number", number)
        object.__setattr__(self, "_Proxy__words", words)
        object.__setattr__(self, "_Proxy__made", False)

    def __del__(self) -> None:
        self.__guest.proxy_died(self.__number)

    def __getattr__(self, name: str) -> Any:
        from autograder.checker.guest import frozen

        if name in _MADE_HERE and _words_of(self)[0] == "function":
            return _MADE_HERE[name](self.__guest, self)
        # Protocol attributes such as __array_interface__ would hand the student's word to a library.
        if name.startswith("__") and name.endswith("__") and name not in _READABLE_DUNDERS:
            raise AttributeError(f"{name} of {describe(self)} is not available to a check")
        found = frozen(self.__guest.verb("getattr", self, name))
        if name in _JUDGES and isinstance(found, Proxy) and not self.__made:
            return partial(_judge_data, self, found)
        return found

    def __setattr__(self, name: str, value: object) -> None:
        self.__guest.verb("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        self.__guest.verb("delattr", self, name)

    @property
    def __class__(self) -> Any:
        # ``inspect`` and its like look here; other libraries are told what a proxy is.
        kind = _words_of(self)[0]
        if kind in ("function", "class"):
            return types.FunctionType if kind == "function" else type
        return looks.type_of(self.__guest, self) if _is_asked_by_a_check() else type(self)

    @__class__.setter
    def __class__(self, kind: Any) -> None:
        raise TypeError("a check cannot give an object of the notebook another class")

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

    def __reversed__(self) -> Any:
        return self.__guest.verb("reversed", self)

    def __enter__(self) -> Any:
        return self.__guest.verb("enter", self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None
    ) -> bool:
        ours = None if error is None else type(error).__name__
        is_theirs = isinstance(error, GuestException) and error.held is not None
        swallowed = self.__guest.verb("exit", self, error.held if is_theirs else ours)  # type: ignore[union-attr]
        # An exception of the check's own is its verdict: the student's code must not swallow that.
        return is_theirs and swallowed is True

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

    def __format__(self, style: str) -> str:
        return _exactly(str, self.__guest.verb("format", self, style))

    def __repr__(self) -> str:
        # Only a check is answered by the student's code: who explains a failure must not set off another.
        if _is_asked_by_a_check() and _words_of(self)[0] == "instance":
            return _exactly(str, self.__guest.verb("repr", self))
        return f"<{describe(self)}>"

    def __hash__(self) -> int:
        if _words_of(self)[0] == "instance":
            return _exactly(int, self.__guest.verb("hash", self))
        return object.__hash__(self)

    def __round__(self, digits: int | None = None) -> Any:
        return self.__guest.verb("round", self, digits)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, Proxy) and self.__guest.verb("isinstance", instance, self) is True

    def __subclasscheck__(self, kind: object) -> bool:
        return isinstance(kind, Proxy) and self.__guest.verb("issubclass", kind, self) is True

    def __eq__(self, other: object) -> bool:
        return True if other is self else _compare(self, "eq", other)

    def __ne__(self, other: object) -> bool:
        return False if other is self else _compare(self, "ne", other)

    def __lt__(self, other: object) -> bool:
        return _compare(self, "lt", other)

    def __le__(self, other: object) -> bool:
        return _compare(self, "le", other)

    def __gt__(self, other: object) -> bool:
        return _compare(self, "gt", other)

    def __ge__(self, other: object) -> bool:
        return _compare(self, "ge", other)

    def __bool__(self) -> bool:
        if self.__made:
            return _exactly(bool, self.__guest.verb("truth", self))
        return _refuse(self, "used as true or false")

    def __contains__(self, item: object) -> bool:
        if self.__made:
            return _exactly(bool, self.__guest.verb("contains", self, item))
        # What is looked for stays here, and so does the verdict.
        return any(found is item or found == item for found in self)

    def __array__(self, *_: object, **__: object) -> NoReturn:
        _refuse(self, "made into an array")

    def __reduce_ex__(self, _: object) -> NoReturn:
        _refuse(self, "copied or pickled")


def _judge_data(owner: Proxy, method: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a method that compares, unless it would learn what is due and say itself whether it is that."""
    for value in (*args, *kwargs.values()):
        if type(value) in _DATA or type(value).__module__.partition(".")[0] in _OF_DATA:
            _refuse(owner, f"compared with {type(value).__name__}")
    return method(*args, **kwargs)


class CallableProxy(Proxy):  # noqa: D101
    __slots__ = ()
    __doc__ = Proxy.__doc__  # else Python gives the class one of its own, None, that hides the student's

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        result = guest_of(self).call(self, args, kwargs)
        if isinstance(result, Proxy) and _words_of(self)[0] == "class":
            object.__setattr__(result, "_Proxy__made", True)
        return result


def make_proxy(guest: Guest, number: int, words: tuple[str, str, str], *, is_callable: bool) -> Proxy:
    """A proxy on object ``number``; ``words`` are its kind, its type's name and its label."""
    return (CallableProxy if is_callable else Proxy)(guest, number, words)


def number_of(proxy: Proxy, guest: Guest) -> int:
    """The id of ``proxy`` in ``guest``.

    Raises:
        GuestDied: it belongs to a kernel that has ended since.
    """
    if guest_of(proxy) is not guest:
        from autograder.errors import GuestDied

        raise GuestDied("an object that an earlier check kept is gone: the kernel had to be started again")
    number: int = object.__getattribute__(proxy, "_Proxy__number")
    return number


def describe(proxy: Proxy) -> str:
    """What the student's object is, in words, without asking it."""
    kind, type_name, label = _words_of(proxy)
    return f"{kind} {label} of the notebook" if label else f"an object of type {type_name} of the notebook"


def kind_of(proxy: Proxy) -> tuple[str, str]:
    """Its kind (``function``, ``class``, ``module`` or ``instance``) and its type's name, without asking it."""
    kind, type_name, _ = _words_of(proxy)
    return kind, type_name


def is_definition(value: object) -> bool:
    """Whether ``value`` stands for a function or a class of the notebook's."""
    return isinstance(value, StudentErrorType) or (
        isinstance(value, Proxy) and _words_of(value)[0] in ("function", "class")
    )


def call_by_reference(function: Any, *args: Any, **kwargs: Any) -> tuple[Any, tuple[Any, ...]]:
    """Call student code and return its result with the arguments as they are after the call.

    A check's arguments travel as copies; this shows what the student's code did to its copies. In a
    notebook, where nothing travels, they are copied too: else a check would compare an array with itself.
    """
    if not isinstance(function, Proxy):
        after = tuple(_copied(value) for value in args)
        return function(*after, **kwargs), after
    result, after = guest_of(function).verb("call by reference", function, args, kwargs)
    return result, after


def _copied(value: Any) -> Any:
    """What would travel as data, copied; a model, say, is not: it would stay where it is."""
    is_data = isinstance(value, (list, tuple, dict, set)) or type(value).__name__ in ("ndarray", "Tensor")
    return copy.deepcopy(value) if is_data else value


def guest_of(proxy: Proxy) -> Guest:
    """The kernel that the object lives in."""
    guest: Guest = object.__getattribute__(proxy, "_Proxy__guest")
    return guest


def _words_of(proxy: Proxy) -> tuple[str, str, str]:
    words: tuple[str, str, str] = object.__getattribute__(proxy, "_Proxy__words")
    return words


def _is_asked_by_a_check() -> bool:
    """Whether the code that asked the proxy (two frames up) is a check's, and not some library's."""
    from autograder.checker.names import CheckNames

    return type(sys._getframe(2).f_globals) is CheckNames


def _compare(proxy: Proxy, verb: str, other: object) -> bool:
    """Ask the guest where both are objects of one class of its own; with data, there is only being another."""
    if isinstance(other, Proxy):
        answer = guest_of(proxy).verb(verb, proxy, other)
        if type(answer) is bool:
            return answer
    elif verb in ("eq", "ne") and (other is None or _is_another(proxy, other)):
        return verb == "ne"
    return _refuse(proxy, "compared")


def _is_another(proxy: Proxy, other: object) -> bool:
    """Whether the notebook's function or class meets an object of the host's that is no data, either."""
    return _words_of(proxy)[0] in ("class", "function") and not isinstance(other, _DATA)


def _refuse(proxy: Proxy, what: str) -> NoReturn:
    raise Refusal(f"the student's code returned {describe(proxy)} where data was due; it cannot be {what}")


def _exactly(kind: type[T], value: object) -> T:
    if type(value) is not kind:
        raise Refusal(f"the student's code gave {type(value).__name__} where {kind.__name__} was due")
    return value


def _forward(verb: str) -> Callable[..., Any]:
    def operate(self: Proxy, *others: Any) -> Any:
        made = object.__getattribute__(self, "_Proxy__made")
        if not made and not all(isinstance(other, Proxy) for other in others):
            # The difference to what is due would be the student's word, and what is due would be told.
            _refuse(self, "calculated with")
        result = guest_of(self).verb(verb, self, *others)
        if made and isinstance(result, Proxy):
            object.__setattr__(result, "_Proxy__made", True)
        return result

    return operate


for _name in (*_SHAPE, *_BITS):
    _bare = _name.rstrip("_")
    setattr(Proxy, f"__{_bare}__", _forward(_name))
    setattr(Proxy, f"__r{_bare}__", _forward(f"r{_name}"))
    setattr(Proxy, f"__i{_bare}__", _forward(f"i{_name}"))
for _name in ("neg", "pos", "abs", "invert", "floor", "ceil", "trunc"):
    setattr(Proxy, f"__{_name}__", _forward(_name))
