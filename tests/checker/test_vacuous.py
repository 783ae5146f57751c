"""What has no items, or hides them, is not equal to what has some."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checker.vacuous import strict_comparisons

MASKED = np.ma.array([5.0, 6.0], mask=True)
NOTHING = np.zeros(0)
COMPARISONS = [
    lambda x: np.testing.assert_allclose(x, 7.0),
    lambda x: np.testing.assert_array_equal(x, np.array([1.0, 2.0])),
    lambda x: np.testing.assert_allclose(x, np.array([1.0, 2.0])),
    lambda x: np.testing.assert_array_almost_equal(x, 7.0),
    lambda x: pytest.fail("no") if not pytest.approx(7.0) == x else None,  # noqa: SIM201  (it has no other operator)
]


@pytest.mark.parametrize("found", [MASKED, NOTHING, np.ma.array([5.0, 2.0], mask=[True, False])], ids=repr)
@pytest.mark.parametrize("compare", COMPARISONS)
def test_nothing_never_passes(compare: Any, found: Any) -> None:
    with strict_comparisons(), pytest.raises((AssertionError, pytest.fail.Exception)):
        compare(found)


def test_a_mask_hides_no_more_than_it_should() -> None:
    due = np.ma.array([1.0, 2.0], mask=[True, False])
    with strict_comparisons(), pytest.raises(AssertionError, match="masked"):
        np.testing.assert_array_equal(MASKED, due)


def test_outside_of_a_check_libraries_compare_as_they_do() -> None:
    np.testing.assert_allclose(NOTHING, 7.0)
    assert pytest.approx(7.0) == NOTHING


def test_what_is_due_passes_and_so_does_a_mask_that_is_due() -> None:
    with strict_comparisons():
        np.testing.assert_allclose([7.0, 7.0], 7.0)
        np.testing.assert_array_equal(NOTHING, np.zeros(0))
        np.testing.assert_array_equal(MASKED, MASKED.copy())
        assert np.array([7.0]) == pytest.approx(7)
        assert pytest.approx(7) == 7.0
