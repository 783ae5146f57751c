"""nbgrader's own commands and formgrader, with our execution and verdict: two lines of ``nbgrader_config.py``.

    from autograder.dropin import use
    use(c)

    exporter.py        stands between nbgrader's converter and the student's file
    preprocessors.py   Execute and SaveAutoGrades, for nbgrader's list of steps
    batch.py           what one run of nbgrader is about; everything is executed before nbgrader begins
    ahead.py           the process in which that happens
    feedback.py        the pages of ``nbgrader generate_feedback``
    formgrader.py      what formgrader shows of a student's notebook

Nothing heavy is imported here: every command of nbgrader reads the configuration.
"""

from __future__ import annotations

from typing import Any, Final

from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

EXPORTER: Final = "autograder.dropin.exporter.GradingExporter"
FEEDBACK_EXPORTER: Final = "autograder.dropin.feedback.FeedbackExporter"
STEPS: Final = (
    "autograder.dropin.preprocessors.Execute",
    "autograder.dropin.preprocessors.SaveAutoGrades",
)
HARMLESS: Final = "autograder.dropin.formgrader.Harmless"
MARKDOWN: Final = "autograder.dropin.formgrader.markdown2html"
_OURS: Final = {path.rpartition(".")[2]: path for path in STEPS}


def use(c: Config) -> None:
    """Let ``nbgrader autograde``, formgrader and ``nbgrader generate_feedback`` grade with this package.

    What ``c`` has set before stays: in a list of steps of the course's own, nbgrader's ``Execute`` and
    ``SaveAutoGrades`` are replaced by ours, and the others are left where they are.
    """
    _set(c, "Autograde", "exporter_class", EXPORTER)
    _set(c, "GenerateFeedback", "exporter_class", FEEDBACK_EXPORTER)
    # What a student may change is settled when the notebook is merged with the assignment's.
    _set(c, "Autograde", "sanitize_preprocessors", [])
    _set(c, "Autograde", "autograde_preprocessors", list(STEPS))
    # formgrader's exporter; the feedback's own, derived from it, cleans by itself.
    _set(c, "HTMLExporter", "preprocessors", [])
    _set(c, "HTMLExporter", "filters", {})
    c.HTMLExporter.preprocessors = [*c.HTMLExporter.preprocessors, HARMLESS]
    c.HTMLExporter.filters = {**c.HTMLExporter.filters, "markdown2html": MARKDOWN}
    _set(c, "FeedbackExporter", "preprocessors", [])
    _set(c, "FeedbackExporter", "filters", {})
    c.Autograde.autograde_preprocessors = [_ours(step) for step in c.Autograde.autograde_preprocessors]


def _set(c: Config, section: str, name: str, default: Any) -> None:
    """Set ``c.<section>.<name>`` unless it is set; what was appended to an unset list is appended to ours."""
    found = c[section].get(name, default)
    c[section][name] = found.get_value(default) if isinstance(found, LazyConfigValue) else found


def _ours(step: Any) -> Any:
    """Our own class in the place of nbgrader's; any other step as it is. Steps are classes or their paths."""
    path = (
        step
        if isinstance(step, str)
        else f"{getattr(step, '__module__', '')}.{getattr(step, '__name__', '')}"
    )
    return _OURS.get(path.rpartition(".")[2], step) if path.startswith("nbgrader.") else step
