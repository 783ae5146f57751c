"""Which figures have thresholds that an audit can judge."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from autograder.audit.figures import advised
from autograder.results import Better, CheckResult, Metric, Outcome


def done(name: str, **caught: Any) -> Any:
    """A run of the variant ``name``, whose check measured these values."""
    better = {"error": Better.LOWER}
    metrics = tuple(Metric(m, v, 0, 1, 100, better.get(m, Better.HIGHER)) for m, v in caught.items())
    check = CheckResult("test_a", True, Outcome.PASSED, metrics=metrics)
    variant = SimpleNamespace(name=name, header={"caught_by": ["cell::test_a"]})
    return SimpleNamespace(run=SimpleNamespace(variant=variant), checks=lambda: [("cell::test_a", check)])


def test_errors_and_figures_that_are_no_shares_are_left_out() -> None:
    right = [done("reference", accuracy=0.9, error=0.3, r2=0.8, area=2.0) for _ in range(3)]
    wrong = [done("mistake", accuracy=0.5, error=0.9, r2=-4.0, area=1.0)]
    found = advised(SimpleNamespace(notebooks=()), right, wrong)  # type: ignore[arg-type]
    assert [advice.metric for advice in found] == ["accuracy", "r2"]
    assert found[1].values.wrong == {"mistake": (0.0,)}, "what is worse than nothing counts as nothing"
