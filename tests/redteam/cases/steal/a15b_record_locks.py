"""Record locks are apart from A15: SQLite needs them, so the filter lets them be, and only time keeps two apart."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from case import Case

from cases.steal.a15_meets_a_neighbour import two_of_us

_MEET = r'''
import fcntl, os, struct, sys, time

def lock(kind):
    return struct.pack("hhqqi4x", kind, 0, 1513, 1, 0)

def is_held(name):
    """Whether somebody else holds our byte of the file, which we may only read."""
    file = os.open(name, os.O_RDONLY)
    answer = fcntl.fcntl(file, fcntl.F_GETLK, lock(fcntl.F_WRLCK))
    KEPT.append(file)
    return struct.unpack("hhqqi4x", answer)[0] == fcntl.F_RDLCK

def hold(name, flags, kind):
    file = os.open(name, flags)
    KEPT.append(file)
    fcntl.fcntl(file, fcntl.F_SETLK, lock(kind))

KEPT, MET = [], set()
SHARED = ("/usr/bin/env", os.path.realpath(sys.executable))
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/urandom")
for name in SHARED:
    try:
        hold(name, os.O_RDONLY, fcntl.F_RDLCK)
    except OSError:
        pass
for name in DEVICES:
    try:
        hold(name, os.O_RDWR, fcntl.F_WRLCK)
    except OSError as error:
        if error.errno in (11, 13):
            MET.add(name)
until = time.monotonic() + 2.5
while time.monotonic() < until and not MET:
    for name in SHARED:
        try:
            if is_held(name):
                MET.add(name)
        except OSError:
            pass
    time.sleep(0.05)
time.sleep(max(0.0, until - time.monotonic()))
if MET:
    print("REA" "CHED a neighbour by the locks of " + str(sorted(MET)))
'''


def _naive(folder: Path) -> str:
    words = [sys.executable, "-c", _MEET]
    both = [subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    return "".join(process.communicate()[0] for process in both)


CASE = Case(
    "A15b",
    tries="meets another submission by record locks on files and devices that both can open (`jobs = 1`)",
    defence="one at a time",
    cells={"note": _MEET},
    mangle=two_of_us,
    control=_naive,
    not_nbgrader="it grades one submission after the other",
    configure="c.Autograder.jobs = 1",
    falls_without=("one at a time",),
)
