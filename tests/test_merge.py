"""A student's notebook laid over the assignment's: whose source runs, in which order, and what is noted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from courses import assignment, checks, essay, hidden, locked, plain, released, solution, text

from autograder.assignment import Notebook, Role
from autograder.merge import Merged, merge
from autograder.submission import SubmittedCell


@pytest.fixture
def source(tmp_path: Path) -> Any:
    return assignment(
        tmp_path,
        text("# Title"),
        locked("import numpy as np", "setup"),
        plain("helper = 1"),
        solution("x = 1", "first"),
        checks("assert x == 1\n" + hidden("assert x < 2"), "first_checks"),
        essay("a sample answer", "words"),
        solution("y = 2", "second"),
        checks("assert y == 2", "second_checks"),
    )


def theirs(source: Any) -> list[SubmittedCell]:
    return [
        SubmittedCell(
            cell["cell_type"],
            cell["source"],
            cell["id"],
            cell["metadata"].get("nbgrader", {}).get("grade_id", ""),
        )
        for cell in released(source)["cells"]
    ]


def changed(cell: SubmittedCell, **how: str) -> SubmittedCell:
    parts = {name: getattr(cell, name) for name in ("cell_type", "source", "cell_id", "grade_id")}
    return SubmittedCell(**{**parts, **how})


def merged(source: Any, cells: list[SubmittedCell]) -> Merged:
    notebook: Notebook = source.notebooks[0]
    return merge(notebook, cells)


def sources(result: Merged) -> list[str]:
    return [step.source for step in result.steps]


def roles(result: Merged) -> list[Role]:
    return [step.role for step in result.steps]


def test_an_untouched_copy_gives_the_assignment_without_a_note(source: Any) -> None:
    result = merged(source, theirs(source))
    assert sources(result) == [cell.released for cell in source.notebooks[0].cells]
    assert [step.cell for step in result.steps] == list(source.notebooks[0].cells)
    assert result.notes == []


def test_only_answers_are_taken_from_the_student(source: Any) -> None:
    mine = [changed(cell, source=f"mine {n}") for n, cell in enumerate(theirs(source))]
    result = merged(source, mine)
    taken = {step.cell.grade_id: step.source for step in result.steps if step.cell and step.cell.grade_id}
    assert taken == {
        "setup": "import numpy as np",
        "first": "mine 3",
        "first_checks": "assert x == 1\n",
        "words": "mine 5",
        "second": "mine 6",
        "second_checks": "assert y == 2",
    }
    assert sum("was changed" in note for note in result.notes) == 3


def test_no_hidden_line_is_ever_in_a_merged_notebook(source: Any) -> None:
    assert not any("x < 2" in text for text in sources(merged(source, [])))


def test_an_unmarked_cell_that_was_edited_runs_after_the_original(source: Any) -> None:
    cells = theirs(source)
    cells[2] = changed(cells[2], source="helper = 2")
    found = sources(merged(source, cells))
    assert found[2:4] == ["helper = 1", "helper = 2"]


def test_deleted_cells_come_back_in_their_place_except_answers(source: Any) -> None:
    result = merged(source, [])
    assert roles(result) == [Role.TEXT, Role.INSTRUCTOR, Role.INSTRUCTOR, Role.CHECK, Role.MANUAL, Role.CHECK]
    assert sum("was deleted" in note for note in result.notes) == 6


def test_a_deleted_check_comes_back_after_the_answer_before_it(source: Any) -> None:
    cells = [cell for cell in theirs(source) if cell.grade_id != "first_checks"]
    result = merged(source, cells)
    assert sources(result) == [cell.released for cell in source.notebooks[0].cells]
    assert result.notes == ["the cell 'first_checks' was deleted"]


def test_the_students_order_is_kept(source: Any) -> None:
    cells = theirs(source)
    cells[3], cells[6] = cells[6], cells[3]
    names = [step.cell.grade_id for step in merged(source, cells).steps if step.cell and step.cell.grade_id]
    assert names == ["setup", "second", "first_checks", "words", "first", "second_checks"]


@pytest.mark.parametrize("moved", [[1], [1, 2], [1, 4], [4]], ids=str)
def test_the_authors_own_code_keeps_the_authors_order_wherever_it_was_moved(
    source: Any, moved: list[int]
) -> None:
    cells = theirs(source)
    shifted = [cell for number, cell in enumerate(cells) if number not in moved]
    result = merged(source, shifted + [cells[number] for number in reversed(moved)])
    own = [step for step in result.steps if step.role in (Role.INSTRUCTOR, Role.CHECK)]
    order = {id(cell): number for number, cell in enumerate(source.notebooks[0].cells)}
    places = [order[id(step.cell)] for step in own]
    assert places == sorted(places)
    assert len(places) == 4


def test_of_two_copies_of_a_helper_the_first_one_counts(source: Any) -> None:
    cells = theirs(source)
    result = merged(source, [*cells, cells[1]])
    assert next(step.cell.grade_id for step in result.steps if step.cell and step.cell.grade_id) == "setup"


def test_a_cell_that_was_retyped_is_what_the_assignment_says(source: Any) -> None:
    cells = [
        changed(cell, cell_type="markdown" if cell.cell_type == "code" else "code") for cell in theirs(source)
    ]
    result = merged(source, cells)
    named = [step for step in result.steps if step.cell is not None]
    assert all(step.cell_type == step.cell.cell_type for step in named if step.cell)
    assert sum("was turned into" in note for note in result.notes) >= 6


def test_of_two_copies_the_last_with_an_answer_in_it_is_the_graded_one(source: Any) -> None:
    cells = theirs(source)
    check, words = cells[4], cells[5]
    early = [changed(check), changed(words, source="draft"), changed(words, source="answer")]
    result = merged(source, early + cells)
    assert roles(result).count(Role.CHECK) == 2
    assert [s.source for s in result.steps if s.role is Role.MANUAL] == ["answer"]
    assert "draft" in sources(result), "a person may still read it"
    assert "YOUR ANSWER HERE" not in sources(result)
    assert sum("more than once" in note for note in result.notes) == 3


@pytest.mark.parametrize("stub_is_last", [True, False])
def test_a_stub_that_was_copied_to_be_safe_never_undoes_the_solution(source: Any, stub_is_last: bool) -> None:
    cells = theirs(source)
    solved = changed(cells[3], source="x = 7")
    cells[3:4] = [solved, cells[3]] if stub_is_last else [cells[3], solved]
    result = merged(source, cells)
    assert [s.source for s in result.steps if s.role is Role.STUDENT][:1] == ["x = 7"]
    assert not any("NotImplementedError" in s.source for s in result.steps[:5])


def test_of_two_solutions_both_run_and_the_last_one_counts(source: Any) -> None:
    cells = theirs(source)
    cells[3:4] = [changed(cells[3], source="x = 0"), changed(cells[3], source="x = 1")]
    steps = merged(source, cells).steps
    assert [(s.source, s.cell is not None) for s in steps[3:5]] == [("x = 0", False), ("x = 1", True)]


def test_cells_that_the_student_added_run_where_they_stand(source: Any) -> None:
    cells = theirs(source)
    cells.insert(4, SubmittedCell("code", "extra = 1", "new", ""))
    cells.insert(0, SubmittedCell("markdown", "notes", "", ""))
    result = merged(source, cells)
    assert sources(result)[0] == "notes"
    assert sources(result)[5] == "extra = 1"
    assert result.steps[5].is_from_student
    assert result.notes == []


def test_an_id_that_the_assignment_does_not_have_is_noted_and_means_nothing(source: Any) -> None:
    result = merged(source, [*theirs(source), SubmittedCell("code", "z = 1", "", "bonus_checks")])
    assert result.steps[-1].role is Role.STUDENT
    assert result.notes == ["a cell says it is 'bonus_checks', which the assignment does not have"]


def test_thousands_of_strange_ids_are_noted_in_few_words(source: Any) -> None:
    strange = [SubmittedCell("code", "z = 1", "", f"{number}" + "x" * 10_000) for number in range(2_000)]
    notes = merged(source, [*theirs(source), *strange]).notes
    assert len(notes) == 11
    assert max(map(len, notes)) < 200
    assert notes[-1] == "so do 1990 more cells"


def test_cells_without_ids_are_known_by_their_text(source: Any) -> None:
    cells = [changed(cell, cell_id="") for cell in theirs(source)]
    assert sources(merged(source, cells)) == [cell.released for cell in source.notebooks[0].cells]
