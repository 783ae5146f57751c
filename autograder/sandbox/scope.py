"""A control group for an ordinary user, where systemd runs: the command starts itself again in a scope of its own.

On a machine with cgroup version 2 an ordinary user may rarely write to a control group, but may ask systemd for one
(``systemd-run --user --scope -p Delegate=yes``). ``AUTOGRADER_SCOPE=0`` switches this off.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.sandbox import cgroup

VARIABLE = "AUTOGRADER_SCOPE"
_OFF, _ENTERED = "0", "entered"
_TRIAL_SECONDS = 10.0  # the user's systemd answers in milliseconds, or hangs


def enter(words: Sequence[str]) -> None:
    """Become ``words``, this very command, in a scope of its own; returns where that is not needed or not possible.

    Says on standard error, once, when systemd was there and refused.
    """
    program = _systemd_run(os.environ)
    if program is None or not isinstance(cgroup.find(), cgroup.NoTree):
        return
    scope = [program, "--user", "--scope", "--quiet", "-p", "Delegate=yes", "--"]
    # Tried beforehand: what has become systemd-run cannot come back to grade without.
    refusal = _refusal([*scope, "true"])
    # Also when it is refused: a command that this one starts need not ask again.
    os.environ[VARIABLE] = _ENTERED
    if refusal is None:
        os.execv(program, [*scope, *words])
    print(
        f"autograder: systemd gave no control group ({refusal}); grading goes on, see `autograder doctor` for what "
        "is not bounded then",
        file=sys.stderr,
    )


def own_command() -> list[str]:
    """The words that started this process."""
    return [sys.executable, *sys.orig_argv[1:]]


def _systemd_run(environment: Mapping[str, str]) -> str | None:
    """``systemd-run``, where it has not been used yet and the user's systemd can be reached."""
    if environment.get(VARIABLE) in (_OFF, _ENTERED):
        return None
    runtime = Path(environment.get("XDG_RUNTIME_DIR") or "/nonexistent")
    if not any((runtime / name).exists() for name in ("systemd/private", "bus")):
        return None
    return shutil.which("systemd-run")


def _refusal(words: Sequence[str]) -> str | None:
    """Why the command ``words`` failed, in one line; ``None`` when it did not."""
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            timeout=_TRIAL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {_TRIAL_SECONDS:.0f} s"
    except OSError as error:
        return str(error)
    lines = done.stderr.strip().splitlines()
    return None if done.returncode == 0 else (lines or [f"exit status {done.returncode}"])[-1]
