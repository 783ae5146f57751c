"""Structured and masked arrays, polynomials and sparse matrices arrive as they were; forged ones are refused."""

from __future__ import annotations

from struct import pack
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.polynomial import Chebyshev, Polynomial
from test_codec import Kept, decode, travel

from autograder.wire.limits import WireError

NESTED = np.dtype([("p", [("x", "f4"), ("y", "i8")]), ("q", "i2", (2, 3))])
ALIGNED = np.dtype([("a", "i1"), ("b", "f8"), ("c", "U3")], align=True)
STRUCTURED = {
    "fields": np.array([(1, 2.0), (3, 4.5)], dtype=[("a", int), ("b", float)]),
    "aligned": np.array([(1, 2.0, "é")], dtype=ALIGNED),
    "nested": np.ones((2, 2), dtype=NESTED),
    "empty": np.zeros((0, 3), dtype=NESTED),
    "0-d": np.array((1, 2.0, "x"), dtype=ALIGNED),
    "dates": np.array([("2024-01-01",)], dtype=[("day", "M8[D]")]),
}


@pytest.mark.parametrize("array", STRUCTURED.values(), ids=STRUCTURED)
def test_a_structured_array_arrives_field_by_field(array: Any) -> None:
    found = travel(array)
    assert type(found) is np.ndarray
    assert found.dtype == array.dtype
    assert found.shape == array.shape
    assert (found == array).all()


def test_an_item_of_a_structured_array_arrives_as_such() -> None:
    item = STRUCTURED["fields"][1]
    found = travel(item)
    assert type(found) is np.void
    assert found == item
    assert found["b"] == 4.5


@pytest.mark.parametrize(
    "array",
    [
        np.array(["a", None, 3, [1, {"b": 2}]], dtype=object),
        np.array([["a", 1], [None, 2.5]], dtype=object),
        np.array(None, dtype=object),
        np.empty((0, 2), dtype=object),
        np.array(["a", "b", None] * 40, dtype=object).reshape(4, 30),
    ],
    ids=["mixed", "table", "0-d", "empty", "texts"],
)
def test_an_array_of_objects_arrives_where_each_of_them_is_data(array: Any) -> None:
    found = travel(array)
    assert (type(found), found.dtype, found.shape) == (np.ndarray, np.dtype(object), array.shape)
    assert found.tolist() == array.tolist()


@pytest.mark.parametrize(
    "masked",
    [
        np.ma.masked_array([1, 2, 3], [True, False, True]),
        np.ma.masked_array([1.5, 2.5]),
        np.ma.masked_array([1.5, 2.5], [False, True], fill_value=-9, hard_mask=True),
        np.ma.masked_array(STRUCTURED["fields"], [(True, False), (False, False)]),
        np.ma.masked_invalid([[1.0, np.nan], [np.inf, 2.0]]),
    ],
    ids=["ints", "no mask", "hard", "structured", "invalid"],
)
def test_a_masked_array_arrives_with_its_mask(masked: Any) -> None:
    found = travel(masked)
    assert type(found) is np.ma.MaskedArray
    assert found.dtype == masked.dtype
    assert found.tolist() == masked.tolist()
    assert found.fill_value == masked.fill_value
    assert found.hardmask == masked.hardmask
    assert (found.mask is np.ma.nomask) == (masked.mask is np.ma.nomask)


def test_the_masked_constant_is_the_one_there_is() -> None:
    assert travel(np.ma.masked) is np.ma.masked


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_a_matrix_multiplies_as_one() -> None:
    found = travel(np.array([[1, 2], [3, 4]]).view(np.matrix))
    assert type(found) is np.matrix
    assert (found * found).tolist() == [[7, 10], [15, 22]]


@pytest.mark.parametrize(
    "polynomial",
    [
        np.poly1d([1, -2, 3]),
        np.poly1d([1.5, 2], variable="t"),
        Polynomial([1, 2.5, 3]),
        Chebyshev([1, 2j], domain=[0, 3], window=[-2, 2], symbol="z"),
    ],
    ids=repr,
)
def test_a_polynomial_arrives_so_that_it_can_be_evaluated(polynomial: Any) -> None:
    found = travel(polynomial)
    assert type(found) is type(polynomial)
    assert found == polynomial
    assert repr(found) == repr(polynomial)
    assert found(2.0) == polynomial(2.0)


@pytest.mark.parametrize("kind", ["matrix", "array"])
@pytest.mark.parametrize("form", ["csr", "csc", "coo"])
@pytest.mark.parametrize("dense", [[[0, 1.5, 0], [2, 0, 0]], [[0, 0]], [[True, False]]], ids=str)
def test_a_sparse_matrix_arrives_in_its_own_form(form: str, kind: str, dense: Any) -> None:
    matrix = getattr(sp, f"{form}_{kind}")(np.array(dense))
    found = travel(matrix)
    assert type(found) is type(matrix)
    assert (found.dtype, found.shape, found.nnz) == (matrix.dtype, matrix.shape, matrix.nnz)
    assert (found.toarray() == matrix.toarray()).all()


class MyMasked(np.ma.MaskedArray):  # type: ignore[type-arg]
    pass


class MySparse(sp.csr_matrix):
    pass


OVERLAPPING = np.dtype({"names": ["a", "b"], "formats": ["i4", "i4"], "offsets": [0, 2]})


@pytest.mark.parametrize(
    "value",
    [
        np.ma.masked_array([1]).view(MyMasked),
        np.ma.masked_array([object()]),
        np.ma.masked_array([None, "a"], dtype=object),
        MySparse((2, 2)),
        sp.lil_matrix((2, 2)),
        sp.csr_matrix((1 << 20, 1 << 20)),
        sp.coo_matrix((1 << 40, 1)),
        np.poly1d([object()]),
        np.array([(object(),)], dtype=[("a", object)]),
        np.array([(None,)], dtype=[("a", object)]),
        np.zeros(1, OVERLAPPING),
        np.zeros(1, np.dtype({"names": ["a"], "formats": ["i1"], "offsets": [0], "itemsize": 1 << 20})),
        np.zeros(2, np.dtype([])),
        np.array([1, object()], dtype=object),
    ],
    ids=lambda value: f"{type(value).__name__}",
)
def test_what_is_more_than_data_stays_where_it_is(value: object) -> None:
    assert isinstance(travel(value), Kept)


def test_bytes_of_what_stays_behind_are_not_sent() -> None:
    from autograder.wire.codec import Encoder

    encoder = Encoder(lambda value: [0])
    node = encoder.encode([np.array([b"x" * 1000, object()], dtype=object), np.arange(3)])
    assert node == ["l", ["ref", 0], ["a", "<i8", [3], 0]]
    assert [len(buffer) for buffer in encoder.buffers] == [24]


INTS, FLOATS = pack("2q", 0, 1), pack("2d", 1.0, 2.0)
DATA = ["a", "<f8", [2], 0]


def ints(*numbers: int, at: int) -> tuple[list[Any], bytes]:
    return ["a", "<i8", [len(numbers)], at], pack(f"{len(numbers)}q", *numbers)


def sparse(name: str, shape: list[int], first: tuple[int, ...], second: tuple[int, ...]) -> list[Any]:
    (one, a), (two, b) = ints(*first, at=1), ints(*second, at=2)
    return [["sp", name, shape, DATA, one, two], FLOATS, a, b]


@pytest.mark.parametrize(
    ("node", "buffers"),
    [
        (node, buffers)
        for node, *buffers in [
            sparse("csr_matrix", [2, 2], (0, 5), (0, 1, 2)),
            sparse("csr_matrix", [2, 2], (0, -1), (0, 1, 2)),
            sparse("csr_matrix", [2, 2], (0, 1), (0, 1, 1 << 40)),
            sparse("csr_matrix", [2, 2], (0, 1), (0, 7, 2)),
            sparse("csr_matrix", [2, 2], (0, 1), (0, -3, 2)),
            sparse("csr_matrix", [2, 2], (0, 1), (0, 2)),
            sparse("csc_array", [2, 2], (0, 9), (0, 1, 2)),
            sparse("coo_matrix", [2, 2], (0, 2), (0, 1)),
            sparse("coo_array", [2, 2], (0, -1), (0, 1)),
            sparse("coo_array", [2, 2], (0, 1, 1), (0, 1)),
            sparse("coo_array", [1 << 40, 1 << 40], (0, 1), (0, 1)),
            sparse("coo_array", [1 << 60, 0], (0, 1), (0, 1)),
            sparse("coo_array", [2], (0, 1), (0, 1)),
            sparse("load_npz", [2, 2], (0, 1), (0, 1)),
        ]
    ]
    + [
        (["oa", [3], ["l", 1, 2]], []),
        (["oa", [-1], ["l"]], []),
        (["oa", [0, 1 << 62, 1 << 62], ["l"]], []),
        (["oa", [1], ["l", ["ref", 0]]], []),
        (["oa", [1], ["t", 1]], []),
        (["st", [2], 4, ["x", 0, DATA]], [FLOATS]),
        (["st", [2], 1 << 40, ["x", 0, DATA]], [FLOATS]),
        (["st", [2], 16, ["x", 0, DATA], ["x", 8, ["a", "<i8", [2], 1]]], [FLOATS, INTS]),
        (["st", [2], 16, ["x", 0, DATA], ["y", 4, ["a", "<i8", [2], 1]]], [FLOATS, INTS]),
        (["st", [2], 16, ["x", -8, DATA]], [FLOATS]),
        (["st", [3], 8, ["x", 0, DATA]], [FLOATS]),
        (["st", [2], 8, ["x", 0, ["oa", [2], ["l", 1, 2]]]], []),
        (["st", [2], 8], []),
        (["ma", DATA, ["a", "|b1", [1], 1], 0, False], [FLOATS, b"\x01"]),
        (["ma", ["oa", [1], ["l", 1]], None, 0, False], []),
        (["ma", DATA, None, "text", False], [FLOATS]),
        (["masked", 1], []),
        (["mat", ["a", "<f8", [2], 0]], [FLOATS]),
        (["p1", DATA, 3], [FLOATS]),
        (["p1", ["oa", [1], ["l", "a"]], "x"], []),
        (["pol", "ABCPolyBase", DATA, ["a", "<i8", [2], 1], None, "x"], [FLOATS, INTS]),
        (["pol", "Polynomial", DATA, None, None, "x"], [FLOATS]),
        (["sv", DATA], [FLOATS]),
    ],
    ids=lambda part: str(part)[:60],
)
def test_a_forged_value_is_refused(node: Any, buffers: list[bytes]) -> None:
    with pytest.raises(WireError):
        decode(node, *buffers)
