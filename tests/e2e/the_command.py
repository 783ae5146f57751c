"""The command in a process of its own: as a shell runs it, and in a fork that saves its imports."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "autograder.cli")
SECONDS = 120
WIDE = {"COLUMNS": "400"}
"""Keeps tables and sentences on one line each."""

# Imports take most of the second or two that a small course needs; a fork of this process has done them.
_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(["autograder.cli", "autograder.classrun", "autograder.present", "the_command"])


@dataclass(frozen=True)
class Ran:
    """How one run of the command ended; ``peak_bytes`` is what its largest process needed, where that is known."""

    code: int
    stdout: str
    stderr: str
    peak_bytes: int = 0

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What ``--json`` printed."""
        return [json.loads(line) for line in self.stdout.splitlines()]

    @property
    def by_student(self) -> dict[str, dict[str, Any]]:
        """The same, by student."""
        return {line["student"]: line for line in self.lines}

    @property
    def graded(self) -> set[str]:
        """Who was graded in this run, and not left as recorded."""
        return {line["student"] for line in self.lines if not line["unchanged"]}

    def complained(self, code: int, *words: str) -> None:
        """Assert one clear sentence on standard error that says ``words``, and this exit code."""
        said = " ".join(self.stderr.split())
        assert self.code == code, self.stderr
        assert "Traceback" not in said, self.stderr
        assert self.stdout == ""
        assert self.stderr.startswith("autograder: "), self.stderr
        assert [word for word in words if word not in said] == [], self.stderr


def start(words: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start the command in a session of its own, so that it can be killed as one."""
    return subprocess.Popen(
        [*COMMAND, *words],
        env={**os.environ, **WIDE, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run_cold(words: Sequence[str], environment: Mapping[str, str]) -> Ran:
    """Run the command as a shell does."""
    process = start(words, environment)
    try:
        stdout, stderr = process.communicate(timeout=SECONDS)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    return Ran(process.returncode, stdout, stderr)


def run_warm(
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    seconds: float = SECONDS,
    prepare: Callable[[], None] | None = None,
) -> Ran:
    """Run the command in a fork of a process that has imported it, after ``prepare`` has run there."""
    with tempfile.TemporaryDirectory() as folder:
        said = (Path(folder, "stdout"), Path(folder, "stderr"), Path(folder, "peak"))
        process = _WARM.Process(target=_be_the_command, args=(words, environment, said, prepare))
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            os.killpg(process.pid or 0, signal.SIGKILL)
            raise TimeoutError(f"the command did not end within {seconds} seconds")
        stdout, stderr, peak = (path.read_text() if path.exists() else "" for path in said)
        return Ran(process.exitcode, stdout, stderr, int(peak or 0))


def _be_the_command(
    words: Sequence[str],
    environment: Mapping[str, str],
    said: tuple[Path, Path, Path],
    prepare: Callable[[], None] | None,
) -> None:
    """What the command prints goes to files, and its exit code is this process's."""
    from autograder.cli import main

    stdout, stderr, peak = said

    os.setsid()
    os.environ.update({**WIDE, **environment})
    for descriptor, path in ((1, stdout), (2, stderr)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    if prepare is not None:
        prepare()
    try:
        sys.exit(main(words))
    finally:
        largest = max(
            resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        peak.write_text(str(1024 * largest))
