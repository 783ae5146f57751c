"""Files, devices and settings of the machine that a kernel may neither read nor change."""

from __future__ import annotations

import fcntl
import os
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.guest.escapes.attempts import attempt, opened, scratch

_TIOCSTI, _TIOCSETD = 0x5412, 0x5423
_OF_PROCESS_1 = ("mem", "environ", "maps", "io", "auxv")
_SYSTEM = ("/", "/usr", "/usr/bin", "/etc", "/dev", "/opt", "/data", "/opt/autograder/autograder/guest")
_SETTINGS = (
    "/proc/sys/kernel/hostname",
    "/proc/sys/kernel/modprobe",
    "/proc/sys/vm/overcommit_memory",
    "/proc/sys/net/ipv4/ip_forward",
    "/proc/sys/user/max_user_namespaces",
    "/proc/sys/kernel/randomize_va_space",
    "/proc/sys/fs/pipe-max-size",
)
_SYSFS = (
    "/sys/kernel/uevent_helper",
    "/sys/power/state",
    "/sys/kernel/mm/transparent_hugepage/enabled",
    "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
    "/sys/devices/system/cpu/cpu1/online",
)
_KERNEL_MEMORY = ("/proc/kcore", "/proc/kmsg", "/proc/kpagecount", "/proc/kpageflags", "/proc/slabinfo")
_DEVICES = (
    "/dev/mem",
    "/dev/kmem",
    "/dev/port",
    "/dev/kmsg",
    "/dev/fuse",
    "/dev/kvm",
    "/dev/net/tun",
    "/dev/loop-control",
    "/dev/vsock",
    "/dev/userfaultfd",
    "/dev/console",
)


def _written(path: str | Path) -> str:
    return attempt(opened, str(path), os.O_WRONLY)


def _first_byte(path: str) -> None:
    with Path(path).open("rb") as file:  # opening alone is granted for some, and reading refused
        file.read(1)


def _system_files(_given: Mapping[str, Any]) -> dict[str, Any]:
    def create(folder: str) -> None:
        path = Path(folder, f"autograder-escape-{os.getpid()}")
        path.touch(exist_ok=False)
        path.unlink()

    return {folder: attempt(create, folder) for folder in (*_SYSTEM, sys.prefix) if Path(folder).is_dir()}


def _host_files(given: Mapping[str, Any]) -> dict[str, Any]:
    return {path: attempt(os.stat, path) for path in given["host_files"]}


def _links_out(given: Mapping[str, Any]) -> dict[str, Any]:
    """Ways to the same file that do not begin where its path does."""
    target = given["host_files"][0]
    with scratch() as folder:
        link = folder / "link"
        link.symlink_to(target)
        up = "/".join([".."] * 20)
        return {
            "link in /tmp": attempt(opened, str(link)),
            "root of process 1": attempt(opened, f"/proc/1/root{target}"),
            "its own root": attempt(opened, f"/proc/self/root{target}"),
            "folders above": attempt(opened, f"{folder}/{up}{target}"),
            "folder of process 1": attempt(os.stat, "/proc/1/cwd/."),
        }


def _hard_links(given: Mapping[str, Any]) -> dict[str, Any]:
    with scratch() as folder:
        return {
            "of a program": attempt(os.link, "/usr/bin/env", folder / "env"),
            "of a file of the host": attempt(os.link, given["host_files"][0], folder / "host"),
            "of the kernel's code": attempt(os.link, __file__, folder / "code"),
        }


def _process_1(_given: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: attempt(_first_byte, f"/proc/1/{name}") for name in _OF_PROCESS_1}
    return {
        **facts,
        "descriptors": attempt(os.listdir, "/proc/1/fd"),
        "program": attempt(os.readlink, "/proc/1/exe"),
    }


def _settings(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {path: _written(path) for path in _SETTINGS}


def _core_pattern(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {path: _written(path) for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/fs/suid_dumpable")}


def _sysrq(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {path: _written(path) for path in ("/proc/sysrq-trigger", "/proc/sys/kernel/sysrq")}


def _sysfs(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {path: _written(path) for path in _SYSFS}


def _control_groups(_given: Mapping[str, Any]) -> dict[str, Any]:
    mounts = [line.split()[:3] for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()]
    places = [path for _, path, kind in mounts if kind in ("cgroup", "cgroup2")] or ["/sys/fs/cgroup"]
    return {path: _written(Path(path, "cgroup.procs")) for path in places}


def _kernel_memory(_given: Mapping[str, Any]) -> dict[str, Any]:
    facts = {path: attempt(opened, path) for path in _KERNEL_MEMORY}
    with Path("/proc/kallsyms").open(encoding="ascii", errors="replace") as file:
        hidden = int(file.readline().split()[0], 16) == 0
    return {**facts, "addresses of symbols": "EPERM" if hidden else ""}


def _nodes(_given: Mapping[str, Any]) -> dict[str, Any]:
    with scratch() as folder:

        def make(kind: int, major: int, minor: int) -> None:
            os.mknod(folder / "node", kind | 0o600, os.makedev(major, minor))

        return {"memory": attempt(make, stat.S_IFCHR, 1, 1), "a disk": attempt(make, stat.S_IFBLK, 7, 0)}


def _devices(_given: Mapping[str, Any]) -> dict[str, Any]:
    return {path: attempt(opened, path, os.O_RDWR) for path in _DEVICES}


def _terminals(_given: Mapping[str, Any]) -> dict[str, Any]:
    master, terminal = os.openpty()
    try:
        return {
            "typing into one": attempt(fcntl.ioctl, terminal, _TIOCSTI, b"x"),
            "another line discipline": attempt(fcntl.ioctl, terminal, _TIOCSETD, bytes(4)),
        }
    finally:
        os.close(master)
        os.close(terminal)


PROBES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "system files": _system_files,
    "host files": _host_files,
    "links out": _links_out,
    "hard links": _hard_links,
    "process 1": _process_1,
    "kernel settings": _settings,
    "core pattern": _core_pattern,
    "sysrq": _sysrq,
    "sysfs": _sysfs,
    "control groups": _control_groups,
    "kernel memory": _kernel_memory,
    "device nodes": _nodes,
    "device files": _devices,
    "terminals": _terminals,
}
