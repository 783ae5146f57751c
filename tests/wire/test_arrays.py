"""Arrays, scalars and tensors arrive with the same dtype, shape and bytes; forged ones are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from test_codec import Kept, decode, travel

from autograder.wire.limits import WireError

ARRAYS = {
    "empty": np.zeros((0, 3)),
    "0-d": np.array(2.5),
    "0-d bool": np.array(True),
    "bool": np.array([[True], [False]]),
    "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "strided": np.arange(20)[::-3],
    "transposed": np.arange(24, dtype=np.float32).reshape(2, 3, 4).T,
    "big-endian": np.arange(3, dtype=">i4"),
    "nan": np.array([np.nan, np.inf, -0.0]),
    "complex": np.array([1 + 2j]),
    "half": np.array([1.5], np.float16),
    "long double": np.array([1.5], np.longdouble),
    "dates": np.array(["2024-02-29", "NaT"], "datetime64[D]"),
    "times": np.array([3], "timedelta64[25s]"),
    "text": np.array(["é", "two"]),
    "bytes": np.array([b"a", b"bc"]),
    "empty text": np.array(["", ""]),
    "uint64": np.array([2**64 - 1], np.uint64),
}


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_an_array_arrives_as_it_was(array: np.ndarray[Any, Any]) -> None:
    found = travel(array)
    assert type(found) is np.ndarray
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.tobytes() == array.tobytes()
    assert found.flags.writeable
    assert found.flags.owndata


@pytest.mark.parametrize(
    "scalar",
    [
        np.float64(0.1),
        np.float32("nan"),
        np.bool_(True),
        np.int8(-1),
        np.str_("é"),
        np.datetime64("2024", "Y"),
    ],
    ids=lambda scalar: type(scalar).__name__,
)
def test_a_numpy_scalar_stays_a_numpy_scalar(scalar: Any) -> None:
    found = travel(scalar)
    assert type(found) is type(scalar)
    assert np.array(found).tobytes() == np.array(scalar).tobytes()


def test_dtypes_and_scalar_types_arrive_so_that_they_can_be_passed_and_compared() -> None:
    sent = [np.dtype("float32"), np.dtype(object), np.float32, np.bool_, np.integer]
    assert travel(sent) == sent


class MyArray(np.ndarray):  # type: ignore[type-arg]
    pass


class MyFloat(np.float64):
    __module__ = "numpy"


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(3).view(MyArray),
        MyFloat(3),
        np.array([object()]),
        np.dtype([("a", int)]),
        np.void(b"abc"),
    ],
    ids=lambda value: str(type(value).__name__),
)
def test_what_is_more_than_plain_numbers_stays_where_it_is(value: object) -> None:
    assert isinstance(travel(value), Kept)


@pytest.mark.parametrize(
    ("node", "data"),
    [
        (["a", "|O", [1], 0], bytes(8)),
        (["a", "<f8,<f8", [1], 0], bytes(16)),
        (["a", "<f8", [2], 0], bytes(8)),
        (["a", "<f8", [-1], 0], bytes(8)),
        (["a", "<f8", [-1, -1], 0], bytes(8)),
        (["a", "<f8", [1.0], 0], bytes(8)),
        (["a", "<f8", [True], 0], bytes(8)),
        (["a", "<f8", "1", 0], bytes(8)),
        (["a", "<f8", [1] * 40, 0], bytes(8)),
        (["a", "<f8", [0, 1 << 62, 1 << 62], 0], b""),
        (["a", "<f8", [1], 1], bytes(8)),
        (["a", "<f8", [1]], bytes(8)),
        (["a", "<M8[zz]", [1], 0], bytes(8)),
        (["a", "|S0", [1 << 40], 0], b""),
        (["a", "<U0", [1 << 20, 1 << 20], 0], b""),
        (["a", ["<f8"], [1], 0], bytes(8)),
        (["n", "<f8", 0], bytes(9)),
        (["dt", "object"], b""),
        (["ny", "load"], b""),
        (["ny", "ndarray"], b""),
        (["tsz", -1], b""),
        (["tdt", "load"], b""),
    ],
    ids=lambda part: str(part)[:36],
)
def test_a_forged_array_is_refused(node: Any, data: bytes) -> None:
    with pytest.raises(WireError):
        decode(node, data)


def test_a_forged_truth_value_becomes_an_ordinary_one() -> None:
    found = decode(["a", "|b1", [3], 0], b"\x00\x02\xff")
    assert found.tobytes() == b"\x00\x01\x01"


@pytest.mark.parametrize("name", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_a_random_generator_arrives_in_the_same_state(name: str) -> None:
    rng = np.random.Generator(getattr(np.random, name)(3))
    rng.integers(5, size=3, dtype=np.uint32)
    found = travel(rng)
    assert found is not rng
    assert (found.random(20) == rng.random(20)).all()


@pytest.mark.parametrize("place", [-1, 625, 10**6, 1.0, True])
@pytest.mark.parametrize("name", ["MT19937", "Philox"])
def test_a_generator_that_would_read_outside_of_its_state_is_refused(name: str, place: Any) -> None:
    state: dict[str, Any] = getattr(np.random, name)(3).state
    (state["state"] if name == "MT19937" else state)["pos" if name == "MT19937" else "buffer_pos"] = place
    from autograder.wire.codec import Encoder

    encoder = Encoder(lambda value: [0])
    node = encoder.encode(state)
    with pytest.raises(WireError):
        decode(["rng", name, node], *map(bytes, encoder.buffers))


TENSORS = ["float32", "float64", "float16", "bfloat16", "int64", "uint8", "bool", "complex64"]


@pytest.mark.parametrize("dtype", TENSORS)
@pytest.mark.parametrize("shape", [(), (0, 2), (2, 3)])
def test_a_tensor_arrives_as_it_was(dtype: str, shape: tuple[int, ...]) -> None:
    import torch

    tensor = (
        torch.ones(shape, dtype=getattr(torch, dtype)).transpose(0, -1)
        if shape
        else torch.ones((), dtype=getattr(torch, dtype))
    )
    found = travel(tensor)
    assert type(found) is torch.Tensor
    assert (found.dtype, found.shape) == (tensor.dtype, tensor.shape)
    assert torch.equal(found, tensor)


def test_a_tensor_that_records_gradients_still_does() -> None:
    import torch

    found = travel([torch.zeros(2, requires_grad=True), torch.nn.Parameter(torch.ones(2)), torch.zeros(2)])
    assert [t.requires_grad for t in found] == [True, True, False]
    assert travel(torch.zeros(2, dtype=torch.complex64, requires_grad=True)).requires_grad
    assert found[0].is_leaf


def test_shapes_and_dtypes_of_torch_arrive() -> None:
    import torch

    found = travel([torch.zeros(2, 3).shape, torch.float16])
    assert found == [torch.Size([2, 3]), torch.float16]
    assert type(found[0]) is torch.Size


def test_a_sparse_tensor_and_one_without_a_numpy_counterpart_stay_where_they_are() -> None:
    import torch

    assert isinstance(travel(torch.eye(2).to_sparse()), Kept)
    assert isinstance(travel(torch.zeros(2).to(torch.float8_e5m2)), Kept)
