"""The system calls a kernel may not make, and the small assembler that tells the Linux kernel so.

The filter is a deny list: frameworks use hundreds of calls, and a call that is merely unknown to us
must not break a student's notebook. What is denied would let a process leave its namespaces, look into
another process, reach large unaudited parts of the kernel, or talk to another sandbox.

Left alone on purpose: ``mincore`` (since Linux 5.2 it tells nothing of files that one may not write),
``landlock_*`` and ``mseal`` (they only take rights away), ``futex_*``, ``mbind`` and ``set_mempolicy`` (they act on
the caller alone), ``map_shadow_stack`` (glibc calls it), and record locks by ``fcntl``, which SQLite needs.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from typing import Literal

from autograder.guest import libc

EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97

CLONE_NAMESPACES = 0x7E020000  # NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET
# TIOCSTI and TIOCLINUX type into a terminal; TIOCSETD would load line disciplines into the Linux kernel.
TERMINAL_TRICKS = (0x5412, 0x541C, 0x5423)
# What programs ask for in earnest: PER_LINUX or PER_LINUX32, with or without UNAME26, or only the current value. The
# others lay out memory in foreseeable places, or make data executable.
PERSONALITIES = (0x0, 0x8, 0x20000, 0x20008, 0xFFFFFFFF)
SOCKET_FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6; the namespace holds nothing but a loopback
# F_OFD_*, F_SETLEASE, F_NOTIFY: on a file that all sandboxes see, these would be signals between them.
SHARED_FILE_LOCKS = (36, 37, 38, 1024, 1026)


@dataclass(frozen=True)
class Instruction:
    """One ``struct sock_filter``: operation, where to jump if true or false, operand."""

    code: int
    jt: int
    jf: int
    k: int


@dataclass(frozen=True)
class Condition:
    """When a rule bites: on the low 32 bits of argument ``index``."""

    index: int
    test: Literal["any bit of", "one of", "none of"]
    values: tuple[int, ...]


@dataclass(frozen=True)
class Rule:
    """Refuse ``call`` with ``errno``, always or under a condition."""

    call: str
    errno: int
    when: Condition | None = None


@dataclass(frozen=True)
class Machine:
    """What the filter must know of a processor: its audit number and its call numbers."""

    audit: int
    calls: dict[str, int]
    has_x32: bool = False


def _numbers(text: str) -> dict[str, int]:
    words = text.split()
    return {name: int(number) for name, number in zip(words[::2], words[1::2], strict=True)}


def _words(text: str) -> list[str]:
    return text.split()


_COMMON = _numbers(
    "pidfd_getfd 438 io_uring_setup 425 io_uring_enter 426 io_uring_register 427 open_tree 428 "
    "move_mount 429 "
    "fsopen 430 fsconfig 431 fsmount 432 fspick 433 clone3 435 mount_setattr 442 quotactl_fd 443 "
    "memfd_secret 447 cachestat 451 statmount 457 listmount 458 lsm_set_self_attr 460 open_tree_attr 467 "
    "listns 470"
)

MACHINES = {
    "x86_64": Machine(
        0xC000003E,
        _COMMON
        | _numbers(
            "socket 41 socketpair 53 clone 56 ioctl 16 fcntl 72 flock 73 ptrace 101 syslog 103 uselib 134 "
            "personality 135 vhangup 153 modify_ldt 154 pivot_root 155 _sysctl 156 chroot 161 "
            "acct 163 settimeofday 164 mount 165 umount2 166 swapon 167 swapoff 168 reboot 169 "
            "sethostname 170 setdomainname 171 iopl 172 ioperm 173 init_module 175 delete_module 176 "
            "quotactl 179 nfsservctl 180 lookup_dcookie 212 clock_settime 227 kexec_load 246 add_key 248 "
            "request_key 249 keyctl 250 inotify_init 253 migrate_pages 256 unshare 272 move_pages 279 "
            "inotify_init1 294 perf_event_open 298 fanotify_init 300 fanotify_mark 301 "
            "name_to_handle_at 303 open_by_handle_at 304 clock_adjtime 305 setns 308 process_vm_readv 310 "
            "process_vm_writev 311 kcmp 312 finit_module 313 kexec_file_load 320 bpf 321 userfaultfd 323"
        ),
        has_x32=True,
    ),
    "aarch64": Machine(
        0xC00000B7,
        _COMMON
        | _numbers(
            "lookup_dcookie 18 fcntl 25 inotify_init1 26 ioctl 29 flock 32 umount2 39 mount 40 pivot_root 41 "
            "nfsservctl 42 chroot 51 vhangup 58 quotactl 60 acct 89 personality 92 unshare 97 kexec_load 104 "
            "init_module 105 delete_module 106 clock_settime 112 syslog 116 ptrace 117 reboot 142 "
            "sethostname 161 setdomainname 162 settimeofday 170 socket 198 socketpair 199 "
            "add_key 217 request_key 218 keyctl 219 clone 220 swapon 224 swapoff 225 migrate_pages 238 "
            "move_pages 239 perf_event_open 241 "
            "fanotify_init 262 fanotify_mark 263 name_to_handle_at 264 open_by_handle_at 265 "
            "clock_adjtime 266 setns 268 process_vm_readv 270 process_vm_writev 271 kcmp 272 "
            "finit_module 273 bpf 280 userfaultfd 282 kexec_file_load 294"
        ),
    ),
}

# A library that meets ENOSYS falls back to the older call (glibc for clone3, HDF5 for flock), so we
# answer that wherever an honest program may try; the rest is refused with EPERM. Two of them would be channels:
# inotify tells who opens the libraries that all sandboxes and the host share, cachestat what of them was read of late.
_FALLS_BACK = _words(
    "clone3 flock io_uring_setup io_uring_enter io_uring_register userfaultfd memfd_secret bpf add_key "
    "request_key keyctl perf_event_open name_to_handle_at inotify_init inotify_init1 cachestat statmount listmount "
    "listns"
)

_REFUSED = _words(
    "unshare setns mount umount2 pivot_root chroot open_tree open_tree_attr move_mount fsopen fsconfig "
    "fsmount fspick mount_setattr ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd "
    "open_by_handle_at kexec_load kexec_file_load init_module finit_module delete_module reboot swapon "
    "swapoff acct quotactl quotactl_fd nfsservctl syslog settimeofday clock_settime clock_adjtime "
    "fanotify_init fanotify_mark sethostname setdomainname vhangup lookup_dcookie modify_ldt uselib "
    "_sysctl iopl ioperm migrate_pages move_pages lsm_set_self_attr"
)

_FAMILY = Condition(0, "none of", SOCKET_FAMILIES)

RULES: tuple[Rule, ...] = (
    *(Rule(call, ENOSYS) for call in _FALLS_BACK),
    *(Rule(call, EPERM) for call in _REFUSED),
    Rule("clone", EPERM, Condition(0, "any bit of", (CLONE_NAMESPACES,))),
    Rule("ioctl", EPERM, Condition(1, "one of", TERMINAL_TRICKS)),
    Rule("personality", EPERM, Condition(0, "none of", PERSONALITIES)),
    Rule("fcntl", EPERM, Condition(1, "one of", SHARED_FILE_LOCKS)),
    Rule("socket", EAFNOSUPPORT, _FAMILY),
    Rule("socketpair", EAFNOSUPPORT, _FAMILY),
)

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER_OFFSET, _ARCH_OFFSET, _ARGUMENTS_OFFSET = 0, 4, 16
_X32_BIT = 0x40000000


def assemble(machine: Machine, rules: tuple[Rule, ...] = RULES) -> list[Instruction]:
    """The filter for ``machine``: refuse what ``rules`` name, allow the rest, kill a foreign ABI."""
    code = [
        Instruction(_LOAD, 0, 0, _ARCH_OFFSET),
        Instruction(_EQUAL, 1, 0, machine.audit),
        _answer(_KILL),
        Instruction(_LOAD, 0, 0, _NUMBER_OFFSET),
    ]
    if machine.has_x32:
        code += [Instruction(_AT_LEAST, 0, 1, _X32_BIT), _answer(_ERRNO | ENOSYS)]
    for rule in rules:
        if rule.call in machine.calls:
            body = _body(rule)
            code += [Instruction(_EQUAL, 0, len(body), machine.calls[rule.call]), *body]
    return [*code, _answer(_ALLOW)]


def _answer(value: int) -> Instruction:
    return Instruction(_RETURN, 0, 0, value)


def _body(rule: Rule) -> list[Instruction]:
    """What follows once the call's number matched; it always ends in an answer."""
    refuse = _answer(_ERRNO | rule.errno)
    if rule.when is None:
        return [refuse]
    load = Instruction(_LOAD, 0, 0, _ARGUMENTS_OFFSET + 8 * rule.when.index)
    operation = _ANY_BIT if rule.when.test == "any bit of" else _EQUAL
    last = len(rule.when.values) - 1
    hit, miss = _answer(_ALLOW), refuse
    if rule.when.test != "none of":
        hit, miss = refuse, hit
    # Each test jumps over those that remain and over the "miss" answer; the last one falls into it.
    tests = [Instruction(operation, last - i + 1, 0, value) for i, value in enumerate(rule.when.values)]
    return [load, *tests, miss, hit]


class _SockFilter(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_uint16),
        ("jt", ctypes.c_uint8),
        ("jf", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    ]


class _SockProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_SockFilter))]


def compiled() -> ctypes.Structure:
    """This machine's filter, ready for :func:`install`; made once, before any fork.

    Raises:
        OSError: this processor is unknown, so its calls cannot be filtered.
    """
    machine = MACHINES.get(os.uname().machine)
    if machine is None:
        raise OSError(ENOSYS, f"no system call filter is known for {os.uname().machine}")
    code = assemble(machine)
    array = (_SockFilter * len(code))(*(_SockFilter(i.code, i.jt, i.jf, i.k) for i in code))
    return _SockProgram(len(code), ctypes.cast(array, ctypes.POINTER(_SockFilter)))


def install(program: ctypes.Structure) -> None:
    """Bind the calling thread and all that it starts to ``program``; there is no way back."""
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    libc.prctl(libc.PR_SET_SECCOMP, libc.SECCOMP_MODE_FILTER, ctypes.addressof(program))
