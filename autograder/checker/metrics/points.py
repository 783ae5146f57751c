"""Points as a function of a figure, and the share of a check's weight that it earns."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.checker.context import current
from autograder.errors import AssignmentError
from autograder.results import Better


def earn(fraction: float) -> None:
    """Let the running check earn ``fraction`` (0 to 1) of its weight; it has passed only at 1.

    Raises:
        ValueError: not a share.
    """
    if not 0 <= fraction <= 1:
        raise ValueError(f"a check earns between 0 and 1 of its weight, not {fraction}")
    if context := current():
        context.fraction = float(fraction)


def linear(value: float, zero: float, full: float) -> float:
    """0 up to ``zero``, 1 from ``full`` on, a straight line between; 0 where ``value`` is nan.

    Of a figure that is better when lower, an error say, ``zero`` is the larger number.

    Raises:
        AssignmentError: ``zero`` and ``full`` are equal.
    """
    if zero == full:
        raise AssignmentError(
            f"linear() needs two different figures for no points and full ones, not twice {zero}."
        )
    return min(1.0, max(0.0, (value - zero) / (full - zero)))


def steps(value: float, table: Mapping[float, float], better: str = Better.HIGHER) -> float:
    """The best fraction that belongs to a threshold in ``table`` that ``value`` reaches; else 0.

    Args:
        value: the figure.
        table: threshold -> fraction (0 to 1).
        better: ``"higher"``, or ``"lower"`` where ``value`` must not be above a threshold; ``metric.better`` fits.

    Raises:
        ValueError: ``better`` is neither.
    """
    sign = 1 if Better(better) is Better.HIGHER else -1
    return max((share for limit, share in table.items() if sign * value >= sign * limit), default=0.0)
