"""The escape probes as the host knows them: what each tries, what should stop it, and when it was stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from autograder.guest.isolate import LOCKED_BYTES, PENDING_SIGNALS
from autograder.sandbox.base import Limits
from autograder.sandbox.proof import Status

Facts = Mapping[str, Any]
Verdict = tuple[Status, str]
Judge = Callable[[Facts, Limits], Verdict]

# Any other error says that Linux went on to look at the arguments: the right was there.
_REFUSALS: Final = frozenset(
    "EPERM EACCES ENOSYS EROFS ENOENT ENXIO ENODEV ENOTDIR EXDEV ECONNREFUSED ENETUNREACH EAFNOSUPPORT "
    "EPROTONOSUPPORT ESOCKTNOSUPPORT EPFNOSUPPORT ESRCH".split()
)


@dataclass(frozen=True, slots=True)
class Probe:
    """One way out: its name in ``autograder.guest.escapes``, what it tries, the layer that should stop it."""

    name: str
    tries: str
    layer: str
    judge: Judge


def refused(*more: str) -> Judge:
    """Every attempt met an error that means a refusal, or one of ``more``."""

    def judge(facts: Facts, _limits: Limits) -> Verdict:
        through = {name: error for name, error in facts.items() if error not in _REFUSALS | set(more)}
        if through or not facts:
            how = [f"{name} ({error or 'it succeeded'})" for name, error in through.items()]
            return Status.WRONG, f"got through: {', '.join(how) or 'nothing was tried'}"
        return Status.OK, f"refused with {', '.join(sorted(set(facts.values())))}"

    return judge


def _at_most(key: str, bound: Callable[[Limits], int]) -> Judge:
    """A count, or the largest of several, stayed within ``bound``."""

    def judge(facts: Facts, limits: Limits) -> Verdict:
        counts = facts[key]
        most = max(counts.values()) if isinstance(counts, Mapping) else counts
        good = most <= bound(limits)
        return Status.OK if good else Status.WRONG, f"ended at {most}, {bound(limits)} are granted"

    return judge


def _empty(key: str) -> Judge:
    def judge(facts: Facts, _limits: Limits) -> Verdict:
        return (Status.WRONG, f"found {facts[key]}") if facts[key] else (Status.OK, "found nothing")

    return judge


def _rights_of_programs(facts: Facts, _limits: Limits) -> Verdict:
    capabilities = [int(facts[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")]
    bound = facts["NoNewPrivs"] == "1" and facts["Seccomp"] == "2"
    text = f"capabilities {sum(capabilities):x}, no_new_privs {facts['NoNewPrivs']}, call filter {facts['Seccomp']}"
    return Status.OK if bound and not any(capabilities) else Status.WRONG, text


def _set_uid(facts: Facts, _limits: Limits) -> Verdict:
    raised = [
        name
        for name, (*users, capabilities) in facts["programs"].items()
        if "0" in users or int(capabilities, 16)
    ]
    names = ", ".join(facts["programs"]) or "none is there"
    return (
        (Status.WRONG, f"got rights: {', '.join(raised)}") if raised else (Status.OK, f"ran without: {names}")
    )


def _record_locks(facts: Facts, _limits: Limits) -> Verdict:
    if not facts["met"]:
        return Status.OK, "no lock of a neighbour was seen"
    # A known gap: SQLite needs these locks, and a filter of calls cannot tell one file from another.
    return Status.WARNING, "two submissions that both want it can pass bits on while they run side by side"


_NAMESPACES = "call filter, no user namespaces"
_MOUNTS = "call filter, no capabilities"
_FILTER = "call filter"
_VIEW = "mount namespace"
_LIMITS = "resource limits"
_SIZED = "sized file systems"

PROBES: Final = (
    Probe("unshare", "new namespaces of eight kinds", _NAMESPACES, refused()),
    Probe("clone", "a child in a new user namespace", _NAMESPACES, refused()),
    Probe("clone3", "the same by the newer call", _NAMESPACES, refused()),
    Probe("setns", "entering other namespaces", _NAMESPACES, refused()),
    Probe("mounts", "tmpfs, bind and proc mounts, unmounting", _MOUNTS, refused()),
    Probe("remounts", "making what is read-only writable", _MOUNTS, refused()),
    Probe("another root", "pivot_root and chroot", _MOUNTS, refused()),
    Probe("new mount calls", "open_tree, fsopen, move_mount and their kin", _MOUNTS, refused()),
    Probe("tracing", "ptrace of its parent and itself", _FILTER, refused()),
    Probe("memory of processes", "reading, writing and moving it", _FILTER, refused()),
    Probe("descriptors of processes", "pidfd_getfd and kcmp", _FILTER, refused()),
    Probe("io_uring", "a ring, past the filter of calls", _FILTER, refused()),
    Probe("userfaultfd", "handling page faults", _FILTER, refused()),
    Probe("bpf", "a map of the Linux kernel's", _FILTER, refused()),
    Probe("perf events", "a counter", _FILTER, refused()),
    Probe("keyrings", "a new session keyring", _FILTER, refused()),
    Probe("keys", "adding and asking for keys", _FILTER, refused()),
    Probe("modules", "loading modules or another Linux", _MOUNTS, refused()),
    Probe("the machine itself", "reboot, swap, clock, host name, log", _MOUNTS, refused()),
    Probe("input and output ports", "iopl, ioperm, modify_ldt", _MOUNTS, refused()),
    Probe("file handles", "opening files by number", _MOUNTS, refused()),
    Probe("file watches", "watching who opens shared files", _FILTER, refused()),
    Probe("page cache", "asking what was read of shared files", _FILTER, refused()),
    Probe("shared file locks", "flock, leases and their kin on a file that all see", _FILTER, refused()),
    Probe("personality", "fixed addresses, data that runs", _FILTER, refused()),
    Probe("foreign calls", "calls of 32-bit and x32 programs, past the filter", _FILTER, refused("SIGSYS")),
    Probe("raw sockets", "ICMP by hand", "no capabilities", refused()),
    Probe("packet sockets", "frames by hand", _FILTER, refused()),
    Probe("netlink sockets", "routes, netfilter, device events, audit", _FILTER, refused()),
    Probe("rare sockets", "vsock, alg, bluetooth and six more", _FILTER, refused()),
    Probe("network", "a service of the host, an address outside", "network namespace", refused()),
    Probe("abstract sockets", "a service of the host by its name", "network namespace", refused()),
    Probe("socket files", "a service of the host by its file", _VIEW, refused()),
    Probe("system files", "writing to /, /usr, /etc, /dev and the course's Python", _VIEW, refused()),
    Probe("host files", "secrets, the checks, the gradebook", _VIEW, refused()),
    Probe("links out", "the same by links and by /proc", _VIEW, refused()),
    Probe("hard links", "a second name for a file that is not its own", _VIEW, refused()),
    Probe("process 1", "memory, environment, descriptors of the process above", "not dumpable", refused()),
    Probe("kernel settings", "writing below /proc/sys", "another account", refused()),
    Probe("core pattern", "a program of its own for core dumps", "another account", refused()),
    Probe("sysrq", "the keys that stop a machine", "another account", refused()),
    Probe("sysfs", "writing below /sys", _VIEW, refused()),
    Probe("control groups", "leaving its own", _VIEW, refused()),
    Probe("kernel memory", "kcore, kmsg, page counts, symbols", "another account", refused()),
    Probe("device nodes", "making a node of memory or of a disk", "no capabilities", refused()),
    Probe("device files", "mem, kmsg, fuse, kvm, tun and others", _VIEW, refused()),
    Probe("terminals", "typing into one, loading a line discipline", _FILTER, refused()),
    Probe("rights of programs", "what a program holds that it starts", "no_new_privs", _rights_of_programs),
    Probe("set-uid programs", "running su, mount, passwd and others", "no_new_privs", _set_uid),
    Probe("raising rights", "user 0, capabilities, filter off", "no_new_privs", refused("EINVAL")),
    Probe("lifting limits", "making resource limits infinite again", "no capabilities", refused()),
    Probe("descriptors", "open files that it inherited", "closed before it starts", _empty("descriptors")),
    Probe("environment", "a word from the host's environment", "empty environment", _empty("seen")),
    Probe("processes", "seeing processes of others", "process namespace", _at_most("seen", lambda _: 4)),
    Probe("number of files", "twice as many as granted", _SIZED, _at_most("made", attrgetter("tmp_inodes"))),
    Probe("size of files", "twice as much as granted", _SIZED, _at_most("written", attrgetter("tmp_bytes"))),
    Probe("a large file", "one larger than granted", _LIMITS, refused("EFBIG")),
    Probe("message queues", "POSIX message queues", _LIMITS, refused("EMFILE")),
    Probe("locked memory", f"more than {LOCKED_BYTES >> 20} MiB", _LIMITS, refused("ENOMEM", "EAGAIN")),
    Probe("pending signals", "5000 signals that wait", _LIMITS, _at_most("sent", lambda _: PENDING_SIGNALS)),
    Probe("core dumps", "a crash that leaves its memory on disk", _LIMITS, _empty("dumped")),
    Probe("fork bomb", "twice as many processes as granted", "control groups", _at_most("made", attrgetter("pids"))),
)  # fmt: skip

# One kernel has left something behind, and another looks for it.
MEETINGS: Final = (
    Probe("files of neighbours", "meeting in /tmp and /dev/shm", _VIEW, refused()),
    Probe("sockets of neighbours", "meeting in an abstract socket", "network namespace", refused()),
    Probe("memory of neighbours", "meeting in shared memory or a queue", "ipc namespace", refused()),
    Probe("record locks of neighbours", "meeting in a lock on /dev/null", "nothing", _record_locks),
)
