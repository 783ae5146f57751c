"""What a zip archive may try: names, links, passwords, overlaps, false sizes, a table of contents without end."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest
from archives.hostile import SMALL, peak_below, unpacked, zip_entry, zipped, zipped_entries

from autograder.errors import SubmissionError

DIRECTORY = b"PK\x01\x02"
_FLAGS, _SIZES = 8, 20  # offsets in an entry of the table of contents


def changed(data: bytes, at: int, new: bytes, after: bytes = DIRECTORY) -> bytes:
    place = data.index(after) + at
    return data[:place] + new + data[place + len(new) :]


def test_members_that_are_no_regular_files_are_left_out_and_named() -> None:
    kinds = {"link": stat.S_IFLNK, "pipe": stat.S_IFIFO, "device": stat.S_IFCHR, "socket": stat.S_IFSOCK}
    entries = [(zip_entry(name, kind | 0o777), b"/etc/passwd") for name, kind in kinds.items()]
    found = unpacked(zipped_entries((zip_entry("hw.ipynb", stat.S_IFREG | 0o644), b"{}"), *entries))
    assert found.files == {"hw.ipynb": b"{}"}
    assert found.problems[0] == "link in the archive is a link and was left out"
    assert [problem.split()[0] for problem in found.problems] == list(kinds)


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "/etc/a", "a\\..\\b", "C:/a", "c:a", "a\0.ipynb", "a\nb", ".."]
)
def test_a_name_that_leads_elsewhere_is_refused_and_shown_harmlessly(name: str) -> None:
    found = unpacked(zipped_entries((zip_entry(name), b"evil"), (zip_entry("hw.ipynb"), b"{}")))
    assert found.files == {"hw.ipynb": b"{}"}
    assert found.problems[0].isprintable()
    assert found.problems[0].endswith("and was left out")


def test_names_of_older_programs_come_out_as_they_were_written() -> None:
    marked = zipped({"größe.csv": b"1", "x": b""})
    unmarked = changed(changed(marked, _FLAGS, b"\0\0"), 6, b"\0\0", after=b"PK\x03\x04")
    assert set(unpacked(marked).files) == set(unpacked(unmarked).files) == {"größe.csv", "x"}
    western = unmarked.replace("größe.csv".encode(), b"gr\x94\xe1e...csv")  # as long, in code page 437
    assert set(unpacked(western).files) == {"größe...csv", "x"}


@pytest.mark.parametrize("flag", [0x01, 0x41, 0x2000])
def test_a_password_is_a_clear_refusal(flag: int) -> None:
    protected = changed(zipped({"hw.ipynb": b"{}"}), _FLAGS, struct.pack("<H", flag))
    with pytest.raises(SubmissionError, match=r"^hw\.zip: .* password; make it again without one"):
        unpacked(protected)


def overlapping(count: int) -> bytes:
    """``count`` entries of which each holds the next one's header and data as a stored block of its own."""
    kernel = zlib.compress(bytes(400_000), 9, -15)
    names = [f"{number:03}" for number in range(count)]
    stack, entries = b"", []
    for name in reversed(names):
        if stack:  # one stored block of deflate quotes the next local header; its data then follows
            header, rest, body = stack[:33], stack[33:], entries[-1][3]
            quoted = b"\0" + struct.pack("<HH", len(header), len(header) ^ 0xFFFF) + header
            packed, plain = quoted + rest, header + body
        else:
            packed, plain = kernel, bytes(400_000)
        sizes = struct.pack("<III", zlib.crc32(plain), len(packed), len(plain))
        local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", 3, 0)
        stack = local + name.encode() + packed
        entries.append((name, sizes, len(stack), plain))
    table = b"".join(
        DIRECTORY + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
        + struct.pack("<HHHHHII", 3, 0, 0, 0, 0, 0, len(stack) - below) + name.encode()
        for name, sizes, below, _ in reversed(entries)
    )  # fmt: skip
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(table), len(stack), 0)
    return stack + table + b"PK\x05\x06" + end


def test_entries_that_overlap_are_refused() -> None:
    assert sum(map(len, unpacked(overlapping(1)).files.values())) == 400_000
    assert len(overlapping(10)) < 3_000
    with pytest.raises(SubmissionError, match="entries that overlap"):
        unpacked(overlapping(2))
    one = zipped({"a": b"1" * 100})
    at, end = one.index(DIRECTORY), one.index(b"PK\x05\x06")
    entry = one[at:end]
    last = struct.pack("<HHHHIIH", 0, 0, 2, 2, 2 * len(entry), at, 0)
    with pytest.raises(SubmissionError, match="entries that overlap"):
        unpacked(one[:at] + entry + entry.replace(b"a", b"b") + b"PK\x05\x06" + last)


@pytest.mark.parametrize("said", [0, 99, 101, 5_000])
@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_size_that_lies_is_damage(said: int, how: int) -> None:
    honest = zipped({"a": b"1" * 100}, how)
    with pytest.raises(SubmissionError, match="damaged"):
        unpacked(changed(honest, _SIZES + 4, struct.pack("<I", said)))


def test_a_size_that_lies_with_the_right_check_sum_is_damage() -> None:
    longer = changed(zipped({"a": b"1" * 100}, zipfile.ZIP_STORED), _SIZES + 4, struct.pack("<I", 200))
    with pytest.raises(SubmissionError, match="damaged"):
        unpacked(longer)


def test_a_bomb_is_refused_by_what_it_says_and_cut_by_what_it_holds() -> None:
    caps = replace(SMALL, total_bytes=8 << 20)
    bomb = zipped({"a": bytes(64 << 20)})
    modest = changed(bomb, _SIZES + 4, struct.pack("<I", 1_000))
    for data, text in ((bomb, "more than 20 files or 8 MiB"), (modest, "damaged")):
        with peak_below(1 << 20), pytest.raises(SubmissionError, match=text):
            unpacked(data, caps=caps)


@pytest.mark.parametrize("how", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_unusual_compression_is_refused(how: int) -> None:
    with pytest.raises(SubmissionError, match="no zip or tar archive of a usual kind"):
        unpacked(zipped({"a": b"1"}, how))


def test_a_table_of_a_million_entries_is_refused_before_it_is_parsed() -> None:
    one = zipped({"a": b""})
    entry = one[one.index(DIRECTORY) : one.index(b"PK\x05\x06")]
    table = entry * 1_000_000
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(table), 31, 0)
    data = one[:31] + table + b"PK\x05\x06" + end
    with peak_below(4 << 20), pytest.raises(SubmissionError, match="more than 1000 files or 200 MiB"):
        unpacked(data, caps=type(SMALL)())


def test_the_table_may_be_as_large_as_honest_archives_need() -> None:
    names = {f"{'folder ' * 8}/{'name ' * 20}{number}.csv": b"" for number in range(999)}
    hidden = {
        f"hw/.venv/lib/python3.11/site-packages/package/module{number}.py": b"" for number in range(8_000)
    }
    found = unpacked(zipped({**names, **hidden, "hw.ipynb": b"{}"}), caps=type(SMALL)())
    assert len(found.files) == 1_000
