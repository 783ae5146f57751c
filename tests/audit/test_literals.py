"""What is written as code is read back as it was."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.audit.exploring.literals import Name, Opaque, Unwritable, Writer


def read_back(value: object) -> tuple[str, object]:
    writer = Writer()
    text = writer.text(value)
    names: dict[str, object] = {}
    exec("\n".join([*sorted(writer.imports), *writer.lines, f"value = {text}"]), names)
    return text, names["value"]


PLAIN = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | st.binary()
)
DATA = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
DTYPES = st.sampled_from(
    [np.float64, np.float32, np.float16, np.int64, np.int8, np.uint16, np.bool_, np.complex64]
)


@given(DATA)
def test_nested_data_is_read_back(value):
    _, again = read_back(value)
    assert again == value
    assert repr(again) == repr(value)


@given(arrays.arrays(DTYPES, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)))
def test_an_array_is_read_back_with_its_bits_its_dtype_and_its_shape(value):
    _, again = read_back(value)
    assert again.dtype == value.dtype
    assert again.shape == value.shape
    np.testing.assert_array_equal(again, value)
    if value.dtype.kind == "f":  # zeros have a sign, too
        number = ~np.isnan(value)
        np.testing.assert_array_equal(np.signbit(again)[number], np.signbit(value)[number])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([[1.0, 2.5]]), "np.array([[1.0, 2.5]])"),
        (np.array([1, 2]), "np.array([1, 2])"),
        (np.array([0.1], dtype=np.float32), "np.array([0.1], dtype=np.float32)"),
        (np.array([np.nan, -np.inf]), "np.array([np.nan, -np.inf])"),
        (np.zeros((3, 4)), "np.zeros((3, 4), dtype=np.float64)"),
        (np.full((3, 4), 7, dtype=np.int8), "np.full((3, 4), 7, dtype=np.int8)"),
        (np.array(["a", "bc"]), "np.array(['a', 'bc'])"),
        (np.float32(0.1), "np.float32(0.1)"),
        ((1,), "(1,)"),
        (set(), "set()"),
        (frozenset({1}), "frozenset({1})"),
        ({"W1": [1.5, None]}, "{'W1': [1.5, None]}"),
        (slice(1, None), "slice(1, None, None)"),
        (np.random.default_rng(7), "np.random.default_rng(7)"),
        (int, "int"),
        (Name("adam_1.step"), "adam_1.step"),
    ],
)
def test_code_is_short(value, text):
    assert Writer().text(value) == text


def test_not_a_number_and_infinity_are_read_back():
    assert math.isnan(read_back(math.nan)[1])
    assert read_back([math.inf, complex(0.0, -math.inf)])[1] == [math.inf, complex(0.0, -math.inf)]


def test_a_generator_that_has_drawn_goes_on_where_it_was():
    rng = np.random.default_rng(123_456)
    rng.normal()
    _, again = read_back(rng)
    assert again.normal() == rng.normal()


def test_two_generators_have_two_names():
    first, second = np.random.default_rng(10_001), np.random.default_rng(10_002)
    _, (one, two) = read_back([first, second])
    assert (one.random(), two.random()) == (first.random(), second.random())


def test_what_is_no_data_is_refused_by_name():
    with pytest.raises(Unwritable, match="an object of type Net cannot"):
        Writer().text(Opaque("Net"))
    with pytest.raises(Unwritable, match="an object of type object cannot"):
        Writer().text([object()])


def test_a_tensor_is_read_back_with_its_dtype_and_its_need_of_a_gradient():
    torch = pytest.importorskip("torch")
    for value in (
        torch.tensor([[1.5, float("nan")]]),
        torch.tensor([0.1], dtype=torch.float64, requires_grad=True),
        torch.tensor([0.1], dtype=torch.bfloat16),
        torch.zeros((0, 3)),
        torch.tensor(3),
        torch.tensor([True]),
    ):
        _, again = read_back(value)
        assert (again.dtype, again.shape, again.requires_grad) == (
            value.dtype,
            value.shape,
            value.requires_grad,
        )
        assert torch.equal(torch.nan_to_num(again.detach()), torch.nan_to_num(value.detach()))
    assert read_back(torch.float32)[1] is torch.float32
