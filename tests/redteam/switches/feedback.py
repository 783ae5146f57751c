"""What a student gets to see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from defences import defence, replaced


@defence(
    "fixed categories",
    "of a hidden check students see name, points, and its author's hint or one of nine texts",
)
def fixed_categories() -> None:
    from autograder.feedback import view

    def told(check: Any, _: Any) -> Any:
        return replace(check, message=check.detail)

    replaced(view, "_check_view", told)


@defence(
    "silence after hidden checks",
    "once student code has met hidden inputs, nothing that it says reaches a student",
)
def silence_after_hidden_checks() -> None:
    from autograder.feedback import page

    plain = page.policy_for
    replaced(page, "policy_for", lambda *given: replace(plain(*given), after_hidden=True))


@defence("released text", "of the author's cells students see what was released, and never the hidden lines")
def released_text() -> None:
    from autograder.feedback import page

    def whole(assignment: Any, _: Any) -> dict[tuple[str, str], str]:
        cells = ((book.name, cell) for book in assignment.notebooks for cell in book.cells)
        return {(name, cell.grade_id): cell.source for name, cell in cells if cell.grade_id}

    replaced(page, "open_sources", whole)


@defence("attempt cap", "after so many submissions a student learns no more of how hidden checks ended")
def attempt_cap() -> None:
    from autograder.feedback.policy import FeedbackPolicy

    replaced(FeedbackPolicy, "is_used_up", property(lambda _: False))


@defence("final split", "a share of the hidden checks is decided once and for all, and nobody can try for it")
def final_split() -> None:
    from autograder.feedback import view

    replaced(view, "hold_back", lambda result, *_: result)
