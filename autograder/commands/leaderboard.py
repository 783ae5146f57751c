"""``autograder leaderboard``: a graded class in the order of a metric."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from autograder.commands import ExitCode, add_course, write_page
from autograder.errors import UsageError


def add(commands: Any) -> None:
    """Add the command to the parser."""
    board = commands.add_parser(
        "leaderboard",
        help="rank a graded class by a metric",
        description="Rank the latest graded submission of each student by a metric that a check has measured, with "
        "95 % intervals, the size of the model and the seconds of its training, and write one self-contained page.",
        epilog="example: autograder leaderboard 05_cnn_image_classifier --metric accuracy --anonymous",
    )
    board.add_argument("assignment", metavar="ASSIGNMENT", help="an assignment that was graded")
    add_course(board)
    board.add_argument("--metric", metavar="NAME", help="which metric (default: the first that is recorded)")
    board.add_argument(
        "--anonymous", action="store_true", help="pseudonyms instead of names, the same each time"
    )
    board.add_argument("--top", type=int, metavar="N", help="only the first N ranks")
    board.add_argument(
        "--output", type=Path, metavar="FILE", help="default: <course>/reports/<assignment>-leaderboard.html"
    )
    board.add_argument("--json", action="store_true", help="one JSON object a row instead, the best first")
    board.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Rank, show a table, write the page and print its place.

    Raises:
        UsageError: nothing was graded, no such metric was recorded, or an option is misused.
        PlatformError: the secret of the pseudonyms cannot be used.
    """
    from autograder.classrun import recorded_results
    from autograder.course import open_course
    from autograder.leaderboard import ranked, render_leaderboard
    from autograder.leaderboard.pseudonyms import pseudonyms
    from autograder.leaderboard.showing import as_json
    from autograder.present import leaderboard_report, people_console
    from autograder.records import checked_name

    if options.top is not None and options.top < 1:
        raise UsageError("--top takes a number from 1 up")
    course, name = open_course(options.course, {}), checked_name(options.assignment)
    results = recorded_results(course, name)
    secret = pseudonyms(course.state, name) if options.anonymous or options.json else str
    called = secret if options.anonymous else str
    board = ranked(name, results, options.metric, top=options.top, called=called)
    if options.json:
        for row in as_json(board, None if options.anonymous else secret):
            print(json.dumps(row))
        return ExitCode.OK
    # A name of its own: the page that may be shown around is not to be overwritten by the one that names students.
    file_name = f"{name}-leaderboard{'-anonymous' if options.anonymous else ''}.html"
    place = options.output or course.root / "reports" / file_name
    made_at = time.strftime("%Y-%m-%d %H:%M")
    write_page(place, render_leaderboard(board, is_anonymous=options.anonymous, made_at=made_at))
    people_console().print(leaderboard_report(board))
    print(place)
    return ExitCode.OK
