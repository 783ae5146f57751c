"""Which cell of the assignment each submitted cell is a copy of, also where an editor lost nbgrader's marks.

What a cell claims to be comes first, then its very text, then the notebook format's id, then its place between
cells that are known. A wrong guess costs little: a student's cells run where they stand, whatever they are
taken for, and the assignment's own cells are never read from a submission.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from autograder.assignment import ANSWERS, Cell, Notebook, Role
from autograder.submission import SubmittedCell


@dataclass(slots=True)
class Matches:
    """What was found.

    ``found`` holds, for each submitted cell, the number of the assignment's cell; ``absorbed`` the submitted
    cells whose text went into another; ``answers`` maps the number of an assignment's cell to the text that
    was put together for it from other places.
    """

    found: list[int | None]
    absorbed: set[int] = field(default_factory=set)
    answers: dict[int, str] = field(default_factory=dict)


def match_cells(notebook: Notebook, submitted: Sequence[SubmittedCell]) -> Matches:
    """Find the assignment's cell for each of ``submitted``."""
    matching = _Matching(notebook, submitted)
    matching.by_text(only_with_id=True)
    matching.by_text(only_with_id=False)
    matching.by_id()
    matching.by_place()
    matching.by_neighbour()
    return matching.matches


def resemblance(notebook: Notebook, submitted: Sequence[SubmittedCell]) -> float:
    """The share of the assignment's cells, 0 to 1, that ``submitted`` holds: by mark, by id or by text."""
    marks = {cell.grade_id for cell in submitted}
    ids = {cell.cell_id for cell in submitted}
    texts = {cell.source.strip() for cell in submitted}
    # A stub looks like any other, and so do ids that some programs count up.
    said = [cell.released.strip() for cell in notebook.cells if cell.role not in ANSWERS]
    shares = (
        _share([cell.grade_id for cell in notebook.cells], marks),
        _share([cell.cell_id for cell in notebook.cells if len(cell.cell_id) > 5], ids),
        _share(said, texts),
    )
    return max(shares)


def _share(wanted: Iterable[str], there: set[str]) -> float:
    known = [word in there for word in wanted if word]
    return sum(known) / len(known) if known else 0.0


class _Matching:
    """The way from what is certain to what is likely."""

    def __init__(self, notebook: Notebook, submitted: Sequence[SubmittedCell]) -> None:
        self._cells = notebook.cells
        self._theirs = submitted
        numbers = {cell.grade_id: number for number, cell in enumerate(self._cells) if cell.grade_id}
        self.matches = Matches([numbers.get(theirs.grade_id) for theirs in submitted])
        self._claimed = set(self.matches.found)

    def by_text(self, *, only_with_id: bool) -> None:
        """Cells that still have their released text; of several equal ones, those with the id go first."""
        free = [n for n, cell in enumerate(self._cells) if n not in self._claimed and cell.released.strip()]
        groups: dict[tuple[str, str], list[int]] = {}
        for n in free:
            groups.setdefault((self._cells[n].cell_type, self._cells[n].released.strip()), []).append(n)
        for number, theirs in self._unknown():
            group = groups.get((theirs.cell_type, theirs.source.strip()), [])
            same = [n for n in group if theirs.cell_id and self._cells[n].cell_id == theirs.cell_id]
            self.matches.found[number] = same[0] if same else None if only_with_id else self._one_of(group)

    def _one_of(self, group: Sequence[int]) -> int | None:
        if len(group) < 2:
            return group[0] if group else None
        if any(self._cells[n].role in ANSWERS for n in group):
            return None  # which of several equal stubs it is, its place tells better
        taken = set(self.matches.found)
        return next((n for n in group if n not in taken), group[-1])

    def by_id(self) -> None:
        """Cells whose text was changed, but not the id that the notebook's format gives them."""
        taken = set(self.matches.found)
        ids = {cell.cell_id: n for n, cell in enumerate(self._cells) if cell.cell_id and n not in taken}
        for number, theirs in self._unknown():
            self.matches.found[number] = ids.get(theirs.cell_id)

    def by_place(self) -> None:
        """Answers that are missing, from the unknown cells between the same two known ones."""
        for (before, after, kind), group in groupby(self._missing(), key=self._surroundings):
            begin, end = self._position(before, -1), self._position(after, len(self._theirs))
            if before is None and after is None:
                continue  # nothing is known, so no place is
            here = [
                number
                for number, theirs in self._unknown()
                if begin < number < end and theirs.cell_type == kind and theirs.source.strip()
            ]
            self._settle(list(group), here)

    def _settle(self, missing: Sequence[int], here: Sequence[int]) -> None:
        if not here:
            return
        if len(here) != len(missing) and any(self._cells[n].role is Role.MANUAL for n in missing):
            # A person reads it, and sorts it out better than a guess.
            text = "\n\n".join(self._theirs[number].source for number in here)
            self.matches.answers |= dict.fromkeys(missing, text)
            self.matches.absorbed |= set(here)
            return
        # Helpers stand before what uses them.
        for number, n in zip(here[-len(missing) :], missing, strict=False):
            self.matches.found[number] = n

    def by_neighbour(self) -> None:
        """Answers that were merged into the read-only cell before or after them."""
        for n in self._missing():
            if n not in self.matches.answers:
                rest = self._rest(n, -1) or self._rest(n, 1)
                if rest:
                    self.matches.answers[n] = rest

    def _rest(self, n: int, step: int) -> str:
        """What a submitted neighbour holds beyond its own text, on the side towards cell ``n``."""
        neighbour = n + step
        place = self._position(neighbour, -1) if 0 <= neighbour < len(self._cells) else -1
        if place < 0 or self._cells[neighbour].role in ANSWERS:
            return ""
        theirs, own = self._theirs[place].source.strip(), self._cells[neighbour].released.strip()
        if self._theirs[place].cell_type != self._cells[n].cell_type or not own:
            return ""
        if step < 0:
            return theirs.removeprefix(own).strip("\n") if theirs.startswith(own) else ""
        return theirs.removesuffix(own).strip("\n") if theirs.endswith(own) else ""

    def _unknown(self) -> Iterator[tuple[int, SubmittedCell]]:
        """The submitted cells that are not matched yet."""
        for number, theirs in enumerate(self._theirs):
            if self.matches.found[number] is None and number not in self.matches.absorbed:
                yield number, theirs

    def _missing(self) -> list[int]:
        """The answers that no submitted cell is known to be."""
        taken = set(self.matches.found)
        return [n for n, cell in enumerate(self._cells) if cell.role in ANSWERS and n not in taken]

    def _surroundings(self, n: int) -> tuple[int | None, int | None, str]:
        taken = set(self.matches.found) - {None}
        before = max((k for k in taken if k is not None and k < n), default=None)
        after = min((k for k in taken if k is not None and k > n), default=None)
        return before, after, self._cells[n].cell_type

    def _position(self, n: int | None, otherwise: int) -> int:
        places: Iterable[int] = (number for number, k in enumerate(self.matches.found) if k == n)
        return otherwise if n is None else max(places, default=otherwise)


def is_untouched(cell: Cell, theirs: SubmittedCell) -> bool:
    """Whether the text is still the released one."""
    return theirs.source.strip() == cell.released.strip()
