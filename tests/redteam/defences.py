"""Every defence, with the switch that turns it off. Only tests can throw one: it replaces a function of ours.

A switch runs in the process that becomes ``autograder grade``, before that begins; its workers are forks of it. What
stands inside the wall is replaced by mounting a changed copy of the guest's package in its place.
"""

from __future__ import annotations

import importlib
import shutil
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Defence:
    """One layer: what it does, in words for ``docs/security.md``, and how tests turn it off.

    ``needs`` is what this machine must have for the layer to be there at all.
    """

    name: str
    holds: str
    off: Callable[[], None]
    needs: str = ""


_REGISTERED: dict[str, Defence] = {}
_LAYERS = ("boundary", "feedback", "intake", "wall", "bounds")
_SWITCHES = Path(__file__).with_name("switches")


def defence(name: str, holds: str, needs: str = "") -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register the decorated function as the switch of the defence ``name``."""

    def register(off: Callable[[], None]) -> Callable[[], None]:
        assert name not in _REGISTERED, name
        _REGISTERED[name] = Defence(name, holds, off, needs)
        return off

    return register


def replaced(owner: Any, name: str, value: Any) -> None:
    assert hasattr(owner, name), f"{owner} has no {name}: the switch would do nothing"
    setattr(owner, name, value)


def believe() -> None:
    """Take the sandbox at its word: a kernel that saw a hole in its own walls would refuse to grade."""
    from autograder.sandbox import proof

    replaced(proof, "judge", lambda *_, **__: [])


def boundless_checks() -> None:
    """Let checks take any memory: that bound would hold, on its own, what others hold earlier."""
    from autograder.checker import checker

    replaced(checker, "host_memory", lambda _: nullcontext())


def in_guest(module: str, text: str) -> None:
    """Mount a copy of the guest's package in which ``text`` ends ``module``."""
    from autograder.sandbox import view

    believe()
    package = Path(view.__file__).resolve().parent.parent
    copy = Path(tempfile.mkdtemp(prefix="redteam-guest-"))
    # A process of multiprocessing's ends without atexit's functions, and a fork of it leaves this one alone.
    Finalize(None, shutil.rmtree, args=(copy,), exitpriority=0)
    copy.chmod(0o755)
    for name in ("guest", "wire"):
        shutil.copytree(package / name, copy / name)
    with (copy / "guest" / f"{module}.py").open("a") as file:
        file.write("\n" + text)
    (copy / "sandbox").mkdir()
    view.__file__ = str(copy / "sandbox/view.py")


@cache
def all_defences() -> dict[str, Defence]:
    """Every defence, by name, from the modules below ``switches/``: layer by layer, as they stand there."""
    found = {path.stem for path in _SWITCHES.glob("[!_]*.py")}
    assert found == set(_LAYERS)
    for layer in _LAYERS:
        importlib.import_module(f"switches.{layer}")
    return dict(sorted(_REGISTERED.items(), key=_place))


def _place(item: tuple[str, Defence]) -> tuple[int, int]:
    off = item[1].off
    return _LAYERS.index(off.__module__.rpartition(".")[2]), off.__code__.co_firstlineno
