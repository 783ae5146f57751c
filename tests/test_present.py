"""What a terminal is given to print."""

from __future__ import annotations

import io

from rich.console import Console

from autograder.classrun import Graded
from autograder.present import class_table
from autograder.results import Outcome, SubmissionResult

COMMANDS = "\x1b]0;owned\x07\x1b[2K\x9b\u202e"


def test_no_terminal_obeys_a_student() -> None:
    result = SubmissionResult(
        f"eve{COMMANDS}", "hw", Outcome.STUDENT_ERROR, f"[red]{COMMANDS}not read", 0.0, 9.0, 0.1
    )
    paper = io.StringIO()
    Console(file=paper, width=200, color_system=None).print(class_table([Graded(result)]))
    printed = paper.getvalue()
    assert [sign for sign in COMMANDS if sign in "\x1b\x07\x9b\u202e" and sign in printed] == []
    assert "eve" in printed
    assert "[red]" in printed
