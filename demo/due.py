"""Whether a graded submission got what it was due: points, outcome, the checks that must catch it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from autograder.variants import Variant


def failures(variant: Variant, line: Mapping[str, Any], *, counts_memory: bool) -> Iterator[str]:
    """What differs between ``line``, an object that ``autograder grade --json`` printed, and the due."""
    checked = [cell for cell in line["cells"] if cell["kind"] == "check"]
    lost = sum(cell["points"] - (cell["earned"] or 0) for cell in checked)
    failed = {
        f"{c['grade_id']}::{k['name']}" for c in checked for k in c["checks"] if k["outcome"] != "passed"
    }
    if variant.kind == "unmodified":
        if line["score"] != 0:
            yield f"the unmodified notebook earned {line['score']}"
        return
    if variant.header.get("needs_cgroups") and not counts_memory:
        return
    due = min(float(variant.header.get("loses", 0)), sum(cell["points"] for cell in checked))
    if abs(lost - due) > 1e-6:
        yield f"lost {lost:g} points and should lose {due:g}"
    for name in variant.header.get("caught_by", ()):
        if not any(f == name or f.startswith((name + "[", name + "::")) for f in failed):
            yield f"{name} should have caught it"
    outcome = variant.header.get("outcome", "failed" if due else "passed")
    if variant.kind != "mistake" and line["outcome"] != outcome:
        yield f"ended as {line['outcome']!r} and should end as {outcome!r}"
    if (says := variant.header.get("says", "")) not in line["reason"]:
        yield f"the reason {line['reason']!r} should say {says!r}"
    for note in variant.header.get("notes", ()):
        if not any(note in said for said in line["notes"]):
            yield f"no note says {note!r}"
    if line["outcome"] != "passed" and not line["reason"]:
        yield "no reason is given"
