"""What a tar archive may try: links, devices, sparse files, headers that lie, long names, false numbers."""

from __future__ import annotations

import io
import tarfile

import pytest
from archives.hostile import member, sealed, tarred, unpacked

from autograder.archives.tars import begins_as_tar
from autograder.errors import SubmissionError

HW = member("hw.ipynb", b"{}")


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_form_gives_long_names_and_other_alphabets(form: int) -> None:
    files = {f"{'d' * 90}/{'a' * 90}.csv": b"1" * 513, "größe.csv": b"2" * 512, "hw.ipynb": b"{}"}
    assert unpacked(tarred(files, form)).files == files
    assert begins_as_tar(tarred(files, form))


def test_names_longer_than_a_header_holds_are_read() -> None:
    files = {f"{'d' * 120}/{'e' * 120}/{'a' * 120}.csv": b"1", "x": b""}
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        assert unpacked(tarred(files, form)).files == files


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (tarfile.SYMTYPE, "is a link"),
        (tarfile.LNKTYPE, "is a link"),
        (tarfile.CHRTYPE, "is not a regular file"),
        (tarfile.BLKTYPE, "is not a regular file"),
        (tarfile.FIFOTYPE, "is not a regular file"),
        (b"V", "is not a regular file"),
    ],
)
def test_members_that_are_no_regular_files_are_left_out_and_named(kind: bytes, why: str) -> None:
    found = unpacked(sealed(member("other", kind=kind), HW))
    assert found.files == {"hw.ipynb": b"{}"}
    assert found.problems == (f"other in the archive {why} and was left out",)


def test_a_path_through_a_link_is_only_a_path() -> None:
    # With tarfile's own filter, a long chain of links led out of the folder.
    chain = [member(f"{'d' * 240}{number}", kind=tarfile.SYMTYPE) for number in range(16)]
    through = member(f"{'d' * 240}0/passwd", b"mine")
    found = unpacked(sealed(*chain, through, HW))
    assert set(found.files) == {f"{'d' * 240}0/passwd", "hw.ipynb"}
    assert len(found.problems) == 16


@pytest.mark.parametrize(
    "name", ["../a", "/etc/a", "a\\b", "C:/a", "a\nb", "a\x1b[2J", "n" * 256, "a/" * 7 + "b"]
)
@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_bad_name_is_refused_in_whatever_header_it_stands(name: str, form: int) -> None:
    for archive in (
        sealed(member(name, b"evil", form=form), HW),
        sealed(member("harmless", b"evil", pax={"path": name}), HW),
    ):
        found = unpacked(archive)
        assert found.files == {"hw.ipynb": b"{}"}
        assert found.problems[0].isprintable()


def test_a_name_with_a_zero_is_refused_where_a_header_can_hold_one() -> None:
    found = unpacked(sealed(member("a", b"evil", pax={"path": "hw.ipynb\0.csv"}), HW))
    assert (found.files, len(found.problems)) == ({"hw.ipynb": b"{}"}, 1)


def test_a_name_that_is_not_utf8_is_refused() -> None:
    raw = member("a", b"1").replace(b"a", b"\xff", 1)
    whole = sealed(with_sum(raw), HW)
    assert (unpacked(whole).files, len(unpacked(whole).problems)) == ({"hw.ipynb": b"{}"}, 1)


def with_sum(block: bytes, /, **fields: tuple[int, bytes]) -> bytes:
    """``block`` with other bytes at some offsets, and the check sum that it then needs."""
    changed = bytearray(block)
    for at, new in fields.values():
        changed[at : at + len(new)] = new
    changed[148:156] = b" " * 8
    changed[148:156] = b"%06o\0 " % sum(changed[:512])
    return bytes(changed)


def test_sparse_members_are_left_out_in_each_of_their_forms() -> None:
    more = (482, b"\1")
    old = with_sum(
        member("sparse", b"", tarfile.GNUTYPE_SPARSE, size=512, form=tarfile.GNU_FORMAT), more=more
    )
    extended = bytes(504) + b"\1" + bytes(7) + bytes(512) + b"x" * 512
    pax = {"GNU.sparse.major": "1", "GNU.sparse.realsize": str(1 << 50), "GNU.sparse.name": "sparse"}
    newer = member("./GNUSparseFile.1/sparse", b"1\n0\n5\nhello", pax=pax)
    for archive in (sealed(old + extended, HW), sealed(newer, HW)):
        found = unpacked(archive)
        assert found.files == {"hw.ipynb": b"{}"}
        assert found.problems == ("sparse in the archive is a sparse file and was left out",)


def test_a_size_in_a_pax_header_counts_and_must_be_a_number() -> None:
    assert unpacked(sealed(member("a", b"12345", size=0, pax={"size": "5"}), HW)).files["a"] == b"12345"
    for size in ("-5", "", "1e3", "9" * 5_000):
        with pytest.raises(SubmissionError):
            unpacked(sealed(member("a", b"12345", pax={"size": size}), HW))


@pytest.mark.parametrize(
    "size",
    [b"\xff" * 12, b"\xff" * 10 + b"\xfe\0", b"-0000000001\0", b"\x80" + b"\x7f" * 11, b"nonsense...."],
)
@pytest.mark.parametrize(
    "kind", [tarfile.REGTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE]
)
def test_a_size_that_is_below_zero_or_beyond_all_is_refused(size: bytes, kind: bytes) -> None:
    with pytest.raises(SubmissionError):
        unpacked(sealed(with_sum(member("a", kind=kind, form=tarfile.GNU_FORMAT), size=(124, size)), HW))


@pytest.mark.parametrize(
    "records",
    [b"5 a=\n", b"1", b"99999999999 path=x\n", b"0 path=x\n", b"-8 path=x\n", b"path=x\n", b"\0" * 20],
)
def test_a_pax_header_of_another_form_ends_the_reading(records: bytes) -> None:
    archive = sealed(member("x", records, tarfile.XHDTYPE, form=tarfile.GNU_FORMAT), HW)
    if records == b"5 a=\n":
        assert unpacked(archive).files == {"hw.ipynb": b"{}"}
    else:
        with pytest.raises(SubmissionError, match="damaged"):
            unpacked(archive)


def test_a_header_for_all_members_names_none() -> None:
    everywhere = member("pax", b"23 path=everything.csv\n", tarfile.XGLTYPE, form=tarfile.GNU_FORMAT)
    assert unpacked(sealed(everywhere, HW)).files == {"hw.ipynb": b"{}"}


def test_a_header_before_nothing_is_damage() -> None:
    with pytest.raises(SubmissionError, match="damaged"):
        unpacked(sealed(HW, member("x", b"12 path=abc\n", tarfile.XHDTYPE, form=tarfile.GNU_FORMAT)))


def test_headers_count_as_entries_also_when_they_stand_in_a_row() -> None:
    header = member("", b"name", tarfile.GNUTYPE_LONGNAME, form=tarfile.GNU_FORMAT)
    assert unpacked(sealed(header * 99, HW)).files == {"name": b"{}"}
    with pytest.raises(SubmissionError, match="more than 20 files"):
        unpacked(sealed(header * 100, HW))


def test_garbage_between_members_is_damage() -> None:
    with pytest.raises(SubmissionError, match="damaged"):
        unpacked(sealed(HW, b"garbage!" * 64, member("b", b"")))


def test_an_archive_without_its_end_was_cut_off() -> None:
    with pytest.raises(SubmissionError, match="damaged"):
        unpacked(HW)


def test_archives_that_tarfile_writes_are_read_as_tarfile_reads_them() -> None:
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        written = io.BytesIO()
        with tarfile.open(fileobj=written, mode="w", format=form) as writer:
            for number in range(1, 15):
                info = tarfile.TarInfo(f"{number % 3}/{'n' * (7 * number)}")
                info.size, info.mtime = 300 * number, 1.5 * number
                writer.addfile(info, io.BytesIO(bytes([number]) * info.size))
        with tarfile.open(fileobj=io.BytesIO(written.getvalue())) as archive:
            expected = {info.name: archive.extractfile(info).read() for info in archive}  # type: ignore[union-attr]
        assert unpacked(written.getvalue()).files == expected
