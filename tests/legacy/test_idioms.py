"""What check cells of existing courses do, one idiom at a time: right answers pass, wrong ones fail, as in nbgrader."""

from __future__ import annotations

import pytest
from courses import Grader, hidden
from idioms import Idiom, errors, files, in_place, libraries, looks, objects, plots, prints

from autograder.results import Outcome

GROUPS = (in_place, prints, looks, objects, errors, libraries, files, plots)
IDIOMS = {
    f"{group.__name__.split('.')[-1]}: {name}": idiom
    for group in GROUPS
    for name, idiom in group.IDIOMS.items()
}


@pytest.mark.parametrize("idiom", IDIOMS.values(), ids=IDIOMS)
def test_a_right_answer_passes_also_where_the_check_is_hidden(grader: Grader, idiom: Idiom) -> None:
    cell = grader.cell(idiom.solution, hidden(idiom.check))
    assert cell.outcome is Outcome.PASSED, cell.checks[0].detail


@pytest.mark.parametrize("idiom", IDIOMS.values(), ids=IDIOMS)
def test_a_mistake_is_caught(grader: Grader, idiom: Idiom) -> None:
    cell = grader.cell(idiom.mistake, idiom.check, reference=idiom.solution)
    assert (cell.outcome, cell.earned) == (Outcome.FAILED, 0), cell.checks
