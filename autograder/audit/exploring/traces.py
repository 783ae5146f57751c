"""What a generator did with a notebook: each call and read as a step of code, with what came of it.

``Notebook`` stands for the notebook, and ``Handle`` for each of its functions, classes and objects. What is data goes
to the generator as it is.
"""

from __future__ import annotations

import builtins
import operator
import pickle
import re
import time
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from autograder.audit.exploring.differences import difference
from autograder.audit.exploring.literals import Function, Name, Opaque, Unwritable
from autograder.audit.exploring.sources import code_of
from autograder.checker.guest import Guest
from autograder.checker.proxy import Proxy, kind_of
from autograder.checker.raised import GuestException, GuestTimeout, MissingName
from autograder.errors import GuestDied

_END: Final = "the end"
LONGEST_CALL_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Raised:
    """What student code raised instead of returning: ``kin`` are Python's classes that it derives from."""

    type_name: str
    kin: tuple[str, ...]
    text: str

    @property
    def kind(self) -> str:
        """The first of Python's own classes, by which a check would catch it."""
        return self.kin[0] if self.kin else "Exception"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done with the notebook.

    ``form`` is its code, with ``{0}``, ``{1}``, ... for the ``operands``; ``positional`` says how many of them a call
    is given by position, and is ``None`` for anything but a call. ``defines`` is the variable that holds the result in
    a test, empty where that is data; ``roots`` are variables whose objects may have changed. ``changed`` holds
    operands that are other after than before, by number.
    """

    form: str
    operands: tuple[Any, ...]
    result: Any = None
    raised: Raised | None = None
    defines: str = ""
    positional: int | None = None
    alters: bool = True
    roots: frozenset[str] = frozenset()
    changed: Mapping[int, Any] = field(default_factory=dict)
    seconds: float = 0.0


class Recorder:
    """Writes steps down; ``seen`` is told of each, and may end the round by raising.

    ``allowed`` says how many seconds the step of that number may take.
    """

    def __init__(
        self,
        names: Mapping[str, Any],
        guest: Guest,
        seen: Callable[[Step], None] = lambda step: None,
        allowed: Callable[[int], float] = lambda number: LONGEST_CALL_SECONDS,
    ) -> None:
        self.steps: list[Step] = []
        self.errors: list[BaseException] = []
        self._names, self._guest = names, guest
        self._seen, self._allowed = seen, allowed
        self._is_busy = False
        self._counts: dict[str, int] = {}

    def find(self, name: str) -> Any:
        """What the notebook calls ``name``."""
        value = self._look_up(name)
        if not isinstance(value, Proxy):
            is_data = not (callable(value) or isinstance(value, types.ModuleType))
            return self.do(name, (), lambda: value, alters=False) if is_data else value
        is_instance = kind_of(value)[0] == "instance"
        return Handle(self, value, Name(name, frozenset([name] if is_instance else [])))

    def do(
        self,
        form: str,
        operands: tuple[Any, ...],
        act: Callable[..., Any],
        *,
        alters: bool = True,
        positional: int | None = None,
        reads: str = "",
    ) -> Any:
        """Do one step and give its result.

        ``positional`` is for calls alone; ``reads`` is the code for a result that belongs to an operand.
        """
        bare = tuple(map(_bare, operands))
        if self._is_busy:  # a function of the generator's that student code has called
            return act(*bare)
        before = tuple(map(snapshot, operands))
        roots = frozenset(root for operand in before for root in roots_of(operand))
        result, error, seconds = self._timed(lambda: act(*bare))
        if reads and isinstance(result, Proxy) and kind_of(result)[0] == "function":
            return Handle(self, result, Name(reads, roots))
        defines = self._variable(result) if not reads and holds_object(result) else ""
        self._add(
            Step(
                form,
                before,
                result=snapshot(result),
                raised=None if error is None else _raised(error),
                defines=defines,
                positional=positional,
                alters=alters,
                roots=roots | ({defines} if defines else set()),
                changed={} if positional is None or error else _changed(before, bare, positional, result),
                seconds=seconds,
            )
        )
        if error is not None:
            self.errors.append(error)
            raise error
        return self._wrapped(result, Name(defines, frozenset([defines])) if defines else Name(reads, roots))

    def _look_up(self, name: str) -> Any:
        try:
            return self._names[name]
        except MissingName as error:
            if not self._is_busy:
                self.errors.append(error)
                self._add(Step(name, (), raised=Raised("NameError", ("NameError",), str(error))))
            raise

    def _add(self, step: Step) -> None:
        self.steps.append(step)
        self._seen(step)

    def _timed(self, act: Callable[[], Any]) -> tuple[Any, BaseException | None, float]:
        """What came of it, what it raised, and how many seconds it took."""
        self._is_busy, began = True, time.monotonic()
        try:
            with self._guest.within(self._allowed(len(self.steps))):
                return act(), None, time.monotonic() - began
        except GuestTimeout as late:
            self._guest.timed_out = False  # of this step alone; the check goes on
            return None, late, time.monotonic() - began
        except (GuestException, GuestDied) as error:
            return None, error, time.monotonic() - began
        finally:
            self._is_busy = False

    def _wrapped(self, value: Any, name: Name) -> Any:
        """``value`` with a handle in the place of each object that is no data."""
        kind = type(value)
        if isinstance(value, (Proxy, _Iterator)):
            return Handle(self, value, name)
        if not holds_object(value):
            return value
        if kind is dict:
            return {key: self._wrapped(part, _part(name, key)) for key, part in value.items()}
        return kind(self._wrapped(part, _part(name, place)) for place, part in enumerate(value))

    def _variable(self, value: Any) -> str:
        word = re.sub(r"\W", "", _type_name(value) if isinstance(value, (Proxy, _Iterator)) else "result")
        word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower().lstrip("_") or "result"
        self._counts[word] = self._counts.get(word, 0) + 1
        return f"{word}_{self._counts[word]}"


class Notebook:
    """The notebook, as a generator sees it: its names are attributes."""

    def __init__(self, recorder: Recorder) -> None:
        self.__recorder = recorder

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.__recorder.find(name)


class Handle:
    """A function, a class or an object of the notebook's; what is done with it is written down."""

    __slots__ = ("_Handle__name", "_Handle__proxy", "_Handle__recorder")

    # Keeps numpy from taking a handle for an array: its operators then come to the handle's own.
    __array_ufunc__ = None

    def __init__(self, recorder: Recorder, proxy: Any, name: Name) -> None:
        object.__setattr__(self, "_Handle__recorder", recorder)
        object.__setattr__(self, "_Handle__proxy", proxy)
        object.__setattr__(self, "_Handle__name", name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        count, keys = len(args), tuple(kwargs)
        given = [f"{{{i}}}" for i in range(1, count + 1)]
        given += [f"{key}={{{i}}}" for i, key in enumerate(keys, count + 1)]

        def call(function: Any, *values: Any) -> Any:
            return function(*values[:count], **dict(zip(keys, values[count:], strict=True)))

        operands = (self, *args, *kwargs.values())
        return self.__recorder.do(f"{{0}}({', '.join(given)})", operands, call, positional=count)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        reads = f"{self.__name.text}.{name}"
        act = operator.attrgetter(name)
        return self.__recorder.do(f"{{0}}.{name}", (self,), act, alters=False, reads=reads)

    def __setattr__(self, name: str, value: Any) -> None:
        def set_it(owner: Any, new: Any) -> None:
            setattr(owner, name, new)

        self.__recorder.do(f"{{0}}.{name} = {{1}}", (self, value), set_it)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.__recorder.do("{0}[{1}] = {2}", (self, key, value), operator.setitem)

    def __getitem__(self, key: Any) -> Any:
        return self.__recorder.do("{0}[{1}]", (self, key), operator.getitem)

    def __contains__(self, item: Any) -> bool:
        return self.__recorder.do("({1} in {0})", (self, item), operator.contains) is True

    def __iter__(self) -> Iterator[Any]:
        iterator = self.__recorder.do("iter({0})", (self,), lambda owner: _Iterator(iter(owner)))
        while True:
            item = self.__recorder.do(f"next({{0}}, {_END!r})", (iterator,), lambda it: next(it.items, _END))
            if isinstance(item, str) and item == _END:
                return
            yield item


class _Iterator:
    """The host's own iterator over an object of the notebook's."""

    def __init__(self, items: Iterator[Any]) -> None:
        self.items = items


def _operation(form: str, act: Callable[..., Any], *, reads: bool = False) -> Callable[..., Any]:
    def operate(self: Any, *others: Any) -> Any:
        recorder: Recorder = object.__getattribute__(self, "_Handle__recorder")
        return recorder.do(form, (self, *others), act, alters=not reads)

    return operate


_OPERATORS: Final = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
for _word, _sign in _OPERATORS.items():
    _act = getattr(operator, _word)
    setattr(Handle, f"__{_word}__", _operation(f"({{0}} {_sign} {{1}})", _act))
    if _sign[0] not in "=!<>":
        reflected = _operation(f"({{1}} {_sign} {{0}})", lambda mine, other, act=_act: act(other, mine))
        setattr(Handle, f"__r{_word}__", reflected)
for _word, _form in {"len": "len({0})", "float": "float({0})", "int": "int({0})", "neg": "(-{0})"}.items():
    _act = getattr(operator, _word, None) or getattr(builtins, _word)
    setattr(Handle, f"__{_word}__", _operation(_form, _act, reads=_word != "neg"))
Handle.__hash__ = object.__hash__  # type: ignore[method-assign]  # a class that defines ``==`` would have none


def _name_of(value: object) -> Name | None:
    """The name of a handle, and an empty one of the notebook."""
    if type(value) is Notebook:
        return Name("")
    name: Name | None = object.__getattribute__(value, "_Handle__name") if type(value) is Handle else None
    return name


def holds_object(value: Any) -> bool:
    """Whether ``value`` is an object of the notebook's, or a list, tuple or dict with one inside."""
    if type(value) in (list, tuple):
        return any(map(holds_object, value))
    if type(value) is dict:
        return any(map(holds_object, value.values()))
    return isinstance(value, (Proxy, _Iterator)) or type(value) is Handle


def _type_name(value: Proxy | _Iterator) -> str:
    return "iterator" if isinstance(value, _Iterator) else kind_of(value)[1]


def roots_of(value: Any) -> frozenset[str]:
    """The variables of a test that the code of a snapshot uses."""
    if isinstance(value, (Name, Function)):
        return value.roots
    if type(value) in (list, tuple):
        return frozenset().union(*map(roots_of, value))
    return frozenset().union(*map(roots_of, value.values())) if type(value) is dict else frozenset()


def snapshot(value: Any) -> Any:
    """A copy of ``value`` that pickle takes; names, code or the type alone stand for what is no data."""
    kind: Any = type(value)
    if (name := _name_of(value)) is not None:
        return name
    if isinstance(value, (Proxy, _Iterator)):
        return Opaque(_type_name(value))
    if isinstance(value, (list, tuple)):
        return (list if isinstance(value, list) else tuple)(map(snapshot, value))
    if isinstance(value, dict):
        return {key: snapshot(part) for key, part in value.items()}
    if kind is np.ndarray:
        return value.copy()
    if kind.__module__.startswith("torch") and hasattr(value, "detach"):
        return value.detach().clone().requires_grad_(value.requires_grad)
    if callable(value) and not isinstance(value, type):
        return _code_or_type(value)
    return _copied(value)


def _code_or_type(function: Any) -> Function | Opaque:
    try:
        return code_of(function, _name_of)
    except Unwritable:
        return Opaque(type(function).__name__)


def _copied(value: Any) -> Any:
    try:
        return pickle.loads(pickle.dumps(value))
    except Exception:  # whatever a library's object raises that cannot be copied so
        return Opaque(type(value).__name__)


def _bare(value: Any) -> Any:
    """``value`` as student code is to get it: with the notebook's own objects in the place of handles."""
    if type(value) is Handle:
        return object.__getattribute__(value, "_Handle__proxy")
    if not holds_object(value) or isinstance(value, (Proxy, _Iterator)):
        return value
    if type(value) is dict:
        return {key: _bare(part) for key, part in value.items()}
    return type(value)(map(_bare, value))


def _part(name: Name, key: Any) -> Name:
    return Name(f"{name.text}[{key!r}]", name.roots)


def _changed(before: tuple[Any, ...], after: tuple[Any, ...], positional: int, result: Any) -> dict[int, Any]:
    """The operands that a call has changed in place, by number.

    Of those given by keyword a check learns only where the call returns nothing.
    """
    last = positional if result is not None else len(before)
    now = {i: snapshot(after[i]) for i in range(1, last + 1) if i < len(after)}
    return {i: value for i, value in now.items() if difference(before[i], value) is not None}


def _raised(error: BaseException) -> Raised:
    if isinstance(error, GuestException):
        kin = tuple(name for name in error.kin if name not in ("object", "BaseException"))
        return Raised(error.type_name, kin, error.text)
    is_late = isinstance(error, GuestTimeout)
    return Raised("a timeout" if is_late else "the end of its process", (), str(error))
