"""How low right solutions end: the value that all but one in ten thousand reach, from some dozens of runs.

Values are shares of a hidden set of n inputs, each a whole number of right answers. One of three laws goes on below
the lowest run:

    FewWrong     wrong answers come as a Poisson law has them; where a run has fewer than five on average
    NormalTail   the logits are normal; the limit is a tolerance limit, by the noncentral t
    PeaksTail    an exponential law of the lowest fifth, below its edge; where one of the others is refuted

The last is the method of peaks over a threshold (Pickands 1975), with the generalised Pareto law's shape fixed at 0: a
shape that is fitted to 15 peaks is so uncertain that its limit says nothing. A logit is ``log(right / wrong)`` with
half an input added to both, so that 0 and 1 stay finite (Haldane 1956).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from autograder.audit.statistics.bounds import CONFIDENCE, scipy_stats

RARE: Final = 1e-4
"""The chance with which a right solution may end below what it is said to reach."""
LEAST_RUNS: Final = 30
"""With fewer, neither a tail nor a departure from the normal law can be told."""
_LEAST_PEAKS: Final = 15
_LEVEL: Final = 0.2
"""Of samples of a normal law, the share that each test refutes. That costs a lower limit; a lean that is missed
costs right solutions their points."""
_FEW: Final = 5.0
"""Wrong answers, on average: with fewer, logits are far apart and nothing like normal."""
_SAME: Final = 1e-9


class Tail(Protocol):
    """A law of the number of right answers, as far as it goes below the runs it was learnt from."""

    def limit(self) -> float:
        """The number that all but a share ``RARE`` of runs reach, with confidence ``CONFIDENCE``."""

    def below(self, right: float) -> float:
        """The chance of fewer answers than ``right``, averaged over what the runs leave open."""


@dataclass(frozen=True, slots=True)
class NormalTail:
    """Logits of ``n`` answers follow a normal law, known by mean and standard deviation of ``runs`` values."""

    mean: float
    spread: float
    runs: int
    n: int

    def limit(self) -> float:
        return right_at(self.mean - tolerance_factor(self.runs) * self.spread, self.n)

    def below(self, right: float) -> float:
        steps = (logit_of(right, self.n) - self.mean) / (self.spread * math.sqrt(1 + 1 / self.runs))
        return float(scipy_stats().t.cdf(steps, self.runs - 1))


@dataclass(frozen=True, slots=True)
class FewWrong:
    """Wrong answers in ``n`` follow a Poisson law, known by their number ``wrong`` in all ``runs`` together."""

    wrong: float
    runs: int
    n: int

    def limit(self) -> float:
        stats = scipy_stats()
        most = float(stats.chi2.ppf(CONFIDENCE, 2 * (self.wrong + 1))) / (2 * self.runs)
        return self.n - float(stats.poisson.isf(RARE, most))

    def below(self, right: float) -> float:
        # What is left open of the Poisson law's mean is a gamma law (Jeffreys), and the mixture of both this one.
        law = scipy_stats().nbinom(self.wrong + 0.5, self.runs / (self.runs + 1))
        return float(law.sf(self.n - right))


@dataclass(frozen=True, slots=True)
class PeaksTail:
    """What lies below ``edge`` is exponential, known by ``peaks`` values whose depths below it add up to ``depth``.

    Both are logits of ``n`` answers, or, without ``n``, numbers of answers. ``share`` is that of all values that lie
    below the edge.
    """

    edge: float
    depth: float
    peaks: int
    share: float
    n: int | None

    def limit(self) -> float:
        scale = 2 * self.depth / float(scipy_stats().chi2.ppf(1 - CONFIDENCE, 2 * self.peaks))
        lowest = self.edge - scale * math.log(self.share / RARE)
        return lowest if self.n is None else right_at(lowest, self.n)

    def below(self, right: float) -> float:
        place = right if self.n is None else logit_of(right, self.n)
        return self.share * (1 + max(0.0, self.edge - place) / self.depth) ** -self.peaks


def tolerance_factor(runs: int, content: float = 1 - RARE, confidence: float = CONFIDENCE) -> float:
    """How many standard deviations below the mean of ``runs`` normal values a share ``content`` of all ends.

    One-sided, by the noncentral t distribution (Owen 1968; NIST Handbook of Statistical Methods 7.2.6.3).
    """
    stats, root = scipy_stats(), math.sqrt(runs)
    return float(stats.nct.ppf(confidence, runs - 1, stats.norm.ppf(content) * root)) / root


def logit_of(right: float, n: int) -> float:
    """The logit of ``right`` answers in ``n``, from -0.5 (minus infinity) to n + 0.5."""
    if right <= -0.5:
        return -math.inf
    return math.inf if right >= n + 0.5 else math.log((right + 0.5) / (n - right + 0.5))


def right_at(logit: float, n: int) -> float:
    """How many right answers in ``n`` have that logit."""
    return (n + 1) / (1 + math.exp(-logit)) - 0.5


def learn(values: Sequence[float], n: int) -> Tail:
    """The law of ``values``, at least ``LEAST_RUNS`` shares of ``n`` inputs.

    Raises:
        UsageError: scipy is not installed.
    """
    right = np.sort(np.rint(np.asarray(values, float) * n))
    if n - right.mean() < _FEW:
        return (
            _peaks(right, n, None) if is_scattered(n - right) else FewWrong((n - right).sum(), len(right), n)
        )
    logits = np.array([logit_of(each, n) for each in right])
    return _peaks(right, n, n) if leans(logits) else _normal(logits, n)


def leans(logits: NDArray[Any]) -> bool:
    """Whether a normal law would promise too much: the values lean to the left, or have long tails.

    Told by the tests of skewness (D'Agostino 1970) and of kurtosis (Anscombe and Glynn 1983), each at 20 % on the
    side that does harm.
    """
    if np.ptp(logits) < _SAME:
        return False
    stats = scipy_stats()
    to_the_left = stats.skewtest(logits, alternative="less").pvalue < _LEVEL
    return bool(to_the_left or stats.kurtosistest(logits, alternative="greater").pvalue < _LEVEL)


def is_scattered(counts: NDArray[Any]) -> bool:
    """Whether a Poisson law would promise too much: ``counts`` vary more than it says.

    Told by Fisher's index of dispersion at 20 %.
    """
    if np.ptp(counts) < _SAME:
        return False
    index = ((counts - counts.mean()) ** 2).sum() / counts.mean()
    return bool(scipy_stats().chi2.sf(index, len(counts) - 1) < _LEVEL)


def _normal(logits: NDArray[Any], n: int) -> NormalTail:
    """A normal law, at least as wide as half the step from one number of right answers to the next."""
    mean = float(logits.mean())
    half_a_step = mean - logit_of(right_at(mean, n) - 0.5, n)
    return NormalTail(mean, max(float(logits.std(ddof=1)), half_a_step), len(logits), n)


def _peaks(right: NDArray[Any], most: int, n: int | None) -> PeaksTail:
    """The lowest fifth of ``right``, which is sorted; equal numbers are spread evenly over their step.

    Those that are right in all ``most`` answers fill the lower half of it alone: more than all there is not.
    """
    starts, counts = np.unique(right, return_counts=True)
    spread = np.concatenate(
        [start + (np.arange(m) + 0.5) / m - 0.5 for start, m in zip(starts, counts, strict=True)]
    )
    peaks = max(_LEAST_PEAKS, len(right) // 5)
    lowest = np.minimum(spread[: peaks + 1], most)
    places = lowest if n is None else np.array([logit_of(each, n) for each in lowest])
    return PeaksTail(float(places[-1]), float((places[-1] - places[:-1]).sum()), peaks, peaks / len(right), n)
