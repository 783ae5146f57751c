"""Penalties for late submissions, from the plug-in that the course configures for nbgrader."""

from __future__ import annotations

import math
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from autograder.errors import UsageError


class LatePenalties:
    """The course's ``AssignLatePenalties.plugin_class``, with its answers checked."""

    def __init__(self, config: Config) -> None:
        make_step: Any = AssignLatePenalties  # nbgrader leaves its steps untyped
        step = make_step(config=config)
        step.init_plugin()
        self._plugin = step.plugin_inst

    def __call__(self, student: str, score: float, seconds_late: float) -> float | None:
        """The points to subtract, from 0 to ``score``; ``None`` for no penalty.

        Raises:
            UsageError: the plug-in failed or answered no number.
        """
        try:
            answer = self._plugin.late_submission_penalty(student, score, seconds_late)
            penalty = None if answer is None else float(answer)
        except Exception as error:
            raise UsageError(
                f"The course's plug-in for late penalties failed for {student} ({error}); mend it, or leave "
                "it out of nbgrader_config.py.",
                log=repr(error),
            ) from error
        if penalty is None:
            return None
        if math.isnan(penalty):
            raise UsageError(
                f"The course's plug-in for late penalties answered no number for {student}; mend it so that "
                "it answers points."
            )
        return min(max(penalty, 0.0), score)
