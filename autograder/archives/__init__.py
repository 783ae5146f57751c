"""One archive that was handed in, in the place of a notebook, unpacked with suspicion and in memory only.

Nothing of it is ever written to a disk, so no name and no link in it can lead anywhere. What it decompresses to
is counted while it comes.

    caps       how much a submission may hold, and the tally
    names      which names are refused, and which are the same
    streams    decompression in bounded pieces
    zips, tars members, put into a basket
"""

from __future__ import annotations

import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from autograder.archives import streams
from autograder.archives.basket import Basket
from autograder.archives.caps import Caps, Tally
from autograder.archives.names import Places, harmless
from autograder.archives.tars import begins_as_tar, untar
from autograder.archives.zips import MAGIC as ZIP_MAGIC
from autograder.archives.zips import unzip
from autograder.errors import SubmissionError

_SUFFIXES: Final = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_OTHER_SUFFIXES: Final = (".rar", ".7z")

_DAMAGED: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    # These are what the libraries raise over headers that make no sense.
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of an archive, by path, and what was left out of it and why."""

    files: Mapping[str, bytes]
    problems: tuple[str, ...]


def is_archive(name: str) -> bool:
    """Whether a file of this name is there to be unpacked; its content says later whether it can be."""
    return name.lower().endswith(_SUFFIXES)


def is_foreign(name: str) -> bool:
    """Whether a file of this name is an archive of a kind that is not unpacked."""
    return name.lower().endswith(_OTHER_SUFFIXES)


def unpack(name: str, data: bytes, beside: Mapping[str, bytes], caps: Caps) -> Unpacked:
    """Unpack the archive ``data``, which was handed in as ``name`` among the files ``beside`` it.

    What kind of archive it is, its content says. A folder that holds all of it is stripped. A member is left out
    when its place is taken: by a file beside the archive or by an earlier member.

    Raises:
        SubmissionError: it cannot be read, needs a password, or passes ``caps`` together with ``beside``.
    """
    tally = Tally(caps)
    for other in beside.values():
        tally.add_entry()
        tally.add_file(len(other))
    basket = Basket(tally)
    try:
        _empty_into(basket, data)
    except SubmissionError as error:
        raise SubmissionError(f"{harmless(name)}: {error}") from None
    except _DAMAGED as error:
        raise SubmissionError(
            f"{harmless(name)} cannot be unpacked: it is damaged, or no zip or tar archive of a usual kind; "
            "hand in the notebook itself",
            log=f"{name!r}: {error!r}",
        ) from None
    return _placed(basket, beside)


def _empty_into(basket: Basket, data: bytes) -> None:
    if data.startswith(ZIP_MAGIC):
        unzip(data, basket)
    elif data.startswith(tuple(streams.MAGIC.values())) or begins_as_tar(data):
        untar(streams.Reader(data, basket.tally), basket)
    else:
        raise tarfile.ReadError("this begins as no archive does")


def _placed(basket: Basket, beside: Mapping[str, bytes]) -> Unpacked:
    """The members at their places beside the other files."""
    files, problems, places = {}, list(basket.problems), Places.of(beside)
    top = _common_top([path for path, _ in basket.taken])
    for full, data in basket.taken:
        path = full.removeprefix(top)
        if other := places.clash(path):
            problems.append(
                f"{harmless(full)} in the archive was left out, because {harmless(other)} has its place"
            )
        else:
            places.take(path)
            files[path] = data
    return Unpacked(files, tuple(problems))


def _common_top(paths: list[str]) -> str:
    """The one folder that all ``paths`` lie in, with its slash; empty when there is none."""
    tops = {path.split("/")[0] for path in paths}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in path for path in paths) else ""
