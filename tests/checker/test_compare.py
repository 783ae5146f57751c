"""How strict the comparison is: a table of what passes and what does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checker.compare import assert_close, check_gradient, numerical_gradient

NAN, INF = float("nan"), float("inf")

CLOSE: list[tuple[Any, Any, dict[str, Any]]] = [
    (1.0, 1.0 + 1e-9, {}),
    ([1.0, 2.0], np.array([1.0, 2.0]), {}),
    ((1.0, 2.0), [1.0, 2.0], {}),
    (np.float32(0.1), np.float64(np.float32(0.1)), {}),
    (np.ones(3, np.float32), np.ones(3), {}),
    (np.array(2.0), 2.0, {}),
    (INF, INF, {}),
    ([NAN, 1.0], [NAN, 1.0], {}),
    (True, True, {}),
    (3, np.int8(3), {}),
    (3, 3.0, {"dtype": "number"}),
    (np.ones(2, np.float32), np.ones(2), {"dtype": "float32"}),
    (1 + 2j, 1 + 2j, {}),
    (np.zeros((0, 3)), np.zeros((0, 3)), {}),
    (10, 11, {"atol": 1}),
]
NOT_CLOSE: list[tuple[Any, Any, dict[str, Any]]] = [
    (1.0, 1.1, {}),
    (NAN, 1.0, {}),
    (NAN, INF, {}),
    (1.0, NAN, {}),
    (INF, 1e308, {}),
    (INF, -INF, {}),
    (1e308, INF, {}),
    ([1.0], 1.0, {}),
    (np.ones((3, 1)), np.ones(3), {}),
    (np.ones(3), np.ones((3, 1)), {}),
    (1.0, np.ones(3), {}),
    (np.zeros(0), np.zeros((0, 1)), {}),
    (np.zeros(0), np.zeros(1), {}),
    (True, 1, {}),
    (1, True, {}),
    (True, 1.0, {"dtype": "number"}),
    (1, 1.0, {}),
    (1.0, 1, {}),
    ("1.0", 1.0, {}),
    (["1"], [1], {}),
    (None, 1.0, {}),
    ([None], [1.0], {}),
    ({}, 1.0, {}),
    ({1.0}, 1.0, {}),
    ([[1.0], [1.0, 2.0]], np.ones((2, 1)), {}),
    (np.array([1.0], dtype=object), np.array([1.0]), {}),
    (np.ones(2), np.ones(2), {"dtype": "float32"}),
    (np.uint32(0), np.uint32(2**32 - 1), {}),
    (np.uint8(0), np.uint8(255), {"atol": 1}),
    (61_706_001, 61_706_000, {}),
    (1 + 2j, 1 + 3j, {}),
    (1 + 0j, 1.0, {}),
]


@pytest.mark.parametrize(("actual", "expected", "how"), CLOSE, ids=repr)
def test_these_are_close(actual: Any, expected: Any, how: dict[str, Any]) -> None:
    assert_close(actual, expected, **how)


@pytest.mark.parametrize(("actual", "expected", "how"), NOT_CLOSE, ids=repr)
def test_these_are_not(actual: Any, expected: Any, how: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        assert_close(actual, expected, **how)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.data())
def test_a_single_wrong_value_is_found_and_named(values: list[float], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    wrong = list(values)
    wrong[place] += 1 + 0.1 * abs(wrong[place])
    with pytest.raises(AssertionError, match=rf"at \[{place}\]"):
        assert_close(wrong, values)


@pytest.mark.parametrize(
    ("actual", "says"),
    [
        (np.ones((3, 1)), r"shape is \(3, 1\) and should be \(3,\)"),
        ([1, 1, 1], "holds integers and should hold floats"),
        ([1.0, NAN, NAN], "2 of 3 values are not a number"),
        ([1.0, 1.0, 5.0], r"1 of 3 values differ; got 5.0 at \[2\], expected 1.0"),
        (None, "the result is None, not numbers"),
    ],
)
def test_the_message_says_what_differs_first(actual: Any, says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        assert_close(actual, np.ones(3))


def test_a_tensor_that_records_gradients_is_compared_by_its_values() -> None:
    import torch

    assert_close(torch.ones(2, requires_grad=True), np.ones(2))
    with pytest.raises(AssertionError):
        assert_close(torch.ones(2, requires_grad=True), np.zeros(2))


def cubic(x: np.ndarray[Any, Any]) -> float:
    return float((x**3).sum())


def test_the_gradient_is_checked_in_every_element() -> None:
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    np.testing.assert_allclose(numerical_gradient(cubic, x), 3 * x**2, rtol=1e-8)
    check_gradient(cubic, x, 3 * x**2)
    for index in np.ndindex(x.shape):
        wrong = 3 * x**2
        wrong[index] *= 1.01
        with pytest.raises(AssertionError):
            check_gradient(cubic, x, wrong)


@pytest.mark.parametrize("gradient", [3.0, [3.0], [[NAN]], None])
def test_a_gradient_of_another_form_is_not_right(gradient: Any) -> None:
    with pytest.raises(AssertionError):
        check_gradient(cubic, [[1.0]], gradient)


def test_a_function_that_is_not_scalar_has_no_gradient() -> None:
    with pytest.raises(AssertionError, match="one number"):
        check_gradient(lambda x: x, [1.0, 2.0], [1.0, 1.0])
