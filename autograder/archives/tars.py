"""Members of a tar archive, read in memory from its first byte to its last.

``tarfile`` parses each header block. Which blocks follow it is decided here, because tarfile's own loop reads
headers of any length and looks for sparse maps and links.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import Final

from autograder.archives.basket import Basket
from autograder.archives.streams import Reader

_BLOCK: Final = tarfile.BLOCKSIZE
_MAX_HEADER: Final = 256 << 10
"""For a long name or extended attributes, in bytes; those that macOS writes have some thousands."""

_MORE_SPARSE: Final = 482
_STILL_MORE_SPARSE: Final = 504
"""Where an old sparse header, and a block that continues it, say that another block follows."""

_WITHOUT_DATA: Final = {
    tarfile.LNKTYPE: "is a link",
    tarfile.SYMTYPE: "is a link",
    tarfile.CHRTYPE: "is not a regular file",
    tarfile.BLKTYPE: "is not a regular file",
    tarfile.FIFOTYPE: "is not a regular file",
}
_WITH_DATA: Final = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_SPARSE: Final = "is a sparse file"

_Member = tuple[str, int, str]
"""Its name, the bytes of data that follow its header, and what is wrong with it."""


def begins_as_tar(data: bytes) -> bool:
    """Whether the first block of ``data`` is a header of tar with the right check sum."""
    try:
        tarfile.TarInfo.frombuf(data[:_BLOCK], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def untar(reader: Reader, basket: Basket) -> None:
    """Put the regular members of the archive that ``reader`` reads into ``basket``.

    Raises:
        SubmissionError: it passes a cap.
        tarfile.TarError, ValueError, EOFError, and as ``Reader`` does: it is damaged.
    """
    for name, size, fault in _members(reader, basket):
        path = basket.path_for(name, size, fault)
        if path is None:
            reader.skip(size)
        else:
            basket.put(path, reader.read(size))
        reader.skip(-size % _BLOCK)
    reader.drain()


def _members(reader: Reader, basket: Basket) -> Iterator[_Member]:
    """What the archive lists; the data of each must have been read before the next is asked for."""
    extended: dict[str, str] = {}
    while any(block := reader.read(_BLOCK)):
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        if header.type in (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK):
            name = _header_data(reader, header.size, basket).partition(b"\0")[0]
            if header.type == tarfile.GNUTYPE_LONGNAME:
                extended["path"] = _decoded(name)
        elif header.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            extended |= _records(_header_data(reader, header.size, basket))
        elif header.type == tarfile.XGLTYPE:
            _header_data(reader, header.size, basket)  # a commit's hash, as git writes it; it names no file
        elif header.type == tarfile.DIRTYPE:
            basket.tally.add_entry()
            extended = {}
        else:
            yield _member(header, extended, block, reader)
            extended = {}
    if extended:
        raise tarfile.ReadError("a header stands before nothing")


def _header_data(reader: Reader, size: int, basket: Basket) -> bytes:
    basket.tally.add_entry()
    if not 0 <= size <= _MAX_HEADER:
        raise basket.tally.caps.too_much()
    data = reader.read(size)
    reader.skip(-size % _BLOCK)
    return data


def _member(header: tarfile.TarInfo, extended: dict[str, str], block: bytes, reader: Reader) -> _Member:
    name = extended.get("GNU.sparse.name") or extended.get("path", header.name)
    if header.type in _WITHOUT_DATA:
        return name, 0, _WITHOUT_DATA[header.type]
    size = int(extended.get("size", header.size))
    if size < 0:
        raise tarfile.ReadError("a member has less than nothing")
    if header.type == tarfile.GNUTYPE_SPARSE:
        more = block[_MORE_SPARSE]
        while more:
            more = reader.read(_BLOCK)[_STILL_MORE_SPARSE]
        return name, size, _SPARSE
    if any(key.startswith("GNU.sparse.") for key in extended):
        return name, size, _SPARSE
    return name, size, "" if header.type in _WITH_DATA else "is not a regular file"


def _records(data: bytes) -> dict[str, str]:
    """The keys and values of a pax header, which is made of lines such as ``25 path=a/long/name``.

    Raises:
        tarfile.ReadError: it has another form.
    """
    found, at = {}, 0
    while at < len(data):
        length, space, _ = data[at : at + 10].partition(b" ")
        if not (space and length.isdigit() and int(length) > len(length) + 1):
            raise tarfile.ReadError("a record of an extended header is damaged")
        key, _, value = data[at + len(length) + 1 : at + int(length) - 1].partition(b"=")
        found[_decoded(key)] = _decoded(value)
        at += int(length)
    return found


def _decoded(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
