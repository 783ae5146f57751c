"""Commands that have a module each, and what all commands share: exit codes, the course's option, pages."""

from __future__ import annotations

import argparse
from enum import IntEnum
from pathlib import Path

from autograder.errors import UsageError


class ExitCode(IntEnum):
    """What the command's exit status means."""

    OK = 0
    NOT_ALL_GRADED = 1
    MISUSE = 2
    INTERRUPTED = 130


def add_course(parser: argparse.ArgumentParser) -> None:
    """Give a command the option ``--course``."""
    parser.add_argument(
        "--course", type=Path, default=Path(), metavar="DIR", help="the course folder (default: here)"
    )


def write_page(place: Path, page: str) -> None:
    """Put a page in its place.

    Raises:
        UsageError: it cannot be written there.
    """
    from autograder.records import write_atomically

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(place, page)
    except OSError as error:
        raise UsageError(
            f"{place} cannot be written ({error.strerror}); give another place with --output"
        ) from None
