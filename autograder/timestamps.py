"""Times of submission, as nbgrader and its kin write them; a student can have written one too."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from nbgrader.utils import parse_utc

_MAX_CHARACTERS: Final = 100
_ZONE: Final = re.compile(r"[+-]?\d{1,6}|[A-Za-z]\w*([/+-]\w+)*")


def parsed_time(text: str | None) -> datetime | None:
    """``text``, an ISO or nbgrader timestamp, in UTC without a zone; ``None`` when it is blank.

    Raises:
        ValueError: it is no time.
    """
    words = (text or "").split()
    if not words:
        return None
    # The third word is looked up as a zone, and among the files of this machine if it is a path.
    if len(str(text)) > _MAX_CHARACTERS or (len(words) == 3 and not _ZONE.fullmatch(words[2])):
        raise ValueError("it is no time")
    try:
        time: datetime = parse_utc(" ".join(words))
    except ArithmeticError as error:  # as of a figure with hundreds of digits
        raise ValueError("it is no time") from error
    return time
