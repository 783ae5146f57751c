"""How a forked child shuts itself in, step by step; the fork server says in which order.

    leave_root()         a server started by root becomes an ordinary user first
    enter_namespaces()   new user, mount, pid, ipc, net and uts namespaces
    furnish()            fresh /tmp, /dev/shm, home, /proc and terminals, bounded in size and inodes
    renounce()           no capabilities, no further user namespaces
    confine()            resource limits and the system call filter

Each step raises ``OSError`` when the kernel refuses it, and nothing of the student's has run by then.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import resource
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

from autograder.guest import layout, libc, seccomp

HOME = "/home/student"
DATA = "/data"
UID = 1000

_QUIET = libc.MS_NOSUID | libc.MS_NODEV
_NAMESPACES = (
    libc.CLONE_NEWUSER
    | libc.CLONE_NEWNS
    | libc.CLONE_NEWPID
    | libc.CLONE_NEWIPC
    | libc.CLONE_NEWNET
    | libc.CLONE_NEWUTS
)
PENDING_SIGNALS = 1024  # timers take one each; a machine has tens of thousands
LOCKED_BYTES = 1 << 20
_LOCKED_SECUREBITS = 0x2F  # NOROOT and NO_SETUID_FIXUP with their locks; KEEP_CAPS locked


@dataclass(frozen=True)
class Plan:
    """The limits of one kernel, as the host sent them; 0 means that another wall holds this one."""

    nested: bool
    tmp_bytes: int
    tmp_inodes: int
    file_bytes: int
    cpu_seconds: int
    open_files: int
    processes: int
    data_bytes: int


def leave_root(uid: int) -> None:
    """Mount /proc while that is still allowed, then become ``uid`` for good.

    bubblewrap covers parts of a /proc that it mounts as root, and Linux then refuses a fresh one to
    every nested namespace; as an ordinary user we need no such cover.
    """
    libc.mount("proc", "/proc", "proc", _QUIET | libc.MS_NOEXEC)
    _drop_bounding_set()
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    libc.clear_capabilities()


def enter_namespaces() -> None:
    """Enter new namespaces; the caller must fork, for only its children are in the new pid namespace."""
    uid, gid = os.geteuid(), os.getegid()
    libc.unshare(_NAMESPACES)
    libc.prctl(libc.PR_SET_DUMPABLE, 1)  # else /proc/self belongs to root and the maps cannot be written
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{UID} {uid} 1")
    _write("/proc/self/gid_map", f"{UID} {gid} 1")


def furnish(plan: Plan) -> None:
    """Mount what belongs to this kernel alone, and forbid further user namespaces."""
    libc.mount("none", "/", "", libc.MS_REC | libc.MS_PRIVATE)
    bounds = f"size={plan.tmp_bytes},nr_inodes={plan.tmp_inodes}"
    for path, mode in (("/tmp", "1777"), ("/dev/shm", "1777"), (HOME, "755")):
        libc.mount("tmpfs", path, "tmpfs", _QUIET, f"{bounds},mode={mode},uid={UID},gid={UID}")
    libc.mount(
        "devpts", "/dev/pts", "devpts", libc.MS_NOSUID | libc.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620"
    )
    libc.mount("proc", "/proc", "proc", _QUIET | libc.MS_NOEXEC)
    _write("/proc/sys/user/max_user_namespaces", "0")
    socket.sethostname("student")
    _raise_loopback()


def lay_out_home() -> None:
    """Show the course's data in the student's folder and where libraries look for theirs."""
    os.chdir(HOME)
    layout.lay_out(Path(HOME), Path(DATA))


def renounce() -> None:
    """Give up every capability, in a way that no later ``exec`` can undo."""
    with contextlib.suppress(OSError):  # without CAP_SETPCAP there is nothing left to give up
        libc.prctl(libc.PR_SET_SECUREBITS, _LOCKED_SECUREBITS)
        _drop_bounding_set()
    libc.prctl(libc.PR_CAP_AMBIENT, libc.PR_CAP_AMBIENT_CLEAR_ALL)
    libc.clear_capabilities()
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    libc.prctl(libc.PR_SET_DUMPABLE, 0)


def confine(plan: Plan, program: ctypes.Structure) -> None:
    """Set the resource limits of this process, then filter its system calls."""
    _limit(resource.RLIMIT_CORE, 1)  # unlike 0, this also spares the host a dump through core_pattern's pipe
    _limit(resource.RLIMIT_FSIZE, plan.file_bytes)
    _limit(resource.RLIMIT_NOFILE, plan.open_files)
    _limit(resource.RLIMIT_MSGQUEUE, 0)
    _limit(resource.RLIMIT_RTPRIO, 0)
    _limit(resource.RLIMIT_NICE, 0)
    # Linux counts these two by account as well, and the sandboxes of one grader share an account.
    _limit(resource.RLIMIT_SIGPENDING, PENDING_SIGNALS)
    _limit(resource.RLIMIT_MEMLOCK, LOCKED_BYTES)
    # One second between the two lets the soft limit's signal say why before the hard one kills.
    resource.setrlimit(resource.RLIMIT_CPU, (plan.cpu_seconds, plan.cpu_seconds + 1))
    if plan.processes:
        _limit(resource.RLIMIT_NPROC, plan.processes)
    if plan.data_bytes:
        _limit(resource.RLIMIT_DATA, plan.data_bytes + _data_in_use())
    seccomp.install(program)


def close_all_but(*keep: int) -> None:
    """Close every descriptor above 2 that is not in ``keep``."""
    low = 3
    for number in (*sorted(keep), 1 << 20):
        os.closerange(low, number)
        low = number + 1


def silence() -> None:
    """Point descriptors 0, 1 and 2 at /dev/null."""
    null = os.open("/dev/null", os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    os.close(null)


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (bound, bound))


def _data_in_use() -> int:
    """Bytes that RLIMIT_DATA already counts: what the frameworks mapped before the fork."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()


def _drop_bounding_set() -> None:
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="ascii"))
    for capability in range(last + 1):
        libc.prctl(libc.PR_CAPBSET_DROP, capability)


def _raise_loopback() -> None:
    """Bring ``lo`` up: some libraries speak to themselves through 127.0.0.1."""
    siocsifflags, up_and_running = 0x8914, 0x41
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, siocsifflags, struct.pack("16sh14x", b"lo", up_and_running))


def _write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="ascii")
