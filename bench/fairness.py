"""How much a submission of many busy processes slows its neighbour: `python -m bench.fairness`.

Two kernels run on two processors, the same two for both. The neighbour does a fixed piece of work, first beside one
busy process, then beside many. The ratio of its times is 1 where the processors are shared fairly between submissions,
and grows with the number of processes where they are shared between processes.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.sandbox import GuestProcess, SandboxSpec, cgroup
from autograder.sandbox.base import Limits
from autograder.sandbox.bubblewrap import BubblewrapSandbox
from bench import busy_entry

_LIMITS = Limits(pids=256)
_SETTLE_SECONDS = 0.3


def main() -> None:
    """Print the ratio, with and without the cpu controller."""
    parser = argparse.ArgumentParser(description="What a hog costs its neighbour.")
    parser.add_argument("--processes", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:2]))
    for shares in (True, False):
        with _sandbox(shares=shares) as sandbox:
            held = "with" if sandbox.tree.shares_cpu else "without"
            for width in (1, 2):
                # The shortest of several: whatever else runs here only makes them longer.
                few, many = (
                    min(_times(sandbox, count, width, options.rounds)) for count in (1, options.processes)
                )
                print(
                    f"{held} the cpu controller, a neighbour of {width}: {few:.2f} s beside 1 busy process, "
                    f"{many:.2f} s beside {options.processes}, ratio {many / few:.2f}",
                    flush=True,
                )


@contextmanager
def _sandbox(*, shares: bool) -> Iterator[BubblewrapSandbox]:
    entry = (Path(busy_entry.__file__), "/opt/autograder/busy_entry.py")
    spec = SandboxSpec(python=Path(sys.executable), preload=(), binds=(entry,), entry="busy_entry")
    sandbox = BubblewrapSandbox(spec)
    if not shares and isinstance(sandbox.tree, cgroup.V1Tree):
        roots = {name: root for name, root in sandbox.tree.roots.items() if name != "cpu"}
        sandbox.tree = cgroup.V1Tree(roots)
    elif not shares and isinstance(sandbox.tree, cgroup.V2Tree):
        raise SystemExit("version 2 shares processors between groups even where nobody asks it to")
    with sandbox:
        yield sandbox


def _times(sandbox: BubblewrapSandbox, processes: int, width: int, rounds: int) -> list[float]:
    """Seconds of the neighbour's work in ``width`` processes at once, beside a hog of so many."""
    with sandbox.open(_LIMITS) as hog, sandbox.open(_LIMITS) as neighbour:
        _tell(hog, f"burn {processes}")
        time.sleep(_SETTLE_SECONDS)
        return [_timed(neighbour, width) for _ in range(rounds)]


def _timed(guest: GuestProcess, width: int) -> float:
    started = time.monotonic()
    _tell(guest, f"work {width}")
    return time.monotonic() - started


def _tell(guest: GuestProcess, words: str) -> None:
    guest.socket.sendall(words.encode() + b"\n")
    if not guest.socket.recv(1):
        raise SystemExit("a kernel ended")


if __name__ == "__main__":
    main()
