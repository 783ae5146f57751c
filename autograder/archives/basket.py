"""What is taken out of an archive, and what is left in it and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from autograder.archives.caps import Tally
from autograder.archives.names import fault_of_path, harmless, is_hidden


@dataclass(slots=True)
class Basket:
    """The members of one archive that were taken, in its order, as (path, content).

    A path may be there twice; ``problems`` says what was left out.
    """

    tally: Tally
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def path_for(self, name: str, size: int, fault: str = "") -> str | None:
        """Where a member of this name and size (bytes) is to lie; ``None`` when it is left out.

        ``fault`` is what is wrong with it beside its name.

        Raises:
            SubmissionError: with it the submission would pass a cap.
        """
        self.tally.add_entry()
        if fault := fault_of_path(name, self.tally.caps.depth) or fault:
            self.problems.append(f"{harmless(name)} in the archive {fault} and was left out")
            return None
        path = PurePosixPath(name).as_posix()  # no "./" in front, no "//" within
        if is_hidden(path):
            return None
        self.tally.add_file(size)
        return path

    def put(self, path: str, data: bytes) -> None:
        """Take a member that ``path_for`` gave a place."""
        self.taken.append((path, data))
