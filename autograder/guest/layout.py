"""Where a kernel finds the course's data: links in the student's folder, and in the caches of the libraries.

    <data>/<name>                      ->  <home>/<name>
    <data>/.libraries/torchvision/...  ->  <home>/data/...
    <data>/.libraries/keras/...        ->  /tmp/.keras/...
    <data>/.libraries/torch/...        ->  /tmp/.cache/torch/...
    <data>/.libraries/huggingface/...  ->  /tmp/.cache/huggingface/...

The caches are folders of the kernel's own with links in them, for a library that may not write to its cache looks
elsewhere (Keras), or wants to put a lock or an unpacked archive there.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

LIBRARIES = ".libraries"
KERAS_HOME = "/tmp/.keras"
TORCH_HOME = "/tmp/.cache/torch"
HF_HOME = "/tmp/.cache/huggingface"
CACHES: Mapping[str, Path] = {
    "keras": Path(KERAS_HOME),
    "torch": Path(TORCH_HOME),
    "huggingface": Path(HF_HOME),
}
TORCHVISION = "torchvision"
DATA = "data"
"""The ``root`` that most notebooks give to torchvision's data sets."""

_MANY = 64
"""A folder with more in it is linked as a whole: a kernel's file systems hold no link for each of 10,000 pictures."""


def lay_out(home: Path, data: Path, caches: Mapping[str, Path] = CACHES) -> None:
    """Link all that is in the folder ``data`` (there may be nothing) to where a notebook looks for it."""
    libraries = data / LIBRARIES
    for path in data.iterdir():
        if path != libraries:
            _link(path, home / path.name)
    for name, cache in caches.items():
        _mirror(libraries / name, cache)
    if not (home / DATA).is_symlink():  # the course has such a folder, which is read-only
        _mirror(libraries / TORCHVISION, home / DATA)


def _mirror(source: Path, place: Path) -> None:
    """Make the folders of ``source`` at ``place``, and in them links to its files; nothing where there is none."""
    if not source.is_dir():
        return
    found = sorted(source.iterdir())
    if len(found) > _MANY:
        _link(source, place)
        return
    place.mkdir(parents=True, exist_ok=True)
    for path in found:
        if path.is_dir() and not path.is_symlink():
            _mirror(path, place / path.name)
        else:
            _link(path, place / path.name)


def _link(path: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        place.symlink_to(path)
