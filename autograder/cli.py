"""The command line; everything it does is somewhere else."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.commands import ExitCode, add_course, fetch, leaderboard, write_page
from autograder.errors import AutograderError, UsageError

if TYPE_CHECKING:
    from autograder.classrun import ClassRun, Graded
    from autograder.sandbox import SandboxSpec

_EPILOG = """\
a course is an nbgrader course:
  source/<assignment>/<notebook>.ipynb       what the author wrote: solutions, checks, points
  submitted/<student>/<assignment>/          what `nbgrader collect` brought in
  nbgrader_config.py                         c.Autograder.* holds our settings, see docs/settings.md
  checks/                                    modules and hidden data of the checks (never leave the host)
and grading fills
  autograded/  feedback/  gradebook.db       for formgrader, release_feedback and export, as ever

first steps:
  autograder init                            a new course folder, or what an nbgrader course lacks for us
  autograder doctor                          what this machine can isolate, and how to mend it
  autograder doctor --escape                 try to get out of the sandbox, and see what stops it
  autograder check 02_backpropagation        prove an assignment before it is released
  autograder grade 02_backpropagation        grade all submissions of an assignment
  autograder report 02_backpropagation       one HTML page about the class
  autograder leaderboard 05_cnn_image_classifier   rank the class by a metric
  autograder fetch --list                    data and weights that submissions read, while nothing downloads

exit codes: 0 all is well; 1 some could not be graded, for a reason that is not the student's, or something is
wrong with the assignment or the machine; 2 misuse
"""


# Where this package is installed, jsonschema (and with it nbformat) compiles a grammar of IRIs on import, which
# takes longer than grading a class of small notebooks; notebooks hold no IRIs. ``None`` makes it look absent.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code and lets no traceback of an expected error out."""
    options = _parser().parse_args(arguments)
    try:
        is_own_process = arguments is None  # a caller's stays what it is
        if is_own_process and options.run in (_grade, _check, _audit, _doctor):
            _enter_scope()
        code: ExitCode = options.run(options)
    except UsageError as error:
        return _complain(error, ExitCode.MISUSE)
    except AutograderError as error:
        return _complain(error, ExitCode.NOT_ALL_GRADED)
    except KeyboardInterrupt:
        print("\nautograder: stopped; what was graded is recorded, run again for the rest", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Python would complain once more when it flushes what nobody reads.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print("autograder: nobody reads the output any more; what was graded is recorded", file=sys.stderr)
        return ExitCode.NOT_ALL_GRADED
    return code


def _enter_scope() -> None:
    from autograder.sandbox import scope

    scope.enter(scope.own_command())


def _complain(error: AutograderError, code: ExitCode) -> ExitCode:
    print(f"autograder: {error}", file=sys.stderr)
    if error.log != str(error):
        print(error.log, file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Grade deep-learning notebooks with hidden pytest checks that student code cannot reach.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_grade(commands)
    _add_report(commands)
    leaderboard.add(commands)
    _add_check(commands)
    _add_audit(commands)
    _add_doctor(commands)
    _add_init(commands)
    fetch.add(commands)
    return parser


def _add_grade(commands: Any) -> None:
    grade = commands.add_parser(
        "grade",
        help="grade the submissions of an assignment, or of several",
        description="Grade the submissions of assignments, record them in the gradebook and write feedback. "
        "A submission that was graded and has not changed, nor the assignment, is skipped.",
        epilog="example: autograder grade 04_convolution_arithmetic --student ada bob --json",
    )
    which = grade.add_mutually_exclusive_group(required=True)
    which.add_argument("assignment", metavar="ASSIGNMENT", nargs="*", default=[], help="a folder in source/")
    which.add_argument(
        "--all", action="store_true", help="every assignment that somebody has handed in, one after another"
    )
    add_course(grade)
    grade.add_argument(
        "--student",
        action="extend",
        nargs="+",
        default=[],
        metavar="ID",
        help="only these students; may be given again",
    )
    grade.add_argument(
        "--jobs", type=int, metavar="N", help="submissions at a time (default: one for each core)"
    )
    grade.add_argument("--force", action="store_true", help="grade what has not changed, too")
    grade.add_argument(
        "--json", action="store_true", help="one JSON object for each submission on standard output"
    )
    grade.set_defaults(run=_grade)


def _add_report(commands: Any) -> None:
    report = commands.add_parser(
        "report",
        help="write a page about the class",
        description="Write one self-contained HTML page: scores, pass rate of each check and how good it is, slowest "
        "submissions, failures by outcome.",
    )
    report.add_argument("assignment", metavar="ASSIGNMENT", help="an assignment that was graded")
    add_course(report)
    report.add_argument(
        "--output", type=Path, metavar="FILE", help="default: <course>/reports/<assignment>.html"
    )
    instead = report.add_mutually_exclusive_group()
    instead.add_argument(
        "--json", action="store_true", help="the recorded results instead, one object a line"
    )
    instead.add_argument(
        "--items", action="store_true", help="how good each check is instead, one JSON object a line"
    )
    report.set_defaults(run=_report)


def _add_check(commands: Any) -> None:
    check = commands.add_parser(
        "check",
        help="prove an assignment before it is released",
        description="Grade the reference solution and the untouched notebook in the real sandbox, look for hidden "
        "text in what students get, and say what is wrong, where, and how to mend it. Nothing is recorded. "
        "What it prints holds hidden lines: it is for authors.",
        epilog="example: autograder check 04_convolution_arithmetic",
    )
    check.add_argument("assignment", metavar="ASSIGNMENT", help="a folder in source/")
    add_course(check)
    check.add_argument("--json", action="store_true", help="one JSON object for each finding")
    check.set_defaults(run=_check)


def _add_audit(commands: Any) -> None:
    audit = commands.add_parser(
        "audit",
        help="measure how good the checks of an assignment are",
        description="Hand in known mistakes, right solutions of another build and small changes of the reference, over "
        "seeds, threads and orders of the checks, and say what the checks miss, refuse or decide by chance. What lies "
        "in audit/<assignment>/ is used. Runs are kept, so only what has changed is run again. The page and the "
        "JSON hold hidden lines: they are for authors.",
        epilog="example: autograder audit 04_convolution_arithmetic --mutants 10",
    )
    audit.add_argument("assignment", metavar="ASSIGNMENT", help="a folder in source/")
    add_course(audit)
    audit.add_argument(
        "--mutants", type=int, default=40, metavar="N", help="changes of one function (default: 40)"
    )
    audit.add_argument(
        "--runs", type=int, default=64, metavar="N", help="runs of the reference, over seeds (default: 64)"
    )
    audit.add_argument("--jobs", type=int, metavar="N", help="runs at a time (default: one for each core)")
    audit.add_argument(
        "--crosscheck", action="store_true", help="also try changes that cosmic-ray makes, if it is installed"
    )
    audit.add_argument(
        "--output", type=Path, metavar="FILE", help="default: <course>/reports/<assignment>-audit.html"
    )
    audit.add_argument("--json", action="store_true", help="the whole audit as one JSON object")
    audit.set_defaults(run=_audit)


def _add_doctor(commands: Any) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="say what this machine can isolate, and how to mend it",
        description="Start the real sandbox, look at its walls from inside, and say what holds, what does not, "
        "and the one line that mends it.",
    )
    add_course(doctor)
    doctor.add_argument(
        "--escape",
        action="store_true",
        help="instead, try some seventy ways out of the sandbox, and say what stopped each",
    )
    doctor.add_argument("--json", action="store_true", help="one JSON object for each finding")
    doctor.set_defaults(run=_doctor)


def _add_init(commands: Any) -> None:
    init = commands.add_parser(
        "init",
        help="make a new course, or set up an existing nbgrader course",
        description="Make a new course folder with a small assignment, or add to an existing nbgrader course the two "
        "lines that it needs, and say what was found, what was changed and what comes next. Nothing is asked, nothing "
        "that exists is lost, and a second run does nothing.",
        epilog="example: autograder init /srv/deep-learning --dry-run",
    )
    init.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=Path(),
        metavar="DIR",
        help="the course folder (default: here)",
    )
    init.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    init.add_argument("--json", action="store_true", help="one JSON object on standard output")
    init.set_defaults(run=_init)


def _grade(options: argparse.Namespace) -> ExitCode:
    from autograder.classrun import prepare
    from autograder.course import open_course
    from autograder.present import people_console, summary_line

    if options.jobs is not None and options.jobs < 1:
        raise UsageError("--jobs takes a number from 1 up")
    course, started = open_course(options.course, {"jobs": options.jobs}), time.monotonic()
    names = course.handed_in() if options.all else dict.fromkeys(options.assignment)
    # All are looked at before any is graded: what is wrong with the last should not be told in the morning.
    runs = [prepare(course, name) for name in names]
    for name in names:
        course.submissions(name, options.student)
    everything: list[Graded] = []
    for run in runs:
        everything += _grade_one(run, options)
    if len(names) > 1:
        people_console().print(f"all: {summary_line(everything, time.monotonic() - started)}")
    is_fine = all(graded.result.outcome.is_graded for graded in everything)
    return ExitCode.OK if is_fine else ExitCode.NOT_ALL_GRADED


def _grade_one(run: ClassRun, options: argparse.Namespace) -> list[Graded]:
    """Grade one assignment and show what came of it."""
    from autograder.present import as_json, class_table, people_console, summary_line
    from autograder.progress import shown

    found: list[Graded] = []
    started, name = time.monotonic(), run.assignment.name
    count, results = run.grade(options.student, force=options.force)
    for graded in shown(results, count, name):
        # Of a large class the notebooks would fill the memory, and nobody looks at them here.
        found.append(replace(graded, result=replace(graded.result, notebooks=())))
        if options.json:
            print(json.dumps(as_json(graded.result, unchanged=graded.unchanged)), flush=True)
    console = people_console()
    if not options.json:
        console.print(class_table(found))
    console.print(f"{name}: {summary_line(found, time.monotonic() - started)}")
    return found


def _report(options: argparse.Namespace) -> ExitCode:
    from autograder.classrun import recorded_results
    from autograder.course import open_course
    from autograder.items import analyse
    from autograder.present import as_json
    from autograder.report import render_report

    course = open_course(options.course, {})
    results = recorded_results(course, options.assignment)
    if options.json:
        for result in results:
            print(json.dumps(as_json(result)))
        return ExitCode.OK
    if options.items:
        for item in analyse(results).checks:
            print(json.dumps(asdict(item)))
        return ExitCode.OK
    place = options.output or course.root / "reports" / f"{options.assignment}.html"
    page = render_report(options.assignment, results, made_at=time.strftime("%Y-%m-%d %H:%M"))
    write_page(place, page)
    print(place)
    return ExitCode.OK


def _check(options: argparse.Namespace) -> ExitCode:
    from autograder.authoring.examine import TOPICS, Examination
    from autograder.authoring.findings import Finding, Status
    from autograder.course import open_course
    from autograder.present import check_report, people_console
    from autograder.progress import shown
    from autograder.records import checked_name

    examination = Examination(open_course(options.course, {}), checked_name(options.assignment))
    findings = list[Finding]()
    for topic in shown(examination.topics(), TOPICS, options.assignment):
        findings += topic
        for finding in topic if options.json else ():
            print(json.dumps(asdict(finding)), flush=True)
    if not options.json:
        people_console().print(check_report(findings))
    wrong = any(finding.status is Status.WRONG for finding in findings)
    return ExitCode.NOT_ALL_GRADED if wrong else ExitCode.OK


def _audit(options: argparse.Namespace) -> ExitCode:
    from autograder.audit.perform import Extent, Performance
    from autograder.audit.showing import asjson
    from autograder.audit.showing.page import render_audit
    from autograder.audit_present import audit_report
    from autograder.course import open_course
    from autograder.present import people_console
    from autograder.progress import parts
    from autograder.records import checked_name

    if min(options.mutants, options.runs) < 1 or (options.jobs is not None and options.jobs < 1):
        raise UsageError("--mutants, --runs and --jobs take a number from 1 up")
    course, name = open_course(options.course, {}), checked_name(options.assignment)
    extent = Extent(
        options.mutants,
        options.runs,
        workers=options.jobs or len(os.sched_getaffinity(0)),
        crosscheck=options.crosscheck,
    )
    with parts() as on_progress:
        audit = Performance(course, name, extent, on_progress).audit()
    place = options.output or course.root / "reports" / f"{name}-audit.html"
    write_page(place, render_audit(audit, made_at=time.strftime("%Y-%m-%d %H:%M")))
    if options.json:
        print(json.dumps(asjson.as_json(audit)))
    else:
        people_console().print(audit_report(audit))
        print(place)
    return ExitCode.OK if audit.is_met else ExitCode.NOT_ALL_GRADED


def _doctor(options: argparse.Namespace) -> ExitCode:
    from autograder.classrun import sandbox_spec
    from autograder.course import settings_of
    from autograder.present import doctor_report, people_console
    from autograder.sandbox.doctor import Status, examine

    settings = settings_of(options.course)
    spec = sandbox_spec(settings, settings.preload or ("numpy",))
    if options.escape:
        return _escape(spec, as_json=options.json)
    findings = examine(spec)
    if options.json:
        for finding in findings:
            print(json.dumps(asdict(finding)))
    else:
        people_console().print(doctor_report(findings))
    wrong = any(finding.status is Status.WRONG for finding in findings)
    return ExitCode.NOT_ALL_GRADED if wrong else ExitCode.OK


def _escape(spec: SandboxSpec, *, as_json: bool) -> ExitCode:
    from autograder.present import escape_report, people_console
    from autograder.sandbox.bubblewrap import BubblewrapSandbox
    from autograder.sandbox.escape import examine, spec_for
    from autograder.sandbox.proof import Status

    trials = list(examine(lambda: BubblewrapSandbox(spec_for(spec))))
    if as_json:
        for trial in trials:
            print(json.dumps(asdict(trial)))
    else:
        people_console().print(escape_report(trials))
    wrong = any(trial.status is Status.WRONG for trial in trials)
    return ExitCode.NOT_ALL_GRADED if wrong else ExitCode.OK


def _init(options: argparse.Namespace) -> ExitCode:
    from autograder.initcourse import set_up

    done = set_up(options.folder, dry_run=options.dry_run)
    print(json.dumps(done.as_json()) if options.json else "\n".join(done.lines()))
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
