"""What is read of a hostile file, of a hostile frame, and what is shown of it."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import re
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from defences import boundless_checks, defence, in_guest, replaced

_PICKLES = """
_plain_encode = Encoder.encode

def _encode_or_pickle(self, value, depth=0):
    node = _plain_encode(self, value, depth)
    if type(node) is list and node and node[0] == "ref" and type(value).__module__ in ("numpy", "__main__"):
        import pickle
        return ["pickle", self.buffer(pickle.dumps(value))]
    return node

Encoder.encode = _encode_or_pickle
"""


@defence(
    "data only", "what is no data of an exact type stays where it is; nothing that comes back is unpickled"
)
def data_only() -> None:
    from autograder.wire import codec

    in_guest("../wire/codec", _PICKLES)
    codec._DECODERS["pickle"] = lambda own, rest, _: pickle.loads(own.buffer(*rest))


@defence("strict frames", "a frame with duplicate keys, or with lengths that do not add up, ends its kernel")
def strict_frames() -> None:
    from autograder.wire import channel

    replaced(channel, "_DECODER", json.JSONDecoder())
    replaced(channel, "_split", _split_trustingly)


def _split_trustingly(sizes: Sequence[int], body: memoryview) -> list[memoryview]:
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    return [body[start : start + size] for start, size in zip(starts, sizes, strict=True)]


@defence("bounded frames", "a frame has a size that cannot be passed, whatever it promises")
def bounded_frames() -> None:
    from autograder.wire.channel import Channel

    boundless_checks()
    replaced(Channel.__init__, "__kwdefaults__", {"max_body": 1 << 40})


@defence("bytes used once", "no two values of a frame are made of the same bytes")
def bytes_used_once() -> None:
    from autograder.wire.codec import Decoder

    boundless_checks()
    replaced(Decoder, "buffer", lambda own, number: own._buffers[number])


@defence("regular files only", "links, devices, pipes and sockets among what was handed in are never opened")
def regular_files_only() -> None:
    from autograder.submission import _Found

    def read(self: Any, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.files[str(path.relative_to(folder))] = path.read_bytes()
        self.timestamp = self.files.pop("timestamp.txt", b"").decode() or None

    replaced(_Found, "read", read)


@defence("bounded submissions", "files, folders and archives are counted while they are read")
def bounded_submissions() -> None:
    from autograder import submission
    from autograder.archives.caps import Caps

    endless = {field.name: 1 << 40 for field in dataclasses.fields(Caps)}
    replaced(submission.take_in, "__defaults__", (Caps(**endless),))


@defence("archives in memory", "no member of an archive is ever written to this machine, under whatever name")
def archives_in_memory() -> None:
    from autograder import submission
    from autograder.archives import Unpacked

    def unpack(_name: str, data: bytes, _beside: Mapping[str, bytes], _caps: Any) -> Unpacked:
        # So deep that what leads out a little is still in a folder of ours.
        folder = Path(tempfile.mkdtemp(prefix="redteam-"), "a/b/c/d")
        folder.mkdir(parents=True)
        extract_trustingly(data, folder)
        found = (path for path in folder.rglob("*") if path.is_file())
        return Unpacked({str(path.relative_to(folder)): path.read_bytes() for path in found}, ())

    replaced(submission, "unpack", unpack)


def extract_trustingly(data: bytes, folder: Path) -> None:
    """Unpack as scripts do that were written before anybody thought of names and links."""
    archive = folder.with_suffix(".archive")
    archive.write_bytes(data)
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as members:
            for name in members.namelist():
                place = Path(os.path.join(folder, name))  # noqa: PTH118 - it keeps what leads out
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(members.read(name))
    else:
        with tarfile.open(archive) as members:
            # Before 3.11.4 there were no filters, and nothing but trust.
            trust: Any = {"filter": "fully_trusted"} if hasattr(tarfile, "fully_trusted_filter") else {}
            members.extractall(folder, **trust)


@defence(
    "bounded notebooks", "cells, values and text of a notebook are counted before anything is made of them"
)
def bounded_notebooks() -> None:
    from autograder import reading

    for name in ("_MAX_CELLS", "_MAX_TEXT", "_MAX_VALUES"):
        replaced(reading, name, 1 << 40)


@defence(
    "damaged files", "whatever cannot be read is the student's error, with a reason, and no error of ours"
)
def damaged_files() -> None:
    from autograder import reading

    replaced(reading, "_parse", lambda text, _: json.loads(text))


@defence("plain text", "what a terminal or a page would obey is taken out of every text of a student's")
def plain_text() -> None:
    import autograder.classrun  # noqa: F401 - so that each user of it is there
    from autograder.pages import sanitise

    _replaced_everywhere(sanitise.plain, str)


@defence("sanitised pages", "of a student's HTML and markdown only harmless elements reach a page")
def sanitised_pages() -> None:
    import autograder.classrun  # noqa: F401 - so that each user of it is there
    from autograder.pages import sanitise

    _replaced_everywhere(sanitise.clean_html, lambda html, *_: html)


@defence(
    "content policy", "a page forbids all scripts, frames and requests, should one get past the sanitiser"
)
def content_policy() -> None:
    from autograder.pages import layout

    # The sanitiser holds alone what this one holds as well: so it is off, too.
    sanitised_pages()
    replaced(layout, "content_policy", lambda *_: "")


@defence("bounded pictures", "pictures that unpack to more than a screen can show are left out of pages")
def bounded_pictures() -> None:
    import autograder.classrun  # noqa: F401 - so that each user of it is there
    from autograder.pages import drawings, images

    replaced(images, "PIXEL_LIMIT", 1 << 60)
    _replaced_everywhere(drawings.check_drawing, str.encode)


@defence("names that are no formulas", "a student's name that a spreadsheet would calculate is not recorded")
def names_that_are_no_formulas() -> None:
    from autograder import records

    replaced(records, "_UNSAFE_IN_A_TABLE", re.compile(r"(?!)"))


def _replaced_everywhere(function: Any, other: Any) -> None:
    name = function.__name__
    owners = [module for module in sys.modules.values() if getattr(module, name, None) is function]
    assert owners, f"nothing uses {name}: the switch would do nothing"
    for owner in owners:
        setattr(owner, name, other)
