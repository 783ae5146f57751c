"""A socket's file can be connected to through a mount that is read-only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from case import Case
from target_course import TargetCourse

_CONNECT = r"""
import os, socket, stat

def sockets(*roots):
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys")]
            for name in names:
                try:
                    kind = os.stat(os.path.join(folder, name)).st_mode
                except OSError:
                    continue
                if stat.S_ISSOCK(kind) or stat.S_ISFIFO(kind):
                    yield os.path.join(folder, name), stat.S_ISFIFO(kind)

def reached(*roots):
    for path, is_fifo in sockets(*roots):
        try:
            if is_fifo:
                os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
                yield path, "a pipe to the host"
                continue
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
                with socket.socket(socket.AF_UNIX, kind) as wire:
                    wire.settimeout(0.5)
                    try:
                        wire.connect(path)
                    except OSError:
                        continue
                    yield path, "a server of the host"
        except OSError:
            pass
"""
_SAY = """
found = list(reached({roots}))
if found:
    print("REA" "CHED " + str(found))
"""


def _serve(folder: Path) -> None:
    """Listen on a socket in ``folder`` until this test's process ends, and put a named pipe beside it."""
    server = socket.socket(socket.AF_UNIX)
    here = os.getcwd()  # noqa: PTH109 - a socket's path is bounded to 108 bytes, so it is bound from its folder
    os.chdir(folder)
    try:
        server.bind("agent")
    finally:
        os.chdir(here)
    server.listen()
    (folder / "agent").chmod(0o666)
    os.mkfifo(folder / "pipe", 0o666)
    (folder / "pipe").chmod(0o666)
    threading.Thread(target=_accept, args=(server,), daemon=True).start()


def _accept(server: socket.socket) -> None:
    while True:
        server.accept()[0].close()


def serve_in_the_data(course: TargetCourse) -> None:
    """Give the course a data folder in which somebody's server listens."""
    (course.root / "data/deep").mkdir(parents=True)
    _serve(course.root / "data/deep")
    course.configure(f"c.Autograder.data_dir = {str(course.root / 'data')!r}")


def _naive(folder: Path) -> str:
    _serve(folder)
    code = _CONNECT + _SAY.format(roots=repr(str(folder)))
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout


CASE = Case(
    "A20",
    tries="connects to every socket and pipe of the host's that lies in a folder it is shown",
    defence="covered sockets",
    cells={"note": _CONNECT + _SAY.format(roots="'/data', '/opt', '/etc', '/home', '/tmp', '/dev'")},
    prepare=serve_in_the_data,
    control=_naive,
    not_nbgrader="it shows everything, and the jar in which these tests run it hides some of that",
    falls_without=("covered sockets",),
)
