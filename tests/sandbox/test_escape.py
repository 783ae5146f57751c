"""The escape probes: all are stopped by the real wall, and each gets through where its defence is missing."""

from __future__ import annotations

import dataclasses
import os
import resource
import secrets
import tempfile
from pathlib import Path
from typing import Any

import pytest

from autograder.cli import main
from autograder.guest import escapes, isolate, seccomp
from autograder.sandbox import FakeSandbox, SandboxSpec, cgroup, escape
from autograder.sandbox.bubblewrap import BubblewrapSandbox
from autograder.sandbox.escape import Trial, examine, judged, spec_for
from autograder.sandbox.probes import MEETINGS, PROBES, Probe
from autograder.sandbox.proof import Status

real = pytest.mark.sandbox
BY_NAME = {probe.name: probe for probe in (*PROBES, *MEETINGS)}
TRIED_BY_THE_HOST = {"signal to all", "end of process 1", "left-over processes", "memory files"}

# What the fork server does even without a wall; `leaky_entry` undoes it.
DONE_BY_THE_FORK_SERVER = {"descriptors", "core dumps"}
# What a kernel of Linux may lack altogether, so that nothing can get through there.
A_MACHINE_MAY_LACK = {
    "modules",
    "sysrq",
    "sysfs",
    "io_uring",
    "userfaultfd",
    "bpf",
    "perf events",
    "keyrings",
    "keys",
    "rare sockets",
    "foreign calls",
    "page cache",
    "input and output ports",
    "kernel memory",
    "device files",
    "control groups",
    "terminals",
    "locked memory",
    "message queues",
    "hard links",
}
ONLY_ROOT_MAY = {
    "setns",
    "mounts",
    "another root",
    "new mount calls",
    "modules",
    "the machine itself",
    "raw sockets",
    "packet sockets",
    "process 1",
    "kernel settings",
    "core pattern",
    "sysrq",
    "device nodes",
    "rights of programs",
    "set-uid programs",
    "raising rights",
    "netlink sockets",
    "file handles",
    "descriptors of processes",
    "remounts",
    "system files",
    "lifting limits",
}
# A lock on a device that all see is a known gap, of which the documents tell.
KNOWN_GAPS = {"record locks of neighbours"}


def names(trials: list[Trial], status: Status) -> set[str]:
    return {trial.probe for trial in trials if trial.status is status}


def test_every_probe_has_its_judge_and_there_are_many() -> None:
    assert {probe.name for probe in PROBES} == set(escapes.IN_A_CHILD)
    assert {probe.name for probe in MEETINGS} < set(escapes.IN_THE_KERNEL)
    assert len(BY_NAME) + len(TRIED_BY_THE_HOST) >= 60


@real
@pytest.mark.parametrize("nested", [True, False], ids=["one fork server", "a sandbox for each"])
def test_nothing_gets_out_of_the_real_wall(spec: SandboxSpec, needs_bubblewrap: None, nested: bool) -> None:
    inside = spec_for(dataclasses.replace(spec, nested=nested))
    trials = list(examine(lambda: BubblewrapSandbox(inside)))
    assert {trial.probe for trial in trials} == set(BY_NAME) | TRIED_BY_THE_HOST
    assert [trial for trial in trials if trial.status is Status.WRONG] == []
    degraded = {"memory files"} if not cgroup.find().bounds_memory else set()
    unbounded = set() if nested else {"number of files"}
    assert names(trials, Status.WARNING) == KNOWN_GAPS | degraded | unbounded


def test_without_a_wall_the_probes_get_through(spec: SandboxSpec) -> None:
    trials = list(examine(lambda: FakeSandbox(spec_for(spec))))
    excused = DONE_BY_THE_FORK_SERVER | A_MACHINE_MAY_LACK | KNOWN_GAPS
    if os.geteuid() != 0:
        excused |= ONLY_ROOT_MAY
    assert (set(BY_NAME) | TRIED_BY_THE_HOST) - names(trials, Status.WRONG) <= excused
    assert len(names(trials, Status.WRONG)) >= 20


def test_the_probes_leave_nothing_behind(
    spec: SandboxSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = f"{os.getpid():08x}{'0' * 8}"  # of this run alone: others may be at it beside us
    monkeypatch.setattr(secrets, "token_hex", lambda _count: canary)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ours = dataclasses.replace(spec_for(spec), environment={"TMPDIR": str(tmp_path)})
    list(examine(lambda: FakeSandbox(ours)))
    assert list(tmp_path.iterdir()) == []
    assert [place for place in ("/tmp", "/dev/shm") if list(Path(place).glob(f"*{canary}*"))] == []
    keys = [line.split()[0] for line in Path("/proc/sysvipc/shm").read_text().splitlines()]
    assert str(int(canary[:7], 16)) not in keys
    assert not any(name.startswith("AUTOGRADER_ESCAPE") for name in os.environ)


def test_what_the_fork_server_closes_is_found_where_it_is_open(spec: SandboxSpec) -> None:
    entry = (Path(__file__).with_name("leaky_entry.py"), "/opt/autograder/leaky_entry.py")
    leaky = dataclasses.replace(spec_for(spec), entry="leaky_entry", binds=(*spec.binds, entry))
    trials = list(examine(lambda: FakeSandbox(leaky)))
    found = {trial.probe: trial for trial in trials}
    assert found["descriptors"].status is Status.WRONG
    assert "/etc/hosts" in found["descriptors"].stopped
    dumps = resource.getrlimit(resource.RLIMIT_CORE)[1] not in (0, 1)
    assert (found["core dumps"].status is Status.WRONG) == dumps


NO_FILTER = "\n\ndef install(program):\n    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)\n"
NO_LIMITS = "\n\ndef _limit(kind, value):\n    pass\n"
KEEPS_ALL = "\n\ndef renounce():\n    pass\n"
DEFENCES = {
    "the call filter": (
        seccomp,
        NO_FILTER,
        {
            "shared file locks",
            "file watches",
            "personality",
            "tracing",
            "memory of processes",
            "netlink sockets",
        },
    ),
    "the resource limits": (isolate, NO_LIMITS, {"a large file", "message queues", "pending signals"}),
    "giving up capabilities": (isolate, KEEPS_ALL, {"rights of programs", "raw sockets", "process 1"}),
}


@real
@pytest.mark.parametrize("defence", DEFENCES)
def test_with_a_defence_switched_off_its_probes_get_through_the_real_wall(
    spec: SandboxSpec, needs_bubblewrap: None, tmp_path: Path, defence: str
) -> None:
    module, change, expected = DEFENCES[defence]
    original = Path(str(module.__file__))
    changed = tmp_path / original.name
    changed.write_text(original.read_text() + change)
    inside = (changed, f"/opt/autograder/autograder/guest/{original.name}")
    weak = dataclasses.replace(spec_for(spec), binds=(*spec.binds, inside))
    assert expected <= names(list(examine(lambda: BubblewrapSandbox(weak))), Status.WRONG)


REFUSED = {probe.name: probe for probe in BY_NAME.values() if probe.judge.__qualname__.startswith("refused")}


@pytest.mark.parametrize("probe", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("error", ["", "EBADF", "EFAULT"])
def test_one_attempt_that_linux_would_have_granted_is_enough_to_be_wrong(probe: Probe, error: str) -> None:
    assert judged(probe, {"one": "EPERM", "two": "ENOSYS"})[0] is Status.OK
    status, text = judged(probe, {"one": "EPERM", "two": error})
    assert status is Status.WRONG
    assert "two" in text
    assert "one" not in text


HARMLESS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "rights of programs": (
        {
            **dict.fromkeys(("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"), "0"),
            "NoNewPrivs": "1",
            "Seccomp": "2",
        },
        {"CapEff": "20"},
    ),
    "set-uid programs": (
        {"programs": {"su": ["1000", "1000", "0"]}},
        {"programs": {"su": ["1000", "0", "0"]}},
    ),
    "descriptors": ({"descriptors": []}, {"descriptors": ["/etc/hosts"]}),
    "environment": ({"seen": []}, {"seen": ["1"]}),
    "processes": ({"seen": 3}, {"seen": 90}),
    "core dumps": ({"dumped": False}, {"dumped": True}),
    "fork bomb": ({"made": 20}, {"made": 48}),
    "size of files": ({"written": {"/tmp": 4 << 20}}, {"written": {"/tmp": 5 << 20}}),
    "number of files": ({"made": {"/tmp": 300}}, {"made": {"/tmp": 301}}),
    "pending signals": ({"sent": 1024}, {"sent": 1025}),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_count_or_a_right_too_many_is_wrong(name: str) -> None:
    good, change = HARMLESS[name]
    assert judged(BY_NAME[name], good)[0] is Status.OK
    assert judged(BY_NAME[name], {**good, **change})[0] is Status.WRONG


@pytest.mark.parametrize("facts", [{"broken": "TypeError: x"}, {"died": "SIGSEGV"}])
def test_a_probe_that_broke_counts_as_one_that_got_through(facts: dict[str, Any]) -> None:
    assert judged(BY_NAME["unshare"], facts)[0] is Status.WRONG
    assert judged(BY_NAME["unshare"], {})[0] is Status.WRONG


def test_a_probe_that_raises_or_dies_is_told_and_the_next_one_runs(
    spec: SandboxSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(escape, "PROBES", (Probe("nothing of the kind", "", "", BY_NAME["unshare"].judge),))
    (first, *_) = examine(lambda: FakeSandbox(spec_for(spec)))
    assert first.status is Status.WRONG
    assert "did not end as it should" in first.stopped


def test_the_command_ends_with_1_where_something_gets_through(
    spec: SandboxSpec, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("autograder.sandbox.bubblewrap.BubblewrapSandbox", FakeSandbox)
    assert main(["doctor", "--escape", "--course", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "got through" in said
    assert "do not grade here" in " ".join(said.split())
