"""The control is a grader that forks without closing what it has open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from case import Case

_LOOK = """
import os, stat

def descriptors():
    found = []
    for number in sorted(map(int, os.listdir("/proc/self/fd"))):
        try:
            facts = os.fstat(number)
            target = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue
        is_null = target == "/dev/null"
        if number > 2 and not stat.S_ISSOCK(facts.st_mode) and not is_null:
            text = os.pread(number, 100, 0) if stat.S_ISREG(facts.st_mode) else b""
            found.append((number, target, text))
    return found

found = descriptors()
sockets = [n for n in os.listdir("/proc/self/fd") if n > "2" and os.path.exists(f"/proc/self/fd/{n}")
           and os.readlink(f"/proc/self/fd/{n}").startswith("socket:")]
if found or len(sockets) > 1:
    print("REA" "CHED open descriptors of the grader's: " + str((found, sockets)))
"""


def _naive(folder: Path) -> str:
    """A grader that starts its students' code with all that it has open."""
    secret = folder / "labels"
    secret.write_text("labels")
    descriptor = os.open(secret, os.O_RDONLY)
    os.set_inheritable(descriptor, True)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _LOOK], stdout=subprocess.PIPE, text=True, close_fds=False, check=False
        )
    finally:
        os.close(descriptor)
    return done.stdout


CASE = Case(
    "A7",
    tries="reads from every descriptor that its process has inherited",
    defence="closed descriptors",
    cells={"double": _LOOK + "\ndef double(x):\n    return 2 * x"},
    control=_naive,
    not_nbgrader="Jupyter closes its own when it starts a kernel",
    falls_without=("closed descriptors",),
)
