"""An audit as one JSON object; its keys are documented in ``docs/cli.md``."""

from __future__ import annotations

import math
from typing import Any

from autograder.audit.model import (
    AlternativeFate,
    Audit,
    Failure,
    Measure,
    MistakeFate,
    MutantFate,
    Redundancy,
    Steadiness,
    ThresholdAdvice,
)
from autograder.authoring.findings import Finding


def as_json(audit: Audit) -> dict[str, Any]:
    """The whole audit. Figures that are not known are null: JSON has no sign for them."""
    return {
        "assignment": audit.assignment,
        "met": audit.is_met,
        "measures": [_measure(measure) for measure in audit.measures],
        "checks": dict(audit.checks),
        "mistakes": [_mistake(fate) for fate in audit.mistakes],
        "alternatives": [_alternative(fate) for fate in audit.alternatives],
        "mutants": [_mutant(fate) for fate in audit.mutants],
        "steadiness": [_steadiness(one) for one in audit.steadiness],
        "thresholds": [_threshold(advice) for advice in audit.thresholds],
        "redundancy": _redundancy(audit.redundancy),
        "boundary": [_finding(finding) for finding in audit.boundary],
        "notes": list(audit.notes),
        "seconds": {part: round(spent, 3) for part, spent in audit.seconds.items()},
        "executed": audit.executed,
        "cached": audit.cached,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "target": measure.target,
        "found": measure.found,
        "met": measure.is_met,
        "argued": list(measure.argued),
    }


def _mistake(fate: MistakeFate) -> dict[str, Any]:
    return {
        "name": fate.name,
        "summary": fate.summary,
        "topic": fate.topic,
        "due": fate.due,
        "lost": fate.lost,
        "caught_by": list(fate.caught_by),
        "failed": list(fate.failed),
        "hint": fate.hint,
        "hinted_by": fate.hinted_by,
        "confirmed": fate.confirmed,
        "problems": list(fate.problems),
        "argued": fate.argued,
    }


def _alternative(fate: AlternativeFate) -> dict[str, Any]:
    return {
        "name": fate.name,
        "summary": fate.summary,
        "runs": fate.runs,
        "failures": [_failure(failure) for failure in fate.failures],
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "seed": failure.seed,
        "threads": failure.threads,
        "checks": list(failure.checks),
        "message": failure.message,
    }


def _mutant(fate: MutantFate) -> dict[str, Any]:
    mutant = fate.mutant
    return {
        "key": mutant.key,
        "base": mutant.base,
        "notebook": mutant.notebook,
        "cell": mutant.cell,
        "function": mutant.function,
        "operator": mutant.operator,
        "diff": mutant.diff,
        "source": mutant.source,
        "ending": fate.ending.value,
        "killers": list(fate.killers),
        "own": fate.is_own,
        "confirmed": fate.confirmed,
        "label": fate.label.value if fate.label else None,
        "why": fate.why,
        "counterexample": fate.counterexample,
    }


def _steadiness(one: Steadiness) -> dict[str, Any]:
    return {
        "check": one.check,
        "runs": one.runs,
        "failures": [_failure(failure) for failure in one.failures],
    }


def _threshold(advice: ThresholdAdvice) -> dict[str, Any]:
    return {
        "check": advice.check,
        "metric": advice.metric,
        "right": [_number(value) for value in advice.values.right],
        "wrong": {name: [_number(v) for v in values] for name, values in advice.values.wrong.items()},
        "thresholds": list(advice.thresholds),
        "false_fail": _number(advice.false_fail),
        "false_fail_limit": _number(advice.false_fail_limit),
        "best_of_three": _number(advice.best_of_three),
        "zero": _number(advice.zero),
        "full": _number(advice.full),
        "closest": advice.closest,
        "closest_passes": _number(advice.closest_passes),
        "advice": advice.advice,
        "sound": advice.is_sound,
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _redundancy(redundancy: Redundancy) -> dict[str, Any]:
    return {
        "without_unique": list(redundancy.without_unique),
        "twins": [list(checks) for checks in redundancy.twins],
        "unlosable": dict(redundancy.unlosable),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "topic": finding.topic.value,
        "status": finding.status.value,
        "text": finding.text,
        "where": finding.where,
        "why": finding.why,
        "remedy": finding.remedy,
        "detail": finding.detail,
    }
