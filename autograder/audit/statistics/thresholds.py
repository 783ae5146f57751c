"""Where a threshold for an accuracy may lie: what it costs right solutions, and which mistakes it lets through.

advise    the verdict on the thresholds of one check, from what right and wrong solutions reached
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from autograder.audit.model import Histogram, ThresholdAdvice
from autograder.audit.statistics.bounds import runs_needed, upper_bound
from autograder.audit.statistics.tails import LEAST_RUNS, RARE, Tail, learn, logit_of, right_at

MOST_MISSES: Final = 1e-3
"""The chance of a right solution to lose all points of a threshold."""
MOST_PART_MISSES: Final = 1e-2
"""The chance to lose a part of them: to miss the highest of several thresholds."""
MOST_UNSEEN: Final = 0.05
"""Below what the runs must show the chance of a miss to be by themselves, whatever law the values follow."""
MOST_PASSES: Final = 0.05
"""The share of its runs in which a mistake may reach all points."""
_SPREADS: Final = 3.0
"""Standard deviations from the mean of a mistake's runs to where it is said to end."""


def advise(
    check: str,
    metric: str,
    n: int,
    *,
    right: Sequence[float],
    wrong: Mapping[str, Sequence[float]],
    thresholds: Sequence[float],
) -> ThresholdAdvice:
    """The verdict on ``thresholds`` for a figure that is measured on ``n`` inputs.

    The highest threshold gives all points, lower ones, if any, a part of them. They are sound if

    - a right solution misses the threshold in at most one of 1,000 runs. Of several, it may miss the highest, which
      costs a part only, in one of 100, and the lowest in one of 1,000;
    - the runs show by themselves that at most 5 % miss the lowest: a law that is learnt from them knows nothing of
      what none of them did. 59 runs without a miss show it;
    - no mistake reaches the highest in more than 5 % of its runs.

    ``best_of_three`` tells what two more attempts with fresh seeds would make of it, and excuses nothing: ``right``
    should be what the check compares, so a check that takes the best of three has that in it already.

    Args:
        check: the check's name, as ``cell::test``.
        metric: the figure's name.
        n: how many inputs it is measured on.
        right: shares (0 to 1) that right solutions reached, one for each independent run. With fewer than
            ``LEAST_RUNS``, chances are what was seen, and ``full`` is ``None``.
        wrong: the same for each mistake that the figure is meant to find.
        thresholds: as the check's text has them; none where it names none.

    Raises:
        ValueError: no run of a right solution, no inputs, or a value that is no share.
        UsageError: scipy is needed and not installed.
    """
    _look_at(n, right, wrong)
    ordered = tuple(sorted(thresholds))
    tail = learn(right, n) if len(right) >= LEAST_RUNS else None
    lowest, highest = (
        _Misses.of(t, right, n, tail) for t in (min(ordered, default=0), max(ordered, default=0))
    )
    full = min(n, max(0, math.floor(tail.limit() + 0.5))) / n if tail else None
    ends = {name: _end(values, n) for name, values in wrong.items() if values}
    closest, passes = _closest(wrong, ordered)
    sides = _Sides(lowest, highest, len(ordered), full, ends, closest, passes)
    return ThresholdAdvice(
        check=check,
        metric=metric,
        values=Histogram(tuple(right), {name: tuple(values) for name, values in wrong.items()}),
        thresholds=ordered,
        false_fail=highest.chance,
        false_fail_limit=highest.limit,
        best_of_three=highest.chance**3,
        zero=sides.zero,
        full=full,
        closest=closest,
        closest_passes=passes,
        advice=sides.advice(),
        is_sound=sides.is_fair and sides.is_strict,
    )


@dataclass(frozen=True, slots=True)
class _Misses:
    """How often a right solution misses ``threshold``: ``count`` of ``runs`` did, ``chance`` is what to expect."""

    threshold: float
    count: int
    runs: int
    chance: float
    limit: float

    @classmethod
    def of(cls, threshold: float, values: Sequence[float], n: int, tail: Tail | None) -> _Misses:
        """Of runs that reached ``values``; ``tail`` is their law, if there are enough of them for one."""
        if threshold <= 0:
            return cls(threshold, 0, len(values), 0.0, 0.0)
        count = sum(value < threshold for value in values)
        # Half an answer below the least number that reaches it; a product such as 0.9 * 800 may be off by a bit.
        expected = tail.below(math.ceil(threshold * n - 1e-9) - 0.5) if tail else 0.0
        limit = upper_bound(count, len(values))
        return cls(threshold, count, len(values), max(expected, count / len(values)), limit)

    def __str__(self) -> str:
        seen = f"{self.count} of {self.runs}" if self.count else _rate(self.chance)
        return f"{self.threshold:g} fails {seen} right solutions"


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is known of both sides of the thresholds, right solutions and mistakes, and what follows from it."""

    lowest: _Misses
    highest: _Misses
    thresholds: int
    full: float | None
    ends: Mapping[str, float]
    closest: str
    passes: float

    @property
    def is_fair(self) -> bool:
        """Whether right solutions lose next to nothing."""
        most = MOST_PART_MISSES if self.thresholds > 1 else MOST_MISSES
        is_rare = self.highest.chance <= most and self.lowest.chance <= MOST_MISSES
        return is_rare and self.lowest.limit <= MOST_UNSEEN

    @property
    def is_strict(self) -> bool:
        """Whether no mistake gets all points."""
        return self.passes <= MOST_PASSES

    @property
    def zero(self) -> float | None:
        """Where the best of those mistakes ends that end below ``full``."""
        return max((end for end in self.ends.values() if self.full is None or end < self.full), default=None)

    @property
    def blurred(self) -> tuple[str, ...]:
        """The mistakes that no threshold tells from right solutions."""
        return tuple(name for name, end in self.ends.items() if self.full is not None and end >= self.full)

    def advice(self) -> str:
        """What a teacher should know, in a sentence on right solutions and one on mistakes."""
        said = [self._of_right(), self._of_wrong()]
        if not (self.is_fair and self.is_strict) and self.thresholds:
            said.append(self._instead())
        return " ".join(sentence for sentence in said if sentence)

    def _of_right(self) -> str:
        highest, enough = self.highest, runs_needed(MOST_UNSEEN)
        if self.full is None:
            seen = f"; {highest.threshold:g} failed {highest.count} of them" if highest.count else ""
            return f"{highest.runs} runs of right solutions are too few for a verdict, which takes {enough}{seen}."
        if not self.thresholds:
            return f"The check compares it with no number; {_floored(self.full)} fails {_rate(RARE)} right solutions."
        if highest.chance > MOST_MISSES and highest.chance**3 <= RARE:
            return f"{highest}, and the best of three seeds {_rate(highest.chance**3)}."
        if not self.is_fair and self.lowest.chance <= MOST_MISSES and highest.runs < enough:
            return f"{highest}, but {highest.runs} runs are too few to rely on: {enough} without a miss are needed."
        return f"{highest}."

    def _of_wrong(self) -> str:
        if not self.closest:
            return "No mistake was tried against it."
        if not self.thresholds:
            return f"The best mistake is {self.closest}."
        share = "no run" if not self.passes else f"{100 * self.passes:.0f} % of its runs"
        return f"The closest mistake, {self.closest}, passes in {share}."

    def _instead(self) -> str:
        """What to write instead."""
        if self.blurred:
            return f"No threshold tells {_listed(self.blurred)} from right solutions: give points to a check of state."
        if self.full is None or (self.is_strict and self.highest.chance <= RARE):
            return ""
        if self.zero is None:
            return f"{_floored(self.full)} fails {_rate(RARE)} right solutions."
        return (
            f"Let points rise from {_raised(self.zero)}, where mistakes end, to {_floored(self.full)}, "
            f"which fails {_rate(RARE)} right solutions."
        )


def _look_at(n: int, right: Sequence[float], wrong: Mapping[str, Sequence[float]]) -> None:
    if n < 1 or not right:
        raise ValueError("a threshold is judged by runs of right solutions on at least one input")
    for value in (*right, *(value for values in wrong.values() for value in values)):
        if not 0 <= value <= 1:
            raise ValueError(f"a threshold is judged by shares from 0 to 1, and {value} is none")


def _end(values: Sequence[float], n: int) -> float:
    """Where a mistake that reached ``values`` ends: three standard deviations above their mean, as logits.

    There are few runs of a mistake, so its values vary at least as a binomial law has it, twice the variance of what
    fresh seeds do to a calibrated network.
    """
    logits = np.array([logit_of(value * n, n) for value in values])
    mean = float(np.mean(values)) * n
    binomial = math.sqrt(1 / (mean + 0.5) + 1 / (n - mean + 0.5))
    end = float(logits.mean()) + _SPREADS * max(float(logits.std()), binomial)
    return max(*values, min(n, math.ceil(right_at(end, n))) / n)


def _closest(wrong: Mapping[str, Sequence[float]], thresholds: Sequence[float]) -> tuple[str, float]:
    """The mistake that passes most often, else the one that comes closest, and the share of its runs that pass."""
    highest = max(thresholds, default=math.inf)
    shares = {
        name: (sum(value >= highest for value in values) / len(values), max(values))
        for name, values in wrong.items()
        if values
    }
    closest = max(shares, key=shares.__getitem__, default="")
    return closest, shares[closest][0] if closest else 0.0


def _rate(chance: float) -> str:
    if chance <= RARE:
        return "at most 1 in 10,000"
    if chance >= 0.01:
        return f"{100 * chance:.0f} in 100"
    return f"1 in {float(f'{1 / chance:.2g}'):,.0f}"


def _floored(share: float) -> str:
    return f"{math.floor(1000 * share + 1e-9) / 1000:g}"


def _raised(share: float) -> str:
    return f"{math.ceil(1000 * share - 1e-9) / 1000:g}"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
