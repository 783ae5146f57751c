"""The whole look at an assignment, topic by topic, each as it gets ready; nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from autograder.assignment import Assignment, load_assignment
from autograder.authoring.findings import Finding, Status, Topic
from autograder.authoring.flow import origins_of
from autograder.authoring.form import form_findings
from autograder.authoring.leaks import leak_findings
from autograder.authoring.outside import outside_findings
from autograder.authoring.reference import reference_findings, seed_findings
from autograder.authoring.release import release_findings
from autograder.authoring.timing import timing_findings
from autograder.authoring.trials import Answers, MakeSandbox, open_trials, other_seed
from autograder.authoring.untouched import untouched_findings
from autograder.authoring.values import value_findings
from autograder.classrun import sandbox_maker
from autograder.course import Course
from autograder.errors import AssignmentError
from autograder.settings import Settings

TOPICS: Final = len(Topic)


@dataclass(frozen=True, slots=True)
class Examination:
    """One assignment of a course to look at; ``make_sandbox`` is for tests, which bring a fake."""

    course: Course
    name: str
    make_sandbox: MakeSandbox | None = None

    def topics(self) -> Iterator[list[Finding]]:
        """The findings of one topic after the other; the trials are left out where nothing can be graded.

        Raises:
            UsageError: there is no such assignment, or a setting is wrong.
            PlatformError: this machine cannot grade.
        """
        settings = self.course.settings_for(self.name)
        try:
            assignment = load_assignment(
                self.name, self.course.source / self.name, self.course.checks, self.course.config
            )
        except AssignmentError as error:
            yield [_unreadable(error)]
            return
        form = form_findings(assignment, settings)
        yield form
        release = self.course.release / self.name
        yield release_findings(assignment, release)
        yield leak_findings(assignment, release)
        if all(finding.status is not Status.WRONG for finding in form):
            yield from self._tried(assignment, settings)

    def _tried(self, assignment: Assignment, settings: Settings) -> Iterator[list[Finding]]:
        make = self.make_sandbox or maker_for(assignment)
        origins = {notebook.name: origins_of(notebook) for notebook in assignment.notebooks}
        with open_trials(assignment, settings, make) as trials:
            reference = trials.grade(Answers.REFERENCE)
            yield reference_findings(reference)
            if len(reference.notebooks) < len(assignment.notebooks):
                return  # grading stopped early, and would again
            untouched = trials.grade(Answers.UNMODIFIED)
            yield untouched_findings(assignment, untouched, reference)
            yield outside_findings(assignment, origins, settings, reference)
            yield list(value_findings(trials, origins, reference, untouched))
        with open_trials(assignment, other_seed(settings), make) as trials:
            yield seed_findings(reference, trials.grade(Answers.REFERENCE))
        yield timing_findings(assignment, reference, settings)


def maker_for(assignment: Assignment) -> MakeSandbox:
    """What makes the sandbox that ``assignment`` is graded in, for any settings."""
    return lambda settings: sandbox_maker(assignment, settings)()


def _unreadable(error: AssignmentError) -> Finding:
    return Finding(
        Topic.FORM,
        Status.WRONG,
        str(error),
        "",
        "nobody's submission can be graded while this is so",
        "mend the notebook in source/",
    )
