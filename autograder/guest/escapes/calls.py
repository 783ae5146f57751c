"""System calls into parts of Linux that no notebook needs, or into other processes."""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from autograder.guest.escapes.attempts import HERE, NONE, attempt, call, call_number

_SHARED_FILE = "/usr/bin/env"
_PTRACE_TRACEME, _PTRACE_SEIZE = 0, 0x4206
_JOIN_SESSION_KEYRING = 1
_F_OFD_SETLK, _F_SETLEASE, _F_NOTIFY = 37, 1024, 1026
_ADDR_NO_RANDOMIZE, _READ_IMPLIES_EXEC = 0x0040000, 0x0400000
_X32_GETPID = 0x40000000 + 39
_INT80_GETPID = bytes.fromhex("b814000000cd80c3")  # mov eax, 20; int 0x80; ret


def _tracing(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "its parent": attempt(call, "ptrace", _PTRACE_SEIZE, os.getppid(), 0, 0),
        "itself": attempt(call, "ptrace", _PTRACE_TRACEME, 0, 0, 0),
    }


def _memory(_given: Mapping[str, Any]) -> dict[str, Any]:
    memory = ctypes.create_string_buffer(8)
    part = (ctypes.c_size_t * 2)(ctypes.addressof(memory), 8)
    return {
        "read": attempt(call, "process_vm_readv", os.getpid(), part, 1, part, 1, 0),
        "write": attempt(call, "process_vm_writev", os.getpid(), part, 1, part, 1, 0),
        "move": attempt(call, "move_pages", os.getppid(), 0, None, None, None, 0),
        "migrate": attempt(call, "migrate_pages", os.getppid(), 0, None, None),
    }


def _descriptors(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pidfd_getfd": attempt(lambda: call("pidfd_getfd", os.pidfd_open(os.getppid()), 0, 0)),
        "kcmp": attempt(call, "kcmp", os.getppid(), os.getpid(), 0, 0, 0),
    }


def _io_uring(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {"io_uring_setup": attempt(call, "io_uring_setup", 4, ctypes.create_string_buffer(120))}


def _userfaultfd(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {"userfaultfd": attempt(call, "userfaultfd", 1)}  # user mode only: needs no rights


def _bpf(_given: Mapping[str, Any]) -> dict[str, Any]:
    array = (ctypes.c_uint32 * 32)(2, 4, 4, 1)  # BPF_MAP_TYPE_ARRAY of one number
    return {"a map": attempt(call, "bpf", 0, array, 20)}


def _perf(_given: Mapping[str, Any]) -> dict[str, Any]:
    event = (ctypes.c_uint32 * 32)(1, 128)  # PERF_TYPE_SOFTWARE, processor clock
    return {"a counter": attempt(call, "perf_event_open", event, 0, NONE, NONE, 0)}


def _keyrings(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {"a new session": attempt(call, "keyctl", _JOIN_SESSION_KEYRING, None)}


def _keys(_given: Mapping[str, Any]) -> dict[str, Any]:
    process_keyring = -2
    return {
        "add_key": attempt(call, "add_key", b"user", b"autograder", b"x", 1, process_keyring),
        "request_key": attempt(call, "request_key", b"user", b"autograder", None, process_keyring),
    }


def _modules(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {  # none of them is a module, which only those learn who may load and unload
        "init_module": attempt(call, "init_module", None, 0, None),
        "finit_module": attempt(call, "finit_module", NONE, b"", 0),
        "kexec_load": attempt(call, "kexec_load", 0, 1 << 20, None, 0),
    }


def _machine(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {  # each with an argument that is wrong once rights are there
        "reboot": attempt(call, "reboot", 0, 0, 0, None),
        "swapon": attempt(call, "swapon", b"/usr", 0),
        "clock_settime": attempt(call, "clock_settime", 0, None),
        "sethostname": attempt(call, "sethostname", b"x", -1),
        "syslog": attempt(call, "syslog", 10, None, 0),
    }


def _ports(_given: Mapping[str, Any]) -> dict[str, Any]:
    table = ctypes.create_string_buffer(64)
    return {
        "iopl": attempt(call, "iopl", 3),
        "ioperm": attempt(call, "ioperm", 0, 1, 1),
        "modify_ldt": attempt(call, "modify_ldt", 0, table, 64),
    }


def _handles(_given: Mapping[str, Any]) -> dict[str, Any]:
    handle = ctypes.create_string_buffer(b"\x80\0\0\0" + bytes(200))
    mount = ctypes.create_string_buffer(8)
    return {
        "name_to_handle_at": attempt(call, "name_to_handle_at", HERE, b"/usr", handle, mount, 0),
        "open_by_handle_at": attempt(call, "open_by_handle_at", HERE, handle, 0),
    }


def _watches(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "inotify": attempt(call, "inotify_init1", 0),
        "fanotify": attempt(call, "fanotify_init", 0x200, 0),  # reports of files by name: needs no rights
    }


def _page_cache(_given: Mapping[str, Any]) -> dict[str, Any]:
    span, counts = (ctypes.c_uint64 * 2)(), (ctypes.c_uint64 * 5)()
    descriptor = os.open(_SHARED_FILE, os.O_RDONLY)
    return {"cachestat": attempt(call, "cachestat", descriptor, span, counts, 0)}


def _locks(_given: Mapping[str, Any]) -> dict[str, Any]:
    descriptor = os.open(_SHARED_FILE, os.O_RDONLY)
    folder = os.open("/usr", os.O_RDONLY)
    read_lock = bytes(32)  # struct flock: F_RDLCK of the whole file
    return {
        "flock": attempt(call, "flock", descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB),
        "lock of an open file": attempt(fcntl.fcntl, descriptor, _F_OFD_SETLK, read_lock),
        "lease": attempt(fcntl.fcntl, descriptor, _F_SETLEASE, fcntl.F_RDLCK),
        "notice of a folder": attempt(fcntl.fcntl, folder, _F_NOTIFY, 1),
    }


def _personality(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "memory at fixed places": attempt(call, "personality", _ADDR_NO_RANDOMIZE),
        "data that runs": attempt(call, "personality", _READ_IMPLIES_EXEC),
    }


def _foreign(_given: Mapping[str, Any]) -> dict[str, Any]:
    if os.uname().machine != "x86_64":
        return {"32-bit": "ENOSYS"}
    return {"32-bit": _int80(), "x32": attempt(call_number, _X32_GETPID)}


def _int80() -> str:
    """What became of a child that made a call as 32-bit programs do."""
    child = os.fork()
    if child == 0:
        memory = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        memory.write(_INT80_GETPID)
        place = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        answered = ctypes.CFUNCTYPE(ctypes.c_int)(place)() == os.getpid()
        os._exit(0 if answered else 1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status < 0:
        return signal.Signals(-status).name
    return "ENOSYS" if status else ""


PROBES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "tracing": _tracing,
    "memory of processes": _memory,
    "descriptors of processes": _descriptors,
    "io_uring": _io_uring,
    "userfaultfd": _userfaultfd,
    "bpf": _bpf,
    "perf events": _perf,
    "keyrings": _keyrings,
    "keys": _keys,
    "modules": _modules,
    "the machine itself": _machine,
    "input and output ports": _ports,
    "file handles": _handles,
    "file watches": _watches,
    "page cache": _page_cache,
    "shared file locks": _locks,
    "personality": _personality,
    "foreign calls": _foreign,
}
