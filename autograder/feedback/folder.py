"""The folder of a submission's feedback, as nbgrader's release_feedback expects it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from autograder.errors import UsageError
from autograder.pages.folders import replace_folder
from autograder.pages.sanitise import plain
from autograder.regular import opened
from autograder.results import SubmissionResult

COMPANIONS = ("timestamp.txt", "submission_secret.txt")
"""Files of a submission that nbgrader's release_feedback looks for beside the pages."""

_COMPANION_LIMIT = 10_000


def write_feedback(
    feedback: Path, result: SubmissionResult, pages: Mapping[str, str], *, submission: Path | None = None
) -> Path:
    """Puts ``pages`` into ``feedback/<student>/<assignment>/`` in place of what is there, at one stroke.

    ``submission`` is the collected folder, whose timestamp and secret nbgrader's release_feedback
    needs beside the pages. Raises UsageError when student or assignment is no plain folder name.
    """
    for name in (result.student, result.assignment):
        if not name or name.startswith(".") or set(name) & set("/\\\0") or name != plain(name):
            raise UsageError(
                f"Feedback needs plain folder names, and {name!r} is none; rename it and run again."
            )
    target = feedback / result.student / result.assignment
    replace_folder(target, {**pages, **_companions(submission)})
    return target


def _companions(submission: Path | None) -> dict[str, str]:
    """The small files that go along; links and special files of a submission are never followed."""
    paths = [submission / name for name in COMPANIONS] if submission is not None else []
    found = {path.name: _small_file(path) for path in paths}
    return {name: data.decode("utf-8", "replace") for name, data in found.items() if data is not None}


def _small_file(path: Path) -> bytes | None:
    """What the file holds; ``None`` where it is no file, or not small."""
    with suppress(OSError), opened(path) as found:
        if found is not None and found[1] <= _COMPANION_LIMIT:
            return found[0].read(_COMPANION_LIMIT)
    return None
