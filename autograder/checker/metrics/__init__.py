"""Figures measured on hidden data: inputs go to the student's model, labels stay here.

classification   accuracy, balanced_accuracy, f1, roc_auc, confusion_matrix
regression       mean_squared_error, mean_absolute_error, r2, forecast_skill
language         perplexity
points           earn, linear, steps: what a figure is worth

peeking          asks the model, and notices one that does not judge each input alone
predictions      what came back, as numbers that may be counted
intervals        how far a figure is known
"""

from __future__ import annotations

from autograder.checker.metrics.classification import (
    accuracy,
    balanced_accuracy,
    confusion_matrix,
    f1,
    roc_auc,
)
from autograder.checker.metrics.intervals import wilson_interval
from autograder.checker.metrics.language import perplexity
from autograder.checker.metrics.points import earn, linear, steps
from autograder.checker.metrics.predictions import BadPredictions, class_numbers
from autograder.checker.metrics.regression import (
    forecast_skill,
    mean_absolute_error,
    mean_squared_error,
    r2,
)

__all__ = [
    "BadPredictions",
    "accuracy",
    "balanced_accuracy",
    "class_numbers",
    "confusion_matrix",
    "earn",
    "f1",
    "forecast_skill",
    "linear",
    "mean_absolute_error",
    "mean_squared_error",
    "perplexity",
    "r2",
    "roc_auc",
    "steps",
    "wilson_interval",
]
