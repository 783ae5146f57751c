"""How a name in a check resolves, and what a check's own names do to the guest.

A name is looked for in this order:

1. bound by this check cell or an earlier one;
2. imported, or defined by ``def`` or ``class``, in an instructor cell, executed here on first use;
3. a builtin, unless the reference solution defines that name; some of them see the notebook's objects (``views``);
4. the guest's global of that name, by value or as a proxy.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import types
import unittest.mock
from collections.abc import Collection, Iterator
from typing import Any

from autograder.checker.guest import PATCHABLE, Guest
from autograder.checker.inplace import is_mutable_kind
from autograder.checker.proxy import Proxy, is_definition
from autograder.checker.pyplot import StudentsPyplot
from autograder.checker.raised import MissingName
from autograder.checker.views import VIEWS
from autograder.errors import GuestDied
from autograder.regions import bound_names, definitions, names_of
from autograder.wire.limits import WireError


class UnknownName(NameError):
    """A check uses a name that neither the checker nor any cell of the assignment defines."""


class CheckNames(dict[str, Any]):
    """The globals of an assignment's check cells; CPython asks a dict subclass for every name.

    ``hidden`` is true while lines of a hidden region run: what they bind never leaves the host, except
    the guest's own objects, which may be put back where they came from. ``secret`` holds their names.
    """

    def __init__(self, guest: Guest, reference_names: Collection[str]) -> None:
        # ``reference_names``: all that the assignment's own cells, check cells aside, bind.
        super().__init__(__builtins__=builtins, __name__="checks")
        self.guest = guest
        self.hidden = False
        self.writes: list[tuple[str, Any]] = []
        self.shared: set[str] = set()
        self.secret: set[str] = set()
        self.tests: frozenset[str] = frozenset()  # of the cell that runs
        self._reference_names = frozenset(reference_names)
        self._definitions: dict[str, tuple[ast.stmt, str]] = {}
        self._executed: dict[str, Any] = {}
        self._found: dict[str, Proxy] = {}
        self._deleted: set[str] = set()
        self._data: dict[str, Any] = {}
        self._views = {**VIEWS, "globals": lambda: Globals(self)}
        self._pyplot: StudentsPyplot | None = None
        self.cells: list[tuple[str, bool]] = []  # the sources that ran, and whether each is the student's
        self.reads: set[str] = set()  # what was asked of the guest: what the verdict may rest on

    def add_instructor_cell(self, source: str, label: str) -> None:
        """Make an instructor cell's imports, functions and classes known; nothing runs yet."""
        linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
        for node in definitions(source):
            for name in names_of(node):
                self._executed.pop(name, None)
                self._definitions[name] = (node, label)

    def give_to_guest(self, names: Collection[str]) -> None:
        """From here on these names are the guest's: a solution cell of the reference binds them again.

        Modules stay on the host: were ``np`` the student's, its ``np.allclose`` would judge.
        """
        for name in names:
            if not isinstance(self._definitions.get(name, (None,))[0], ast.Import):
                self._definitions.pop(name, None)
                self._executed.pop(name, None)

    def add_reference_cell(self, source: str, label: str) -> None:
        """Make a solution cell of the reference known: its imports are done here, all else it binds is the guest's."""
        imports = [node for node in definitions(source) if isinstance(node, (ast.Import, ast.ImportFrom))]
        imported = {name: (node, label) for node in imports for name in names_of(node)}
        self.give_to_guest(bound_names(source) - frozenset(imported))
        self._definitions.update(imported)

    def host_names(self) -> frozenset[str]:
        """The names that instructor cells define on the host at this point."""
        return frozenset(self._definitions)

    def host_modules(self) -> frozenset[str]:
        """Names that stand for a module of the host's, imported by an instructor's cell or a check."""
        imported = {name for name, (node, _) in self._definitions.items() if isinstance(node, ast.Import)}
        return frozenset(
            imported | {name for name, value in self.items() if isinstance(value, types.ModuleType)}
        )

    def attach(self, guest: Guest) -> None:
        """Ask a new kernel from now on; proxies on the old one that are bound here stay, and are stale."""
        guest.patches = self.guest.patches
        self.guest = guest
        self.forget()

    def forget(self) -> None:
        """Ask for every name anew: a cell has run."""
        self._found.clear()
        self._data.clear()

    def put_back(self, value: object) -> None:
        """Student code has changed ``value`` in place; where it is the notebook's own, the notebook has it so."""
        for name in [name for name, mine in self._data.items() if mine is value]:
            self.guest.bind(name, value)

    def patch(self, name: str, value: Any) -> None:
        """Put ``value`` in the place of a name of the notebook's; of a function only a handle goes over."""
        self[name] = value
        if self.hidden and callable(value) and not isinstance(value, Proxy) and self._is_theirs(name):
            self._write(name, value)

    def _is_theirs(self, name: str) -> bool:
        return name in self._deleted or self.guest.has(name)

    def close_figures(self) -> None:
        """End the figures that a check cell looked at, as Jupyter does at the end of a cell."""
        if self._pyplot is not None and self._pyplot.is_used and self.guest.ended is None:
            self._pyplot.is_used = False
            self.guest.verb("pyplot", "close", ("all",), {})

    def has(self, name: object) -> bool:
        """Whether a check that asks ``name in globals()`` may go on to use it."""
        if name in self or name in self._definitions:
            return True
        return isinstance(name, str) and self._may_ask_for(name) and self.guest.has(name)

    def comes_from_guest(self, name: str) -> bool:
        """Whether a check that uses ``name`` asks the student's notebook for it."""
        return bool(name) and name not in self and name not in self._definitions and self._may_ask_for(name)

    def __missing__(self, name: str) -> Any:
        if name in self._definitions:
            return self._from_instructor(name)
        if not self._may_ask_for(name):
            if name in self._views and name not in self._reference_names:
                return self._views[name]
            raise KeyError(name)  # the interpreter goes on to the builtins by itself
        return self._from_guest(name)

    def _may_ask_for(self, name: str) -> bool:
        is_builtin = hasattr(builtins, name) and name not in self._reference_names
        return not (is_builtin or name.startswith("@") or (name.startswith("__") and name.endswith("__")))

    def __setitem__(self, name: str, value: Any) -> None:
        value = self._seen(value)
        super().__setitem__(name, value)
        if name.startswith("@") or name == "__builtins__":
            return
        if name in PATCHABLE and callable(value):
            self.guest.patches[name] = value
            return
        (self.secret.add if self.hidden else self.secret.discard)(name)
        if (self.hidden and not isinstance(value, Proxy)) or not self._may_travel(value):
            return
        if self._is_theirs(name):
            self._write(name, value)
        elif not self.hidden:
            self.shared.add(name)

    def __delitem__(self, name: str) -> None:
        known = name in self
        if known:
            super().__delitem__(name)
        if self.guest.patches.pop(name, None) is not None:
            return
        if not name.startswith("@") and self.guest.has(name):
            self.guest.unbind(name)
            self._found.pop(name, None)
            self._deleted.add(name)
            self.writes.append((name, _DELETED))
        elif not known:
            raise KeyError(name)

    def share(self, wanted: Collection[str]) -> None:
        """Copy what visible lines bound, and what later cells ask for by name, into the guest."""
        for name in sorted(self.shared & set(wanted)):
            try:
                self._write(name, self[name])
            except (TypeError, WireError, GuestDied):
                continue  # an object that is no data; that the kernel is gone shows when it is asked next
        self.shared.clear()

    def replay(self) -> None:
        """Do all writes again, in a new kernel; the guest's own objects come back with its cells."""
        for name, value in self.writes:
            if value is _DELETED:
                self.guest.unbind(name)
            elif not isinstance(value, Proxy):
                self.guest.bind(name, value)

    def _may_travel(self, value: Any) -> bool:
        """Not what a check imports: the student's cells import their own, which are more than a way to call ours."""
        if isinstance(value, (Proxy, unittest.mock.NonCallableMock)):
            return True
        if isinstance(value, types.FunctionType):
            return value.__globals__ is self
        return not (callable(value) or isinstance(value, types.ModuleType))

    def _write(self, name: str, value: Any) -> None:
        self.guest.bind(name, value)
        self._found.pop(name, None)
        self.writes.append((name, value))

    def _from_instructor(self, name: str) -> Any:
        if name not in self._executed:
            node, label = self._definitions[name]
            code = compile(ast.Module(body=[node], type_ignores=[]), label, "exec")
            own = _Recording(self)
            exec(code, self, own)  # functions get this mapping as globals, their names go to ``own``
            self._executed.update({bound: self._seen(value) for bound, value in own.bound.items()})
        return self._executed[name]

    def _seen(self, value: Any) -> Any:
        """``value`` as a check is to see it: of matplotlib, the student's figures."""
        if isinstance(value, types.ModuleType) and value.__name__ == "matplotlib.pyplot":
            self._pyplot = self._pyplot or StudentsPyplot(self, value)
            return self._pyplot
        return value

    def _from_guest(self, name: str) -> Any:
        self.reads.add(name)
        known = self._found.get(name)
        if known is not None:
            return known
        try:
            value = self.guest.find(name)
        except MissingName:
            if name not in self._reference_names and name not in self._deleted:
                raise UnknownName(
                    f"the check uses {name!r}, which no cell of the assignment defines"
                ) from None
            raise
        # Asked for again and again, and rebound by a cell or a write alone; data is fetched anew each time.
        if is_definition(value):
            self._found[name] = value
        elif is_mutable_kind(type(value)):
            self._data[name] = value
        return value


class Globals(dict[str, Any]):
    """What ``globals()`` gives a check: its own names and the notebook's.

    It is not ``CheckNames`` itself, of which pytest asks whether a name is a local one. A dict, for ``exec``.
    """

    def __init__(self, names: CheckNames) -> None:
        super().__init__(__builtins__=builtins)
        self._names = names

    def __contains__(self, name: object) -> bool:
        return self._names.has(name)

    def __getitem__(self, name: str) -> Any:
        return self._names[name]

    def get(self, name: str, default: Any = None) -> Any:
        """As any dict's."""
        return self[name] if self._names.has(name) else default

    def __setitem__(self, name: str, value: Any) -> None:
        self._names[name] = value

    def __delitem__(self, name: str) -> None:
        del self._names[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)


class _Recording(dict[str, Any]):
    """Locals that remember what is bound and look everything else up in the check's names."""

    def __init__(self, names: CheckNames) -> None:
        super().__init__()
        self.bound: dict[str, Any] = {}
        self._names = names

    def __missing__(self, name: str) -> Any:
        return self._names[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.bound[name] = value
        super().__setitem__(name, value)


_DELETED = object()
