"""The notebooks inside nbgrader's wheel earn here what they earn there, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from autograder.sandbox.fake import FakeSandbox
from scripts.parity import AGREEMENTS, PAGE, STOPPED, Found, Pair, grade_all, page_of, pairs, verdict

PAIRS = list(pairs())


@pytest.fixture(scope="module")
def graded(fake: FakeSandbox) -> Sequence[tuple[Pair, Found]]:
    return list(grade_all(fake))


@pytest.mark.parametrize(
    "number", range(len(PAIRS)), ids=lambda n: f"{PAIRS[n].source}-{PAIRS[n].submission}"
)
def test_the_pair_comes_to_what_nbgrader_makes_of_it(
    number: int, graded: Sequence[tuple[Pair, Found]]
) -> None:
    pair, found = graded[number]
    assert verdict(pair, found) in AGREEMENTS, (pair.cells, found)


def test_only_a_failure_of_nbgraders_own_counts_as_one() -> None:
    pair = next(pair for pair in PAIRS if pair.cells and not pair.fails)
    wrong = dict.fromkeys(pair.cells, "9/9")
    assert verdict(pair, Found(wrong)) not in AGREEMENTS
    assert verdict(pair, Found({})) not in AGREEMENTS
    assert verdict(pair, Found({}, refusal="no")) not in AGREEMENTS
    stopped = next(pair for pair in PAIRS if pair.fails)
    assert verdict(stopped, Found(wrong)) == STOPPED
    assert verdict(stopped, Found({})) not in AGREEMENTS


def test_a_refused_source_names_its_notebook(graded: Sequence[tuple[Pair, Found]]) -> None:
    refusals = [found.refusal for _, found in graded if found.refusal]
    assert len(refusals) > 5
    assert all(".ipynb" in refusal and "\n" not in refusal for refusal in refusals)


def test_the_page_is_what_the_run_gives(graded: Sequence[tuple[Pair, Found]]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page_of(graded), "write it anew: python -m scripts.parity"
