"""Cells are known by what they claim, by their text, by their id and by their place, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest
from courses import assignment, checks, essay, locked, plain, solution, text

from autograder.assignment import Notebook
from autograder.matching import match_cells, resemblance
from autograder.submission import SubmittedCell


@pytest.fixture
def source(tmp_path: Path) -> Notebook:
    return assignment(
        tmp_path,
        text("# Title"),
        locked("import math", "setup"),
        solution("x = 1", "first"),
        checks("assert x == 1", "first_checks"),
        essay("words", "why"),
        solution("y = 2", "second"),
        checks("assert y == 2", "second_checks"),
        plain("plot()"),
        plain("plot()"),
    ).notebooks[0]


def copy(source: Notebook, *, marks: bool = True, ids: bool = True) -> list[SubmittedCell]:
    return [
        SubmittedCell(c.cell_type, c.released, c.cell_id if ids else "", c.grade_id if marks else "")
        for c in source.cells
    ]


def with_text(cell: SubmittedCell, words: str) -> SubmittedCell:
    return SubmittedCell(cell.cell_type, words, cell.cell_id, cell.grade_id)


def code(words: str, cell_id: str = "", grade_id: str = "") -> SubmittedCell:
    return SubmittedCell("code", words, cell_id, grade_id)


def words(text: str) -> SubmittedCell:
    return SubmittedCell("markdown", text, "", "")


@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize("ids", [True, False])
def test_an_untouched_copy_is_known_cell_by_cell(source: Notebook, marks: bool, ids: bool) -> None:
    matches = match_cells(source, copy(source, marks=marks, ids=ids))
    assert matches.found == list(range(9))
    assert (matches.absorbed, matches.answers) == (set(), {})


def test_a_mark_goes_before_text_and_text_before_an_id(source: Notebook) -> None:
    theirs = [code("import math", "c1", "first"), code("assert x == 1", "c7"), code("other", "c7")]
    assert match_cells(source, theirs).found == [2, 3, 6]


def test_changed_answers_are_known_by_id(source: Notebook) -> None:
    theirs = [with_text(cell, f"mine {n}") for n, cell in enumerate(copy(source, marks=False))]
    assert match_cells(source, theirs).found == list(range(9))


def test_changed_answers_without_ids_are_known_by_their_place(source: Notebook) -> None:
    theirs = copy(source, marks=False, ids=False)
    for n in (2, 4, 5):
        theirs[n] = with_text(theirs[n], f"mine {n}")
    assert match_cells(source, theirs).found == list(range(9))


def test_of_several_cells_in_the_place_of_a_solution_the_last_is_it(source: Notebook) -> None:
    theirs = copy(source, marks=False, ids=False)
    theirs[2:3] = [code("def helper(): ..."), code("x = helper()")]
    assert match_cells(source, theirs).found[:5] == [0, 1, None, 2, 3]


def test_of_several_texts_in_the_place_of_an_answer_in_words_none_is_lost(source: Notebook) -> None:
    theirs = copy(source, marks=False, ids=False)
    theirs[4:5] = [words("One."), words("Two.")]
    matches = match_cells(source, theirs)
    assert matches.answers == {4: "One.\n\nTwo."}
    assert matches.absorbed == {4, 5}


def test_nothing_is_guessed_where_nothing_is_known(source: Notebook) -> None:
    matches = match_cells(source, [code("a = 1"), words("An essay about something else.")])
    assert matches.found == [None, None]
    assert matches.answers == {}


def test_an_answer_merged_into_a_read_only_neighbour_is_found(source: Notebook) -> None:
    before = copy(source)
    before[3] = with_text(before[3], "assert x == 1\n\ny = 5")
    after = copy(source)
    after[6] = with_text(after[6], "y = 5\nassert y == 2")
    del before[5], after[5], before[4]
    assert match_cells(source, after).answers == {5: "y = 5"}
    assert match_cells(source, before).answers == {}, "a text stands between them"


def test_a_change_in_a_read_only_cell_is_no_answer_while_the_answer_is_there(source: Notebook) -> None:
    theirs = copy(source)
    theirs[3] = with_text(theirs[3], "assert x == 1\nx = 5")
    assert match_cells(source, theirs).answers == {}


def test_resemblance_is_the_share_of_marked_cells_that_are_there(source: Notebook) -> None:
    assert resemblance(source, copy(source)) == 1
    assert resemblance(source, copy(source, marks=False, ids=False)) == 1
    assert resemblance(source, []) == 0
    assert resemblance(source, copy(source)[:4]) == 0.5
    assert resemblance(source, [code("x = 1"), code(source.cells[2].released)]) == 0, "a stub is no evidence"
    assert resemblance(source, [code("z", cell.cell_id) for cell in source.cells]) == 0, "nor are counted ids"
