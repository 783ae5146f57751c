"""An archive in the place of a notebook gives its files, in memory and within the caps, or one clear sentence."""

from __future__ import annotations

import random
import tarfile
import unicodedata
import zipfile
from dataclasses import replace

import pytest
from archives.hostile import (
    COMPRESS,
    FILES,
    SMALL,
    STRIPPED,
    member,
    peak_below,
    sealed,
    tarred,
    unpacked,
    zipped,
    zipped_entries,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.archives import is_archive, unpack
from autograder.errors import SubmissionError

KINDS = {".zip": zipped(FILES), **{kind: pack(tarred(FILES)) for kind, pack in COMPRESS.items()}}
kinds = pytest.mark.parametrize("kind", KINDS)


@kinds
def test_every_kind_is_unpacked_whatever_it_is_called(kind: str) -> None:
    for name in ("hw.zip", "HW.Tar.GZ", f"hw{kind}"):
        assert is_archive(name)
        assert unpack(name, KINDS[kind], {}, SMALL).files == STRIPPED


@pytest.mark.parametrize("name", ["hw.ipynb", "data.npz", "weights.pt", "notes.docx", "data.csv.gz"])
def test_what_is_an_archive_by_its_content_only_is_a_plain_file(name: str) -> None:
    assert not is_archive(name)


def test_only_a_folder_that_holds_everything_is_stripped() -> None:
    assert set(unpacked(zipped({"a/hw.ipynb": b"", "b/x": b""})).files) == {"a/hw.ipynb", "b/x"}
    assert set(unpacked(zipped({"a/hw.ipynb": b"", "x": b""})).files) == {"a/hw.ipynb", "x"}
    assert set(unpacked(zipped({"a/b/hw.ipynb": b"", "a/b/x": b""})).files) == {"b/hw.ipynb", "b/x"}
    both = {
        "./a//hw.ipynb": b"",
        "__MACOSX/a/._hw.ipynb": b"",
        ".git/config": b"",
        "a/.x": b"",
        "a/.y/z": b"",
    }
    assert (unpacked(zipped(both)).files, unpacked(zipped(both)).problems) == ({"hw.ipynb": b""}, ())
    assert (unpacked(tarred(both)).files, unpacked(tarred(both)).problems) == ({"hw.ipynb": b""}, ())


def test_an_archive_in_an_archive_stays_closed() -> None:
    for pack in (zipped, tarred):
        files = {"hw.ipynb": b"{}", "again.zip": KINDS[".zip"], "again.tgz": KINDS[".tar.gz"]}
        assert unpacked(pack(files)).files == files


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"<html>please log in</html>", b"Rar!\x1a\x07\x01", b"x" * 2_000]
)
def test_what_is_no_archive_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(
        SubmissionError, match=r"^hw\.zip cannot be unpacked: .* hand in the notebook itself$"
    ):
        unpacked(data)


@kinds
def test_an_archive_that_was_cut_off_is_refused(kind: str) -> None:
    whole = KINDS[kind] if kind != ".tar" else tarred(FILES)[:-9_728]  # the rest is padding
    for kept in {*range(0, len(whole), 97), len(whole) - 1}:
        with pytest.raises(SubmissionError, match=r"^hw\.zip cannot be unpacked"):
            unpacked(whole[:kept])


@kinds
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_archive_gives_files_or_a_sentence_and_nothing_else(kind: str, data: st.DataObject) -> None:
    damaged = bytearray(KINDS[kind])
    places = st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255))
    for place, byte in data.draw(st.lists(places, min_size=1, max_size=6)):
        damaged[place] = byte
    try:
        found = unpacked(bytes(damaged))
    except SubmissionError as error:
        assert str(error).startswith("hw.zip")  # noqa: PT017  # most, but not all, are refused
    else:
        assert all(isinstance(content, bytes) for content in found.files.values())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.csv", "a.csv"),
        ("a.csv", "A.CSV"),
        ("größe.csv", unicodedata.normalize("NFD", "größe.csv")),
        ("straße", "STRASSE"),
        ("a", "a/b"),
        ("a/b", "A"),
        ("a/b/c", "a/B"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_second_of_two_that_want_one_place_is_left_out(first: str, second: str) -> None:
    archives = [
        zipped_entries((zipfile.ZipInfo(first), b"1"), (zipfile.ZipInfo(second), b"2")),
        sealed(member(first, b"1"), member(second, b"2")),
    ]
    for archive in archives:
        found = unpacked(archive)
        assert found.files in ({first: b"1"}, {first.removeprefix("a/"): b"1"})
        assert "was left out, because" in found.problems[0]
    beside = unpacked(zipped({second: b"2", "x": b""}), beside={first: b"1"})
    assert (set(beside.files), len(beside.problems)) == ({"x"}, 1)


def test_files_beside_the_archive_count_with_it() -> None:
    archive, half = zipped({"a": bytes(600_000)}), bytes(500_000)
    assert set(unpacked(archive).files) == {"a"}
    with pytest.raises(SubmissionError, match=r"more than 20 files or 1 MiB"):
        unpacked(archive, beside={"b": half})
    with pytest.raises(SubmissionError, match=r"more than 20 files or 1 MiB"):
        unpacked(zipped({"a": b""}), beside={str(number): b"" for number in range(20)})


@kinds
def test_an_archive_that_takes_too_long_is_given_up(kind: str) -> None:
    with pytest.raises(SubmissionError, match=r"^hw\.zip: the archive takes more than 0 seconds"):
        unpacked(KINDS[kind], caps=replace(SMALL, seconds=0))


@kinds
def test_too_many_files_or_entries_are_refused(kind: str) -> None:
    pack = COMPRESS.get(kind)
    files = {f"f{number}": b"" for number in range(21)}
    hidden = {f".f{number}": b"" for number in range(101)}
    folders = {f"f{number}/": b"" for number in range(101)}
    for many in (files, hidden, folders):
        with pytest.raises(SubmissionError, match=r"^hw\.zip: .* more than 20 files or 1 MiB"):
            unpacked(pack(tarred(many)) if pack else zipped(many))
    few = dict(list(folders.items())[:50])
    assert unpacked(pack(tarred(few)) if pack else zipped(few)).files == {}


MIB = 1 << 20
NOISE = random.Random(1).randbytes(6 * MIB)


def header_only(kind: bytes) -> bytes:
    return sealed(member("", b"x" * (64 * MIB), kind, form=tarfile.GNU_FORMAT), member("a"))


BOMBS = {
    "a file": lambda: tarred({"a": bytes(64 * MIB)}),
    "many files": lambda: tarred({f"{number}": bytes(MIB) for number in range(19)}),
    "padding without end": lambda: tarred({"a": b""}) + bytes(64 * MIB),
    "a long name": lambda: header_only(tarfile.GNUTYPE_LONGNAME),
    "a long pax header": lambda: header_only(tarfile.XHDTYPE),
    "a long name within the cap": lambda: sealed(
        member("", b"7000014 path=" + b"\xff" * 7_000_000 + b"\n", tarfile.XHDTYPE, form=tarfile.GNU_FORMAT),
        member("a"),
    ),
    "a header for all": lambda: header_only(tarfile.XGLTYPE),
    "a hidden file": lambda: tarred({".a": bytes(64 * MIB)}),
    "a file that is refused": lambda: tarred({"../a": bytes(64 * MIB)}),
    "an unknown kind": lambda: sealed(member("a", bytes(64 * MIB), b"Q")),
    "a size that lies": lambda: sealed(member("a", b"", size=1 << 40)),
    "headers only": lambda: member("a/", kind=b"5") * 40_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_bomb_in_a_tar_takes_memory_or_is_accepted(bomb: str) -> None:
    caps = replace(SMALL, total_bytes=8 * MIB)
    plain = BOMBS[bomb]()
    for pack in COMPRESS.values():
        packed = pack(plain)
        with (
            peak_below(2 * caps.total_bytes),
            pytest.raises(SubmissionError, match=r"more than 20 files|cannot be unpacked"),
        ):
            unpacked(packed, caps=caps)


@pytest.mark.parametrize("kind", [".zip", *COMPRESS])
def test_an_archive_as_large_as_it_may_be_takes_no_more_memory_than_twice(kind: str) -> None:
    caps = replace(SMALL, total_bytes=6 * MIB)
    pack = COMPRESS.get(kind)
    packed = pack(tarred({"hw.ipynb": NOISE})) if pack else zipped({"hw.ipynb": NOISE})
    # The archive itself, not counted here, is as large again.
    working = 4 * MIB  # what decompressors of bzip2 and xz need for themselves
    with peak_below(caps.total_bytes * 5 // 4 + working):
        assert unpacked(packed, caps=caps).files == {"hw.ipynb": NOISE}
