"""What an attack left behind, and in which ways that is more than its due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from canaries import stolen

REACHED = "REACHED"
"""What a payload prints once it has got what it was after; in its source it stands as ``"REA" "CHED"``."""


@dataclass(frozen=True)
class Evidence:
    """What is known after one submission was graded.

    ``seen`` is every byte that its student may see, ``said`` what its own cells put out. ``harm`` is
    what it did to others, a sentence each.
    """

    score: float | None
    outcome: str
    seen: bytes = b""
    said: str = ""
    harm: Sequence[str] = field(default=())


def text_of(output: Mapping[str, Any]) -> str:
    """All that an output of a notebook's cell says."""
    data = output.get("data", {})
    parts = [output.get("text", ""), *data.values(), output.get("evalue", ""), *output.get("traceback", ())]
    return "\n".join("".join(part) if isinstance(part, list) else str(part) for part in parts)


def breaches(evidence: Evidence, secrets: Mapping[str, str], due: float) -> list[str]:
    """What the attack got that it should not have; nothing when all walls held."""
    found = [f"the secret of {place} got out" for place in sorted(stolen(secrets, evidence.seen) - {"name"})]
    if evidence.score is None:
        found.append(f"it was not graded, but ended as {evidence.outcome}")
    elif evidence.score > due + 1e-6:
        found.append(f"it scored {evidence.score:g} instead of {due:g}")
    if REACHED in evidence.said:
        found.append(evidence.said[evidence.said.index(REACHED) :].splitlines()[0])
    return [*found, *evidence.harm]
