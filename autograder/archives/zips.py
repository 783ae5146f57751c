"""Members of a zip archive, read in memory."""

from __future__ import annotations

import io
import stat
import sys
import zipfile
from collections.abc import Sequence
from typing import Final

from autograder.archives.basket import Basket
from autograder.archives.caps import Tally
from autograder.errors import SubmissionError

MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip archive begins, and how an empty one does."""

_PIECE: Final = 64 << 10
_LOCAL_HEADER: Final = 30
_ENCRYPTED: Final = 0x01 | 0x40 | 0x2000  # a password, strong encryption, an encrypted table of contents
_UTF8_NAME: Final = 0x800

_FAULTS: Final = {0: "", stat.S_IFREG: "", stat.S_IFLNK: "is a link"}
"""By the kind of file that Unix programs note; others note nothing."""


class _Source(io.BytesIO):
    """An archive whose table of contents is read within bounds: zipfile would make an object for each entry."""

    longest_read = sys.maxsize
    tally: Tally

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self.longest_read:
            raise self.tally.caps.too_much()
        return super().read(size)


def unzip(data: bytes, basket: Basket) -> None:
    """Put the regular members of the zip archive ``data`` into ``basket``.

    Raises:
        SubmissionError: it passes a cap, overlaps itself or needs a password.
        zipfile.BadZipFile, and others of zipfile's: it is damaged.
    """
    source = _Source(data)
    source.tally = basket.tally
    source.longest_read = basket.tally.caps.overhead // 4
    with zipfile.ZipFile(source) as archive:
        source.longest_read = sys.maxsize
        entries = archive.infolist()
        _refuse_overlaps(entries, archive.start_dir)
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise SubmissionError(
                "the archive is protected with a password; "
                "make it again without one, or hand in the notebook itself"
            )
        for entry in entries:
            _take(archive, entry, basket)


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, basket: Basket) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFDIR or entry.orig_filename.endswith("/"):
        basket.tally.add_entry()
        return
    path = basket.path_for(_name(entry), entry.file_size, _FAULTS.get(kind, "is not a regular file"))
    if path is not None:
        basket.put(path, _read(archive, entry, basket.tally))


def _refuse_overlaps(entries: Sequence[zipfile.ZipInfo], end: int) -> None:
    """Refuse entries that share their compressed bytes, by which a small archive unpacks to a huge one."""
    for entry in sorted(entries, key=lambda entry: entry.header_offset, reverse=True):
        least = _LOCAL_HEADER + len(entry.orig_filename) + entry.compress_size
        if entry.header_offset + least > end:
            raise SubmissionError(
                "the archive has entries that overlap, as no program makes them; hand in the notebook itself"
            )
        end = entry.header_offset


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was written: zipfile cuts it at a zero, and older programs do not say that it is UTF-8."""
    name = entry.orig_filename
    if entry.flag_bits & _UTF8_NAME:
        return name
    try:
        return name.encode("cp437").decode()
    except UnicodeError:
        return name


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, tally: Tally) -> bytes:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError(entry.compress_type)  # a decoder of LZMA would take what memory it is told
    whole = io.BytesIO()  # its value is taken without another copy
    with archive.open(entry) as member:
        while piece := member.read(_PIECE):
            tally.check_clock()
            whole.write(piece)
    if whole.tell() != entry.file_size:
        raise zipfile.BadZipFile("a member is shorter than the table of contents says")
    return whole.getvalue()
