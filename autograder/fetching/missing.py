"""What a cell wanted to download in vain, as far as what it put out tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from autograder.fetching.names import name_for

_IN_VAIN: Final = re.compile(
    r"name resolution|Name or service not known|Network is unreachable|URL fetch failure|outgoing traffic has been "
    r"disabled|LocalEntryNotFoundError|OfflineMode|Dataset not found( or corrupted)?\. You can use download=True"
)
_ADDRESS: Final = re.compile(r"https?://[\w./:~%@+-]{1,200}", re.ASCII)
_MOST: Final = 100_000
"""Characters that are searched of one output."""


def note_on(outputs: Iterable[Mapping[str, Any]]) -> str:
    """What to tell people of a cell that failed with these outputs; empty unless it wanted to download something."""
    shown = list(outputs)
    errors = [text for output in shown if output["output_type"] == "error" for text in _texts(output)]
    if not any(_IN_VAIN.search(text) for text in errors):
        return ""
    printed = [text for output in shown if output["output_type"] == "stream" for text in _texts(output)]
    address = next(
        (found for text in (*errors[:2], *reversed(printed), *errors[2:]) if (found := _last(text))), ""
    )
    names = name_for(address).split()
    how = " or ".join(f"`autograder fetch {name}`" for name in names) or "`autograder fetch` (see `--list`)"
    what = address or "data"
    return (
        f"wanted to download {what}, but nothing downloads while grading; staff can put it into the course's data "
        f"folder with {how}, and grade again with `--force`"
    )


def _texts(output: Mapping[str, Any]) -> Iterator[str]:
    """The texts of an output: an error's name and words, then its traceback, or what was printed."""
    for part in (output.get("ename"), output.get("evalue"), output.get("text"), output.get("traceback")):
        text = "\n".join(map(str, part)) if isinstance(part, list) else part
        if isinstance(text, str):
            yield text[-_MOST:]


def _last(text: str) -> str:
    found = _ADDRESS.findall(text)
    return str(found[-1]).rstrip(".:") if found else ""
