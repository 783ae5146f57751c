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

MAX_OUTPUT_CHARACTERS: Final = 1_000_000
"""What one cell may show; the guest cuts there, and the host ends a guest that does not."""


class WireError(Exception):
    """A frame breaks a rule of the wire, or a value cannot travel."""


class StaysBehind(WireError):
    """A part of a value is no data, so the whole value becomes a reference."""


class MissingLibrary(WireError, ImportError):
    """Data arrived whose library is not installed here: an environment's fault, not the sender's."""


class ChannelClosed(WireError):
    """The other side is gone."""


class DeadlinePassed(WireError):
    """The other side did not answer in time."""
