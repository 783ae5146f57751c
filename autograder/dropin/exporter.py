"""What nbgrader's converter takes for the reader of notebooks.

nbgrader converts each notebook twice: from ``submitted/`` to ``autograded/`` ("sanitizing"), then in place
("autograding"). The first time it gets our executed copy, so a file that no notebook reader could bear stops
nobody; the second time the steps of ``preprocessors.py`` run on that copy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter, NotebookExporter
from nbgrader.converters import Autograde

from autograder.dropin.batch import Batch, Submission
from autograder.gradebook.folder import notebook_text


class GradingExporter(NotebookExporter):
    """Gives nbgrader the executed copy of each notebook.

    nbgrader makes its exporter after it has found the submissions and before it removes or writes anything:
    that is when everything is executed.

    Raises:
        NbGraderException: nothing can be graded; nothing was touched.
    """

    def __init__(self, config: Any = None, **options: Any) -> None:
        base: Any = super()  # nbconvert has no types
        base.__init__(config=config, **options)
        self._converter: Any = self.parent
        self.batch = Batch(self.parent) if isinstance(self.parent, Autograde) else None

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[Any, dict[str, Any]]:
        """The text of the notebook that nbgrader is to write for ``filename``, and its resources."""
        if self.batch is None or resources is None:
            return super().from_filename(filename, resources, **options)
        place = resources["nbgrader"]
        submission = (place["assignment"], place["student"])
        with self.batch.withdrawn_on_failure(submission):
            if self._converter._sanitizing:
                text: Any = notebook_text(self.batch.notebook(submission, place["notebook"]).content)
                resources = {**resources, "output_extension": self.file_extension}
            else:
                text, resources = super().from_filename(filename, resources, **options)
            self._make_room(submission, place["notebook"])
        return text, resources

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[Any, dict[str, Any]]:
        """The same for a notebook that was read already; written in the form of all autograded notebooks."""
        converted, resources = Exporter.from_notebook_node(self, nb, resources, **options)
        return notebook_text(converted), resources

    def _validate_preprocessor(self, nbc: Any, preprocessor: Any) -> None:
        """Nothing: what a student's code put out was checked when it was executed, and stops nobody here."""

    def _make_room(self, submission: Submission, notebook: str) -> None:
        """Remove the file that nbgrader is about to write: ours is read-only, also for its owner."""
        folder = Path(self._converter._format_dest(*submission))
        (folder / f"{notebook}.ipynb").unlink(missing_ok=True)
