"""How a submission becomes an archive."""

import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from switches.intake import extract_trustingly

NOTEBOOK = "hw.ipynb"
LEFT = "rtleft"


def zipped(folder: Path, members: Mapping[str, bytes]) -> None:
    """Put the notebook, and before it ``members``, into the only file of ``folder``."""
    with zipfile.ZipFile(folder / "hw.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        archive.write(folder / NOTEBOOK, NOTEBOOK)
    (folder / NOTEBOOK).unlink()


def tarred(folder: Path, members: Iterable[tarfile.TarInfo]) -> None:
    """Put the notebook, and before it ``members`` without content, into the only file of ``folder``."""
    with tarfile.open(folder / "hw.tar.gz", "w:gz", compresslevel=1) as archive:
        for member in members:
            archive.addfile(member, io.BytesIO())
        archive.add(folder / NOTEBOOK, NOTEBOOK)
    (folder / NOTEBOOK).unlink()


def tar_link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    """A link in an archive."""
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def unpacked_naively(archive: Path, folder: Path) -> Path:
    """Where the members of ``archive`` come to lie."""
    place = folder / "somewhere" / "inside"
    place.mkdir(parents=True)
    extract_trustingly(archive.read_bytes(), place)
    return place
