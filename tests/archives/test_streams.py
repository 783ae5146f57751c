"""Decompression gives what was compressed, in small pieces, and ends what does not end."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from archives.hostile import SMALL, peak_below
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.archives.caps import Tally
from autograder.archives.streams import Reader, pieces
from autograder.errors import SubmissionError

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=0),
}
compressions = pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
blocks = st.lists(st.tuples(st.binary(max_size=50), st.integers(0, 9_000)), max_size=4)


def read(data: bytes) -> bytes:
    return b"".join(pieces(data, Tally(SMALL)))


@compressions
@given(parts=st.lists(blocks, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_several_streams_in_a_row_are_read_as_one(compress, parts):
    plain = [b"".join(data * times for data, times in part) for part in parts]
    assert read(b"".join(map(compress, plain))) == b"".join(plain)
    assert read(b"".join(map(compress, plain)) + bytes(512)) == b"".join(plain)


@compressions
def test_no_piece_is_large(compress):
    assert max(map(len, pieces(compress(bytes(10 << 20)), Tally(SMALL)))) == 64 << 10


@compressions
def test_a_stream_that_breaks_off_is_noticed_at_every_byte(compress):
    whole = compress(b"hello, world " * 20)
    for end in range(8, len(whole)):
        with pytest.raises(EOFError):
            read(whole[:end])


@compressions
def test_a_hundred_thousand_empty_streams_are_refused_early(compress):
    with pytest.raises(SubmissionError, match="more than 20 files"):
        read(compress(b"") * 100_000)
    assert read(compress(b"") * 100) == b""


def test_a_dictionary_of_gigabytes_is_not_made():
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 96 << 20}]
    greedy = lzma.compress(b"x", filters=filters)
    with peak_below(1 << 20), pytest.raises(lzma.LZMAError):
        read(greedy)
    assert read(lzma.compress(b"x", preset=9)) == b"x"


def test_a_reader_gives_exact_lengths_and_says_when_there_is_no_more():
    data = bytes(range(256)) * 1_000
    reader = Reader(gzip.compress(data), Tally(SMALL))
    assert reader.read(0) == b""
    assert reader.read(70_000) == data[:70_000]
    reader.skip(100_000)
    assert reader.read(10) == data[170_000:170_010]
    with pytest.raises(EOFError):
        reader.read(len(data))


def test_a_reader_compares_check_sums_at_the_end():
    damaged = bytearray(gzip.compress(b"hello"))
    damaged[-8] ^= 1
    reader = Reader(bytes(damaged), Tally(SMALL))
    with pytest.raises(zlib.error, match="incorrect data check"):
        reader.drain()


def test_a_reader_stops_at_the_caps_and_at_the_clock():
    caps = replace(SMALL, total_bytes=100_000)
    most = caps.total_bytes + caps.overhead
    Reader(bytes(most), Tally(caps)).drain()
    with pytest.raises(SubmissionError, match="more than 20 files"):
        Reader(bytes(most + 1), Tally(caps)).drain()
    with pytest.raises(SubmissionError, match="more than 0 seconds"):
        Reader(b"x", Tally(replace(caps, seconds=0))).drain()
