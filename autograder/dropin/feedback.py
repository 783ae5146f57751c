"""Feedback by nbgrader's own commands: ours where we graded, nbgrader's page without hidden text elsewhere.

nbgrader generate_feedback ─► FeedbackExporter ─┬─ a record of ours stands ─► our page, with the grades of now
                                                └─ graded by nbgrader alone ─► its page, redacted and cleaned
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback

from autograder.assignment import Assignment, hidden_delimiters, load_assignment
from autograder.attempts import attempt_of
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.feedback import HiddenLevel, feedback_for, is_our_page, page_name, policy_for
from autograder.gradebook import read_grades
from autograder.pages.redact import HIDDEN_TESTS, Regions, redacted
from autograder.pages.stock import cleaned, harmless
from autograder.records import load_result, result_path
from autograder.results import CellKind, Grades, NotebookRun, SubmissionResult

_TIMESTAMP = "timestamp.txt"


class FeedbackExporter(HTMLExporter):
    """What ``c.GenerateFeedback.exporter_class`` is set to; nbgrader's converter is its parent."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self._assignments: dict[str, Assignment | None] = {}
        self._figures: Path | None = None
        super().__init__(*arguments, **keywords)  # type: ignore[no-untyped-call]  # nbconvert's
        self._converter: Any = self.parent
        if isinstance(self.parent, GenerateFeedback) and not self.parent.force:
            self._remove_outdated()
        # The signs beside headings would stay as text once their links are gone.
        self.exclude_anchor_links = True

    def default_filters(self) -> Iterable[tuple[str, Any]]:
        """nbconvert's filters, with what markdown becomes made harmless."""
        for name, each in super().default_filters():  # type: ignore[no-untyped-call]
            yield name, cleaned(each, lambda _: self._figures) if name == "markdown2html" else each

    def from_notebook_node(  # type: ignore[override]  # as in nbconvert: the base class gives a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **keywords: Any
    ) -> tuple[str, dict[str, Any]]:
        """The feedback page of the autograded notebook ``nb``.

        Raises:
            UsageError: a setting of the course is wrong.
            PlatformError: the gradebook cannot be used now.
        """
        made: Any = self._init_resources(resources)  # type: ignore[no-untyped-call]
        page = self._page(made["nbgrader"], Path(made["metadata"]["path"]))
        own = page.own(nb)
        if own is not None:
            return own, made
        self._figures = page.assignment.folder if page.assignment else None
        html, made = super().from_notebook_node(page.redacted(nb), made, **keywords)
        return str(html), made

    def _remove_outdated(self) -> None:
        """Remove pages of ours that say something else by now, so that nbgrader does not skip them as existing.

        Grading has written pages before people graded by hand, and before hidden checks were revealed.
        """
        excluded = self._converter.coursedir.student_id_exclude.split(",")
        for folder, notebooks in self._converter.assignments.items():
            jobs = [self._converter.init_single_notebook_resources(path)["nbgrader"] for path in notebooks]
            if jobs[0]["student"] in excluded:
                continue
            target = Path(self._converter._format_dest(jobs[0]["assignment"], jobs[0]["student"]))
            if any(self._is_outdated(job, Path(folder), target) for job in jobs):
                self.log.info("Written anew, because something has changed since: %s", target)
                shutil.rmtree(target)

    def _is_outdated(self, job: Mapping[str, str], folder: Path, target: Path) -> bool:
        """Whether the page in ``target`` is one of ours, and not the one that would be written now."""
        try:
            written = (target / f"{job['notebook']}.html").read_text(encoding="utf-8")
            node = nbformat.read(folder / f"{job['notebook']}.ipynb", 4)  # type: ignore[no-untyped-call]
            own = self._page(job, folder).own(node) if is_our_page(written) else None
        except (AutograderError, OSError, ValueError) as error:
            self.log.debug("Not looked at: %s (%s)", target, error)
            return False
        return own is not None and own != written

    def _page(self, job: Mapping[str, str], folder: Path) -> _Page:
        directory = self._converter.coursedir
        name = job["assignment"]
        course = Course(Path(directory.root).resolve(), self.config, {})
        if name not in self._assignments:
            source = Path(directory.format_path(directory.source_directory, ".", name)).resolve()
            self._assignments[name] = self._loaded(course, name, source)
        return _Page(
            course=course,
            assignment=self._assignments[name],
            assignment_name=name,
            student=job["student"],
            notebook=job["notebook"],
            folder=folder,
            db_url=job["db_url"],
            course_id=directory.course_id or course.course_id,
        )

    def _loaded(self, course: Course, name: str, folder: Path) -> Assignment | None:
        try:
            return load_assignment(name, folder, course.checks, self.config)
        except AutograderError as error:
            # Students should not wait for their feedback because the author is in the middle of a change.
            self.log.warning("Feedback is written without the assignment's source: %s", error)
            return None


@dataclass(frozen=True)
class _Page:
    """One notebook of one submission, and where everything about it is found."""

    course: Course
    assignment: Assignment | None
    assignment_name: str
    student: str
    notebook: str
    folder: Path
    db_url: str
    course_id: str
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def own(self, nb: NotebookNode) -> str | None:
        """Our page, where a record of ours is what the gradebook holds; else ``None``."""
        result = load_result(result_path(self.course.state, self.assignment_name, self.student))
        if result is None or self.assignment is None or not self._is_of_this_submission(result):
            return None
        grades = read_grades(self.db_url, self.course_id, self.student, self.assignment_name)
        if grades is None or not _agrees(result, grades):
            return None
        shown = replace(result, notebooks=(NotebookRun(self.notebook, nb),))
        settings = self.course.settings_for(self.assignment_name)
        attempt = attempt_of(result, self.course.state, settings, self.now)
        pages = feedback_for(shown, self.assignment, settings, grades, now=self.now, attempt=attempt)
        return pages[page_name(self.notebook)]

    def redacted(self, nb: NotebookNode) -> NotebookNode:
        """``nb`` for nbgrader's page: without hidden text, unless that is revealed, and harmless."""
        policy = policy_for(self.course.settings_for(self.assignment_name), self.now)
        cells = nb.cells
        if policy.hidden is not HiddenLevel.ALL:
            cells = redacted(cells, self._authors(), self._regions())
        content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": harmless(cells)}
        node: NotebookNode = nbformat.from_dict(content)  # type: ignore[no-untyped-call]
        return node

    def _is_of_this_submission(self, result: SubmissionResult) -> bool:
        """Whether the autograded folder is that of the recorded submission, and not of another."""
        try:
            handed_in = (self.folder / _TIMESTAMP).read_text(encoding="utf-8")
        except (OSError, ValueError):
            handed_in = ""
        return handed_in.strip() == (result.submitted_at or "").strip()

    def _authors(self) -> dict[str, str]:
        notebooks = self.assignment.notebooks if self.assignment else ()
        cells = (cell for notebook in notebooks if notebook.name == self.notebook for cell in notebook.cells)
        return {cell.grade_id: cell.source for cell in cells if cell.grade_id}

    def _regions(self) -> Regions:
        config = self.course.config
        scheme = config.get("ClearMarkScheme", {})  # nbgrader spells its settings' names so
        begin = scheme.get("begin_mark_scheme_delimeter", "BEGIN MARK SCHEME")
        end = scheme.get("end_mark_scheme_delimeter", "END MARK SCHEME")
        return (*HIDDEN_TESTS, hidden_delimiters(config), (begin, end))


def _agrees(result: SubmissionResult, grades: Grades) -> bool:
    """Whether the gradebook's automatic scores are those of ``result``: nbgrader may have graded since."""
    for cell in result.cells:
        grade = grades.cells.get((cell.notebook, cell.grade_id))
        if cell.kind is CellKind.CHECK and cell.earned is not None:
            auto = None if grade is None else grade.auto
            if auto is None or not math.isclose(auto, min(cell.earned, cell.points), abs_tol=1e-6):
                return False
    return True
