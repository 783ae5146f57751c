"""What ``%load_ext autograder`` hooks into the shell, and ``%unload_ext autograder`` takes out again."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from autograder.checker.local import comparisons_explained
from autograder.jupyter.transform import CheckTransformer

# Rewritten asserts keep these between their statements; a failing one leaves them behind.
_TEMPORARY = ("@py_assert", "@py_format")


class Extension:
    """The hooks in one shell."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._transformer = CheckTransformer(shell)
        self._open = ExitStack()

    def load(self) -> None:
        """Hook in."""
        self._open.enter_context(comparisons_explained())
        self._shell.ast_transformers.append(self._transformer)
        self._shell.events.register("post_run_cell", self._tidy)

    def unload(self) -> None:
        """Take all hooks out again."""
        self._open.close()
        if self._transformer in self._shell.ast_transformers:
            self._shell.ast_transformers.remove(self._transformer)
        self._shell.events.unregister("post_run_cell", self._tidy)

    def _tidy(self, _: object) -> None:
        """Keep the names of rewritten asserts out of sight, and let go of the values they hold."""
        namespace, hidden = self._shell.user_ns, self._shell.user_ns_hidden
        for name in [name for name in namespace if name.startswith(_TEMPORARY)]:
            del namespace[name]
        hidden.update({name: namespace[name] for name in ("@py_builtins", "@pytest_ar") if name in namespace})


_loaded: dict[int, Extension] = {}


def load(shell: Any) -> None:
    """Hook into ``shell``, once."""
    if id(shell) not in _loaded:
        _loaded[id(shell)] = Extension(shell)
        _loaded[id(shell)].load()


def unload(shell: Any) -> None:
    """Undo ``load``."""
    if extension := _loaded.pop(id(shell), None):
        extension.unload()
