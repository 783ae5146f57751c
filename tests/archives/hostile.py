"""Archives as students make them, and as nobody honest does."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from autograder.archives import Unpacked, unpack
from autograder.archives.caps import Caps

FILES = {"hw/hw.ipynb": b"{}", "hw/data/a.csv": b"1,2\n" * 1_000}
STRIPPED = {"hw.ipynb": b"{}", "data/a.csv": b"1,2\n" * 1_000}

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".tar": bytes,
    ".tar.gz": gzip.compress,
    ".tar.bz2": bz2.compress,
    ".tar.xz": lambda data: lzma.compress(data, preset=1),
}

SMALL = Caps(files=20, total_bytes=1 << 20, entries=100, depth=6, seconds=20)


def unpacked(data: bytes, beside: Mapping[str, bytes] | None = None, caps: Caps = SMALL) -> Unpacked:
    return unpack("hw.zip", data, beside or {}, caps)


def zipped(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    return zipped_entries(*((zipfile.ZipInfo(name), data) for name, data in files.items()), how=how)


def zipped_entries(*entries: tuple[zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        for entry, data in entries:
            writer.writestr(entry, data, how)
    return archive.getvalue()


def zip_entry(name: str, mode: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo()
    entry.filename = name  # the constructor would cut it at a zero
    entry.external_attr = mode << 16
    return entry


def tarred(files: Mapping[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    kinds = {True: tarfile.DIRTYPE, False: tarfile.REGTYPE}
    return sealed(*(member(name, data, kinds[name[-1] == "/"], form=form) for name, data in files.items()))


def member(
    name: str,
    data: bytes = b"",
    kind: bytes = tarfile.REGTYPE,
    *,
    size: int | None = None,
    pax: Mapping[str, str] | None = None,
    form: int = tarfile.PAX_FORMAT,
) -> bytes:
    """A member's blocks; ``size`` is what the header says, if that is not the truth."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.pax_headers = kind, "../../etc/passwd", dict(pax or {})
    info.size = len(data) if size is None else size
    return info.tobuf(form) + data + bytes(-len(data) % 512)


def sealed(*members: bytes) -> bytes:
    return b"".join(members) + bytes(10_240)


@contextmanager
def peak_below(most: int) -> Iterator[None]:
    """The block allocates less than ``most`` bytes at any one time."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < most, f"{peak / most:.1f} times what it may be"
