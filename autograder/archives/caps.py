"""How much a submission may hold, and the tally that is kept while it is read."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from autograder.errors import SubmissionError


@dataclass(frozen=True, slots=True)
class Caps:
    """How much a submission may hold, in a folder or in an archive.

    ``entries`` are all that a listing has, with folders, links and hidden files; ``depth`` counts folders inside
    folders; ``seconds`` are processor time for unpacking an archive, about twice what the slowest kind needs for
    ``total_bytes``.
    """

    files: int = 1_000
    total_bytes: int = 200 << 20
    entries: int = 10_000
    depth: int = 32
    seconds: float = 20.0

    @property
    def overhead(self) -> int:
        """What names and other marks of so many entries may take, in bytes, beside the files themselves."""
        return 64_000 + 1_000 * self.entries

    def too_much(self) -> SubmissionError:
        """The refusal of a submission that passes these caps."""
        return SubmissionError(
            f"the submission holds more than {self.files} files or {self.total_bytes >> 20} MiB; "
            "hand in the notebooks and the files they need, and nothing else"
        )


@dataclass(slots=True)
class Tally:
    """What has been read so far; each method raises ``SubmissionError`` where a cap is passed."""

    caps: Caps
    files: int = 0
    total_bytes: int = 0
    entries: int = 0
    # Of this thread: a busy machine must not turn a good archive into a refused one.
    begun: float = field(default_factory=time.thread_time)

    def add_entry(self) -> None:
        """Count one more name in a listing."""
        self.entries += 1
        if self.entries > self.caps.entries:
            raise self.caps.too_much()

    def add_file(self, size: int) -> None:
        """Count one more file of ``size`` bytes, before it is read."""
        self.files += 1
        self.total_bytes += size
        if self.files > self.caps.files or self.total_bytes > self.caps.total_bytes:
            raise self.caps.too_much()

    def check_clock(self) -> None:
        """Give up on an archive that costs more time than any honest one."""
        if time.thread_time() - self.begun > self.caps.seconds:
            raise SubmissionError(
                f"the archive takes more than {self.caps.seconds:g} seconds to unpack; "
                "hand in the notebook itself and the files it needs"
            )
