"""What so many runs show: how often something can happen that was seen seldom, or never.

upper_bound   an upper limit for a chance, from k cases in n
runs_needed   how many runs without a case show that limit
"""

from __future__ import annotations

import math
from typing import Any, Final

from autograder.errors import UsageError

CONFIDENCE: Final = 0.95
"""How often a limit of this package holds."""


def upper_bound(failures: int, runs: int, confidence: float = CONFIDENCE) -> float:
    """The one-sided upper limit for a chance that showed itself ``failures`` times in ``runs`` independent runs.

    It is the chance with which so few failures still turn up in ``1 - confidence`` of all cases, so the true one
    lies above it at most that often (Clopper and Pearson, Biometrika 26, 1934). Nothing is known after no run: 1.

    Raises:
        ValueError: no such count.
        UsageError: there was a failure, and scipy, which is needed then, is not installed.
    """
    if not 0 <= failures <= runs:
        raise ValueError(f"{failures} failures in {runs} runs is no count")
    if failures == runs:
        return 1.0
    if failures == 0:
        return -math.expm1(math.log(1 - confidence) / runs)
    return float(scipy_stats().beta.ppf(confidence, failures + 1, runs - failures))


def runs_needed(bound: float, confidence: float = CONFIDENCE) -> int:
    """The least number of runs which, without a failure, put the upper limit at ``bound`` or below.

    Raises:
        ValueError: a bound of 0 or less, which no number of runs shows, or of 1 or more, which needs none.
    """
    if not 0 < bound < 1:
        raise ValueError(f"a bound lies between 0 and 1, and {bound} does not")
    return math.ceil(math.log(1 - confidence) / math.log1p(-bound))


def scipy_stats() -> Any:
    """The module ``scipy.stats``, which takes a second to import and comes with an extra of this package.

    Raises:
        UsageError: it is not installed.
    """
    try:
        from scipy import stats
    except ImportError as error:
        raise UsageError(
            "the audit needs scipy for its statistics; install it with: pip install 'autograder[audit]'",
            log=str(error),
        ) from error
    return stats
