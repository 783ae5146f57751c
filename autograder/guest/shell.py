"""The IPython shell that runs a notebook's cells, without a terminal, a history or a socket of its own."""

from __future__ import annotations

import os
import sys
import types
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.guest.outputs import Outputs, Stream, display_data

_TRACEBACK_CHARACTERS = 20_000


class _Results(DisplayHook):
    """Shows the value of a cell's last expression."""

    shell: GuestShell

    def write_output_prompt(self) -> None:
        """No prompt."""

    def write_format_data(self, format_dict: dict[str, Any], _: Any = None) -> None:
        """Keep the value for the end of the cell, when its count is known."""
        self.shell.outputs.show(display_data(format_dict, count=self.shell.execution_count))

    def start_displayhook(self) -> None:
        """Nothing to prepare."""

    def finish_displayhook(self) -> None:
        """Nothing to end."""


class _Displays(DisplayPublisher):
    """Shows what ``display()`` and plots publish."""

    def publish(self, data: dict[str, Any], *_: Any, **__: Any) -> None:
        """Add one display to the cell's outputs."""
        self.shell.outputs.show(display_data(data))

    def clear_output(self, wait: bool = False) -> None:
        """A grader's record keeps everything that was shown."""


class GuestShell(InteractiveShell):
    """An ``InteractiveShell`` whose outputs go to ``outputs``."""

    outputs: Outputs

    def attach(self, outputs: Outputs) -> None:
        """Send everything shown from now on to ``outputs``."""
        self.outputs = outputs
        sys.stdout, sys.stderr = Stream("stdout", outputs), Stream("stderr", outputs)

    def enable_gui(self, gui: Any = None) -> None:
        """No windows here."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        text = [str(line)[:_TRACEBACK_CHARACTERS] for line in stb]
        name = type.__getattribute__(etype, "__name__") if isinstance(etype, type) else str(etype)
        self.outputs.show(
            {"output_type": "error", "ename": str(name), "evalue": _safe_text(evalue), "traceback": text}
        )


def make_shell() -> GuestShell:
    """The shell, made once before any fork: it costs more than a small notebook."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # figures become outputs
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.display_page = True  # `obj?` shows its help in place of a pager
    config.InteractiveShell.xmode = "Context"
    main = types.ModuleType("__main__")
    main.__dict__["__builtins__"] = __builtins__
    sys.modules["__main__"] = main
    shell: GuestShell = GuestShell.instance(
        config=config, user_module=main, displayhook_class=_Results, display_pub_class=_Displays
    )
    sys.modules["__main__"] = main
    return shell


def _safe_text(value: object) -> str:
    try:
        return str(value)[:_TRACEBACK_CHARACTERS]
    except BaseException as error:  # a student's __str__ may do anything
        return f"<no text: {type(error).__name__}>"
