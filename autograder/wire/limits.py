"""The caps every frame obeys, and the errors a breach raises."""

from __future__ import annotations

from typing import Final

MAX_HEADER_BYTES: Final = 8 << 20
"""JSON of one frame. Its smallest values take 3 bytes and some 64 in memory, so 8 MiB bounds both."""

MAX_BODY_BYTES: Final = 512 << 20
"""Raw buffers of one frame, together."""

MAX_DEPTH: Final = 100
"""Nesting of values; deeper ones are cycles or mischief."""

MAX_DIMENSIONS: Final = 32
"""Axes of an array, as numpy 1 had it."""

MAX_TEXTS: Final = 1 << 22
"""Texts in the packed lists of one frame, together: each takes as little as 4 bytes there, and many more in memory."""

MAX_ITEMS: Final = 1 << 24
"""Numbers in the packed lists of one frame, together: each takes 4 or 8 bytes there, and some 40 as an object."""

MAX_EMPTY_TEXTS: Final = 1 << 16
"""Empty texts in the arrays of one frame: numpy gives each a character, which no byte of the frame has paid for."""

MAX_NAMED_TUPLES: Final = 256
"""Kinds of named tuples in one frame."""

MAX_EQUAL_HASHES: Final = 64
"""Keys of one dict or set that may have the same hash."""

MAX_UNPAID: Final = 1 << 20
"""Length of what costs a few bytes at any length (a range, an array of no items): host code may make a list of it."""

MAX_BUFFERS: Final = 1 << 18
"""Buffers of one frame: an empty one takes two bytes there, and two hundred in memory."""

MAX_DECODE_SECONDS: Final = 10.0
"""Processor time to decode one frame, several times what the largest honest one takes."""

MAX_OUTPUT_CHARACTERS: Final = 1_000_000
"""What one cell may show; the guest cuts there, and the host ends a guest that does not."""


class WireError(Exception):
    """A frame breaks a rule of the wire, or a value cannot travel."""


class StaysBehind(WireError):
    """A part of a value is no data, so the whole value becomes a reference."""


class MissingLibrary(WireError, ImportError):
    """Data arrived whose library is not installed here: an environment's fault, not the sender's."""


class Interrupted(Exception):  # no WireError: the frame is not to blame
    """Base of what a clock of the host's raises while a frame is decoded; the decoder lets it through."""


class ChannelClosed(WireError):
    """The other side is gone."""


class DeadlinePassed(WireError):
    """The other side did not answer in time."""
