"""Two submissions with the same code look for each other. The control runs both as plain processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from case import Case

_MEET = r'''
import ctypes, fcntl, os, socket, struct, sys, time

NAME = b"rtleft-A15"
FILES = ["/dev/null", "/dev/zero", "/usr/bin/env", os.path.realpath(sys.executable), os.__file__]
C = ctypes.CDLL(None, use_errno=True)

def mine(number, place):
    """Which of the two we are is only known once one has what the other wants."""
    return struct.pack("hhqqi4x", number, 0, place, 1, 0)

def flocks():
    for name in FILES:
        file = os.open(name, os.O_RDONLY)
        KEPT.append(file)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

def open_file_locks():
    for name in FILES:
        for flags, kind in ((os.O_RDWR, fcntl.F_WRLCK), (os.O_RDONLY, fcntl.F_RDLCK)):
            try:
                file = os.open(name, flags)
            except OSError:
                continue
            KEPT.append(file)
            fcntl.fcntl(file, 37, mine(kind, 0))

def leases():
    for name in FILES[2:]:
        file = os.open(name, os.O_RDONLY)
        KEPT.append(file)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)

def abstract_socket():
    server = socket.socket(socket.AF_UNIX)
    KEPT.append(server)
    server.bind(b"\0" + NAME)

def loopback():
    server = socket.socket(socket.AF_INET)
    KEPT.append(server)
    server.bind(("127.0.0.1", 41515))

def system_v():
    if C.shmget(0x41513135, 64, 0o3666) < 0:  # created, and by nobody else
        raise BlockingIOError(ctypes.get_errno(), "somebody has it")

def queue():
    if C.mq_open(b"/" + NAME, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666, None) < 0 and ctypes.get_errno() == 17:
        raise BlockingIOError(17, "somebody has it")

def files():
    for place in ("/dev/shm", "/tmp", "/var/tmp"):
        if os.path.isdir(place) and os.access(place, os.W_OK):
            KEPT.append(os.open(os.path.join(place, NAME.decode()), os.O_CREAT | os.O_EXCL))

KEPT, MET = [], set()
WAYS = (flocks, open_file_locks, abstract_socket, loopback, system_v, queue, files)
TAKEN = (BlockingIOError, FileExistsError)

def meet(seconds):
    """Take what only one can have, and keep it; whoever comes second finds it taken."""
    for way in WAYS:
        try:
            way()
        except TAKEN as error:
            MET.add(way.__name__)
        except OSError as error:
            if error.errno in (11, 17, 98):
                MET.add(way.__name__)
        except Exception:
            pass
    time.sleep(seconds)
    if MET:
        print("REA" "CHED a neighbour by " + str(sorted(MET)))

if not os.path.exists("rtleft-A15-met"):
    meet(2.5)
'''


def two_of_us(folder: Path) -> None:
    """Hand in the same for a second student, whose name sorts next to the first one's."""
    shutil.copytree(
        folder, folder.parent.parent / f"{folder.parent.name}-peer" / folder.name, dirs_exist_ok=True
    )


def _naive(folder: Path) -> str:
    words = [sys.executable, "-c", _MEET]
    both = [subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[0] for process in both]
    _clean()
    return "".join(said)


def _clean() -> None:
    """Remove the shared memory and the files that two processes without walls leave on this machine."""
    code = "import ctypes; c = ctypes.CDLL(None); c.shmctl(c.shmget(0x41513135, 0, 0), 0, None)"
    subprocess.run([sys.executable, "-c", f"{code}; c.mq_unlink(b'/rtleft-A15')"], check=False)
    for folder in ("/dev/shm", "/tmp", "/var/tmp"):
        Path(folder, "rtleft-A15").unlink(missing_ok=True)


CASE = Case(
    "A15",
    tries="meets another submission that is graded at the same time, by locks, sockets and shared memory",
    defence="system call filter",
    cells={"note": _MEET},
    mangle=two_of_us,
    control=_naive,
    not_nbgrader="it grades one submission after the other",
    configure="c.Autograder.jobs = 2",
    falls_without=("system call filter",),
)
