"""Frames that lie: a value or a ``WireError`` comes of them, in bounded time and memory, and nothing else."""

from __future__ import annotations

import random
import struct
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fuzz.mutate import TAGS, changed_bytes, mutated
from fuzz.seeds import VALUES, encoded, framed, reply
from fuzz.stream import read_all, values
from hypothesis import given, settings
from hypothesis import strategies as st
from test_codec import decode

from autograder.wire.codec import Decoder, Encoder
from autograder.wire.limits import (
    MAX_BUFFERS,
    MAX_EMPTY_TEXTS,
    MAX_ITEMS,
    MAX_NAMED_TUPLES,
    MAX_UNPAID,
    Interrupted,
    WireError,
)

MERSENNE = (1 << 61) - 1
MEBIBYTE = 1 << 20

HONEST = {name: encoded(value) for name, value in VALUES.items()}


def refused_or_read(node: Any, buffers: list[bytes]) -> None:
    try:
        Decoder([memoryview(b) for b in buffers], tuple).decode(node)
    except WireError:
        pass


@settings(max_examples=600, deadline=10_000)
@given(st.sampled_from(sorted(HONEST)), st.integers(0, 1 << 32))
def test_a_lie_in_an_honest_value_is_read_or_refused(name: str, seed: int) -> None:
    refused_or_read(*mutated(*HONEST[name], random.Random(seed)))


@settings(max_examples=300, deadline=10_000)
@given(st.sampled_from(sorted(HONEST)), st.integers(0, 1 << 32))
def test_changed_bytes_in_an_honest_frame_are_read_or_refused(name: str, seed: int) -> None:
    read_all(changed_bytes(reply(*HONEST[name]) * 2, random.Random(seed)))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(HONEST)), st.integers(0, 1 << 32))
def test_a_small_frame_never_takes_much_memory(name: str, seed: int) -> None:
    node, buffers = mutated(*HONEST[name], random.Random(seed))
    tracemalloc.start()
    try:
        refused_or_read(node, buffers)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 32 * MEBIBYTE


def test_every_tag_of_the_wire_is_among_what_lies_start_from() -> None:
    text = repr(HONEST)
    assert [tag for tag in TAGS if f"['{tag}'" not in text] == ["ref"]


@pytest.mark.parametrize(
    "header",
    [
        b'{"value":1e999,"buffers":[]}',
        b'{"value":-1e999,"buffers":[]}',
        b'{"value":9223372036854775808,"buffers":[]}',
        b'{"value":["l",' + b"9" * 4_000 + b'],"buffers":[]}',
    ],
    ids=lambda header: header[:30].decode(),
)
def test_a_number_that_has_a_form_of_its_own_is_refused_as_json(header: bytes) -> None:
    with pytest.raises(WireError, match="too large to stand for itself"):
        values(framed(header))


def nested_structures(levels: int) -> Any:
    node: Any = ["a", "<f8", [1], 0]
    for level in range(1, levels + 1):
        node = ["st", [1], 8 << level, ["a", 0, node]]
    return node


BOMBS: dict[str, tuple[Any, list[bytes]]] = {
    "padding in padding": (nested_structures(26), [bytes(8)]),
    "empty texts": (["l", *[["a", "<U0", [MAX_EMPTY_TEXTS // 2], n] for n in range(3)]], [b""] * 3),
    "an axis without end": (["a", "<f8", [10**9, 0], 0], [b""]),
    "an axis without end behind": (["a", "<f8", [0, 10**18], 0], [b""]),
    "kinds of tuples": (["l", *[["nt", f"A{n}", []] for n in range(MAX_NAMED_TUPLES + 1)]], []),
    "a path of many parts": (["path", "posix", "a/" * 100_000], []),
    "integers for a set": (["l", *[["i", hex(MERSENNE * n)] for n in range(8, 1_200)]], []),
    "a list of numbers": (["I", 0], [bytes(8 * (MAX_ITEMS + 1))]),
    "a list of one text": (["T", "a", 0, 1], [b"\1\0\0\0", bytes(4 * (MAX_ITEMS + 1))]),
    "a range": (["r", 0, MAX_UNPAID + 1, 1], []),
    "an index": (["rix", 0, MAX_ITEMS + 1, 1, None], []),
    "no columns, many rows": (["df", ["rix", 0, 10**9, 1, None], ["rix", 0, 0, 1, None]], []),
    "no rows, many columns": (["df", ["rix", 0, 0, 1, None], ["rix", 0, 10**7, 1, None]], []),
    "digits": (["i", "0x" + "f" * MEBIBYTE], []),
    "a decimal's exponent": (["de", "1e999999"], []),
}


@pytest.mark.parametrize(("node", "buffers"), BOMBS.values(), ids=BOMBS)
def test_a_few_bytes_never_become_many(node: Any, buffers: list[bytes]) -> None:
    started = time.process_time()
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            decode(node, *buffers)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * MEBIBYTE
    assert time.process_time() - started < 10


def test_the_lists_of_a_frame_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.wire.spent.MAX_ITEMS", 100)
    texts = ["T", "a", 2, 3], b"\1\0\0\0", bytes(4)
    assert decode(["l", ["F", 0], ["I", 1], texts[0]], bytes(8 * 50), bytes(8 * 49), *texts[1:])[2] == ["a"]
    with pytest.raises(WireError, match="too many items"):
        decode(["l", ["F", 0], ["I", 1], texts[0]], bytes(8 * 50), bytes(8 * 50), *texts[1:])


@pytest.mark.parametrize(
    "text", [b"\xff\xff\xff\xff", b"\x00\x00\x11\x00"], ids=["a negative", "one too far"]
)
@pytest.mark.parametrize("node", [["a", "<U1", [1], 0], ["n", "<U1", 0]], ids=["array", "scalar"])
def test_text_of_what_is_no_character_is_refused(node: Any, text: bytes) -> None:
    with pytest.raises(WireError, match="a character that there is none of"):
        decode(node, text)
    assert decode(["n", ">U1", 0], b"\x00\x10\xff\xff") == "\U0010ffff"


MOMENT = ["n", "<M8[s]", 0]


@pytest.mark.parametrize("zone", ["dateutil/{}", "{}", "UTC", ["u", 1]])
@pytest.mark.parametrize("form", ["moment", "moments", "dtype"])
def test_no_file_of_the_host_is_opened_for_a_zone_by_its_name(zone: Any, form: str, tmp_path: Path) -> None:
    file = tmp_path / "opened"
    name = zone.format(file) if isinstance(zone, str) else zone
    node = {
        "moment": ["pts", MOMENT, name],
        "moments": ["pa", "zone", ["a", "<M8[s]", [1], 0], name],
        "dtype": ["pdt", "zone", "ns", name],
    }[form]
    with pytest.raises(WireError, match="time zone is none"):
        decode(node, bytes(8), b"UTC")


@pytest.mark.parametrize(
    "node",
    [
        ["pts", ["n", "<M8", 0], ["zone", "Europe/Berlin", "zoneinfo"]],
        ["pts", ["n", "<M8[us]", 0], ["zone", "Europe/Berlin", "zoneinfo"]],
    ],
    ids=["SystemError", "NotImplementedError"],
)
def test_whatever_a_library_raises_is_a_wire_error(node: Any) -> None:
    for data in (b"\xff" * 7 + b"\x7f", b"\x01" * 8, b"\xff" * 6 + b"\x03\x80", bytes(7) + b"\x01"):
        refused_or_read(node, [data])
    with pytest.raises(WireError, match="malformed: TypeError"):
        decode(["idx", ["l"], None, None, None])


def probes_of(first: int, mask: int) -> list[int]:
    """The places that a dict tries one after the other for a small key, up to the first that comes again."""
    places = [first]
    while (following := (5 * places[-1] + 1) & mask) != first:
        places.append(following)
    return places


def test_keys_that_lead_each_other_astray_are_refused_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.wire.spent.MAX_DECODE_SECONDS", 0.0)
    keys = probes_of(1, (1 << 12) - 1)[:2_000]
    for tag in ("s", "fs"):
        with pytest.raises(WireError, match="too long to read"):
            decode([tag, *keys])
    for tag in ("d", "od", "ct", "dd"):
        with pytest.raises(WireError, match="too long to read"):
            decode([tag, *(part for key in keys for part in (key, 0))])


@pytest.mark.parametrize("kind", ["fractions", "complex", "tuples", "floats"])
def test_equal_hashes_of_any_kind_are_refused(kind: str) -> None:
    big = [["i", hex(MERSENNE * n)] for n in range(8, 108)]
    keys = {
        # n / d, where n is hash * d, modulo the prime that hashes are taken by
        "fractions": [["fr", ((1 << 60) + 12345) * d % MERSENNE, d] for d in range(10**9 + 7, 10**9 + 207)],
        "complex": [["c", float(-1000003 * n), float(n)] for n in range(1, 100)],
        "tuples": [["t", number, 5] for number in big],
        "floats": [2.0 ** (61 * n) * m for n in range(-16, 14) for m in (1.0, 2.0**61, 2.0**122)],
    }[kind]
    assert len({hash(key) for key in decode(["l", *keys])}) < 4, "and so they would make a set slow"
    with pytest.raises(WireError, match="chosen to make it slow"):
        decode(["s", *keys])


@pytest.mark.parametrize("kind", ["integers", "fractions", "decimals", "complex", "scalars", "tuples"])
def test_many_equal_hashes_are_refused_before_a_check_can_make_a_set_of_them(kind: str) -> None:
    values = {
        "integers": [["i", hex(MERSENNE * n)] for n in range(8, 8 + 1_100)],
        "fractions": [["fr", ((1 << 60) + 12345) * d % MERSENNE, d] for d in range(10**9 + 7, 10**9 + 2_007)],
        "decimals": [["de", str(12345 * MERSENNE + MERSENNE * n)] for n in range(1_100)],
        "complex": [["c", float(-1000003 * n), float(n)] for n in range(1, 2_000)],
        "scalars": [["n", "<c16", n] for n in range(1, 1_101)],
        "tuples": [["t", *(-1 - (n >> bit & 1) for bit in range(11))] for n in range(1 << 11)],
    }[kind]
    buffers = [memoryview(struct.pack("<dd", float(-1000003 * n), float(n))) for n in range(1, 1_101)]
    with pytest.raises(WireError, match="make a set of them slow"):
        Decoder([memoryview(b""), *buffers], lambda _: None).decode(["l", *values])


def test_values_that_come_again_and_again_are_no_mischief() -> None:
    pairs = [["t", -1 - n % 2, -1 - n // 2 % 2] for n in range(5_000)]
    assert len(set(decode(["l", *pairs, *([["c", 0.5, 1.0]] * 5_000)]))) == 5


def test_a_clock_of_the_hosts_rings_through_the_decoder() -> None:
    class Alarm(Interrupted):
        pass

    def ring(_: list[Any]) -> object:
        raise Alarm

    with pytest.raises(Alarm):
        Decoder([], ring).decode(["l", ["d", 1, ["ref", 0]]])


def test_too_many_buffers_are_neither_sent_nor_read() -> None:
    header = b'{"value":null,"buffers":[' + b"0," * MAX_BUFFERS + b"0]}"
    with pytest.raises(WireError, match="too many"):
        values(framed(header))


def test_names_of_numpy_that_are_no_types_are_not_even_looked_up() -> None:
    sys.modules.pop("numpy.f2py", None)
    for name in ("f2py", "testing", "matlib", "__class__", "ndarray"):
        with pytest.raises(WireError, match="none of numpy's"):
            decode(["ny", name])
    assert "numpy.f2py" not in sys.modules


def test_no_two_values_of_a_frame_share_their_memory() -> None:
    node, buffers = encoded([np.arange(3), np.arange(3), bytearray(b"abc")])
    one, other, data = decode(node, *buffers)
    one[0], data[0] = 9, 0
    assert other.tolist() == [0, 1, 2]
    assert buffers[2] == b"abc"


def test_a_list_that_is_too_long_to_travel_is_refused_where_it_is_sent() -> None:
    with pytest.raises(WireError, match="an array would"):
        Encoder(lambda value: [0]).encode([0] * (MAX_ITEMS + 1))
