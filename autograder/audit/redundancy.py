"""Which checks find what no other does, and which points nothing known can lose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from autograder.audit.model import MistakeFate, MutantFate, Redundancy


def redundancy(
    checks: Mapping[str, float], mistakes: Sequence[MistakeFate], mutants: Sequence[MutantFate]
) -> Redundancy:
    """Judge ``checks`` (with their points) by all that they have found.

    Two checks are twins when they found the same, and something; those that found nothing are unlosable points.
    """
    found = [frozenset(fate.failed) for fate in mistakes] + [frozenset(fate.killers) for fate in mutants]
    alone = Counter(next(iter(names)) for names in found if len(names) == 1)
    kills: dict[str, set[int]] = {name: set() for name in checks}
    for number, names in enumerate(found):
        for name in names & kills.keys():
            kills[name].add(number)
    same: dict[frozenset[int], list[str]] = defaultdict(list)
    for name, numbers in kills.items():
        same[frozenset(numbers)].append(name)
    return Redundancy(
        without_unique=tuple(name for name in checks if kills[name] and not alone[name]),
        twins=tuple(tuple(names) for numbers, names in same.items() if numbers and len(names) > 1),
        unlosable=tuple((name, points) for name, points in checks.items() if points and not kills[name]),
    )
