"""Looks for hidden text in everything that students get: notebooks, files, archives, compiled modules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from autograder.assignment import Assignment, Role
from autograder.authoring.findings import Finding, Status, Topic, place, settled
from autograder.authoring.search import MOST_BYTES, Found, in_extras, in_file
from autograder.authoring.secrets import Secrets, hidden_part, means_something, secrets_of

_LEAST_LINES: Final = 3
_WHY: Final = "whoever reads it can write what the check expects"


def leak_findings(assignment: Assignment, release: Path) -> list[Finding]:
    """Hidden text in ``release`` (the assignment's released folder, if any) and in what would be released."""
    secrets = secrets_of(assignment)
    count = f"{len(secrets.texts)} hidden lines and values"
    return settled(
        Topic.LEAKS,
        chain(
            _in_source(assignment, secrets),
            _in_release(assignment, secrets, release),
            _given_away(assignment),
        ),
        f"{count} are nowhere in what students get",
    )


def _in_release(assignment: Assignment, secrets: Secrets, release: Path) -> Iterator[Finding]:
    for path in sorted(release.rglob("*")):
        if path.is_file():
            name = f"release/{assignment.name}/{path.relative_to(release)}"
            remedy = f"delete release/{assignment.name}/, mend source/, and generate the assignment again"
            yield from _told(in_file(path, name, secrets), Status.WRONG, remedy)
            yield from _unsearched(path, name)


def _in_source(assignment: Assignment, secrets: Secrets) -> Iterator[Finding]:
    """What nbgrader would release as it lies there, and outputs that were left in the author's notebooks."""
    for name in assignment.files:
        where = f"source/{assignment.name}/{name}"
        remedy = "move the file to checks/, or take what is hidden out of it"
        yield from _told(in_file(assignment.folder / name, where, secrets), Status.WRONG, remedy)
        yield from _unsearched(assignment.folder / name, where)
    for notebook in assignment.notebooks:
        where = f"source/{assignment.name}/{notebook.name}.ipynb"
        remedy = "clear the cell's outputs, or take its attachment out, before you release"
        yield from _told(in_extras(notebook.node, where, secrets), Status.WARNING, remedy)


def _unsearched(path: Path, where: str) -> Iterator[Finding]:
    if path.stat().st_size > MOST_BYTES:
        text = f"is larger than {MOST_BYTES >> 20} MiB and was not searched"
        yield Finding(
            Topic.LEAKS, Status.WARNING, text, where, _WHY, "see to it that nothing hidden is in it"
        )


def _given_away(assignment: Assignment) -> Iterator[Finding]:
    """Visible cells that hold several lines of a solution: put there by mistake, perhaps."""
    cells = [(book.name, cell) for book in assignment.notebooks for cell in book.cells]
    for _, solution in cells:
        lines = {line for line in hidden_part(solution) if means_something(line)}
        for name, cell in cells if solution.role is not Role.CHECK and len(lines) >= _LEAST_LINES else ():
            shown = lines & {line.strip() for line in cell.released.split("\n")}
            if len(shown) >= _LEAST_LINES:
                yield Finding(
                    Topic.LEAKS,
                    Status.WARNING,
                    f"shows {len(shown)} lines of the solution of {solution.grade_id}, such as {min(shown)!r}",
                    place(name, cell),
                    "students can copy it",
                    "take it out, unless you mean to show it",
                )


def _told(found: Iterator[Found], status: Status, remedy: str) -> Iterator[Finding]:
    """One finding for each place and origin: a leaked module is one fault and not a hundred."""
    by_place: dict[tuple[str, str], list[Found]] = {}
    for leak in found:
        by_place.setdefault((leak.where, leak.origin), []).append(leak)
    for (where, origin), leaks in by_place.items():
        # One short line, `x = np.zeros((3, 4))` say, may stand in two places without being copied.
        if len(leaks) > 1 or leaks[0].is_telling:
            more = f" and {len(leaks) - 1} more" if len(leaks) > 1 else ""
            text = f"holds {leaks[0].what!r}{more}, from {origin}"
            yield Finding(Topic.LEAKS, status, text, where, _WHY, remedy)
