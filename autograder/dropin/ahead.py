"""A process that executes submissions for nbgrader, and the two ends of the pipe to it.

nbgrader grades one submission after another, in the process that was asked: under formgrader that is a
Jupyter server with threads, where nothing may be forked. So the pool runs in a fresh process, and nbgrader's
own reads one line for each submission. Results are kept on disk; none is recorded here.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from autograder.errors import AutograderError, PlatformError
from autograder.guest import libc
from autograder.results import Outcome

_PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True, slots=True)
class Request:
    """What to execute; ``flags`` are settings that were given on nbgrader's command line."""

    course: str
    assignment: str
    students: Sequence[str]
    force: bool
    flags: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """One submission that was executed, or could not be: then ``reason`` says why."""

    student: str
    outcome: Outcome
    reason: str


def execute(request: Request) -> Iterator[Done]:
    """Run ``request`` in a process of its own; what became of each submission, as it gets ready.

    Raises:
        PlatformError: nothing more could be executed; says why.
    """
    command = [sys.executable, "-m", "autograder.dropin.ahead"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with process.stdin as pipe:
            json.dump(asdict(request), pipe)
        for line in process.stdout:
            said = json.loads(line)
            if "error" in said:
                raise PlatformError(said["error"])
            yield Done(said["student"], Outcome(said["outcome"]), said["reason"])
    if process.returncode:
        raise PlatformError(
            f"the process that executes submissions ended with code {process.returncode}; run "
            f"`autograder grade {request.assignment}` in the course folder to see what is wrong"
        )


def main() -> int:
    """Serve one request from standard input; one JSON object a line on standard output."""
    # Where nbgrader is killed, nothing of this should run on.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # jsonschema (and with it nbformat) would compile a grammar of IRIs, for longer than a small class takes.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        for done in _serve(Request(**json.load(sys.stdin))):
            _say(asdict(done))
    except AutograderError as error:
        _say({"error": str(error)})
        if error.log != str(error):
            print(error.log, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 0


def _serve(request: Request) -> Iterator[Done]:
    from autograder.classrun import prepare
    from autograder.course import open_course

    run = prepare(open_course(Path(request.course), request.flags), request.assignment)
    for graded in run.execute(request.students, force=request.force):
        yield Done(graded.result.student, graded.result.outcome, graded.result.reason)


def _say(line: Mapping[str, Any]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    sys.exit(main())
