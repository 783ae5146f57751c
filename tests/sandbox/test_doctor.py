"""What doctor says, and the remedies that it names."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox import Limits, SandboxSpec, cgroup, doctor, proof
from autograder.sandbox.doctor import Finding, Status, examine, remedy_for_namespaces

HEALTHY: dict[str, Any] = {
    "pid": 2,
    "uid": 1000,
    "status": {
        **dict.fromkeys(("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"), "0000000000000000"),
        "NoNewPrivs": "1",
        "Seccomp": "2",
    },
    "processes": [1, 2],
    "proc_is_own": True,
    "interfaces": ["lo"],
    "connect": "ENETUNREACH",
    "writable": [],
    "bounds": {"/tmp": [1 << 20, 100], "/dev/shm": [1 << 20, 100], "/home/student": [1 << 20, 100]},
    "visible": [],
    "descriptors": [],
    "environment": [],
    "new_user_namespace": "EPERM",
    "mount": "EPERM",
    "remount": "EPERM",
}
LIMITS = Limits(tmp_bytes=1 << 20, tmp_inodes=100)


def not_ok(seen: dict[str, Any], *, nested: bool = True) -> list[tuple[str, Status]]:
    findings = proof.judge(seen, LIMITS, nested=nested)
    return [(finding.name, finding.status) for finding in findings if finding.status is not Status.OK]


def test_a_kernel_that_sees_only_walls_is_believed() -> None:
    assert not_ok(HEALTHY) == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"proc_is_own": False}, "own processes"),
        ({"processes": [1, 2, 3]}, "own processes"),
        ({"interfaces": ["eth0", "lo"]}, "no network"),
        ({"connect": ""}, "no network"),
        ({"writable": ["/usr"]}, "read-only"),
        ({"visible": ["/etc/shadow"]}, "host files"),
        ({"descriptors": ["/var/log/x"]}, "descriptors"),
        ({"status": {**HEALTHY["status"], "CapBnd": "000001ffffffffff"}}, "capabilities"),
        ({"status": {**HEALTHY["status"], "NoNewPrivs": "0"}}, "no new privileges"),
        ({"status": {**HEALTHY["status"], "Seccomp": "0"}}, "call filter"),
        ({"new_user_namespace": ""}, "no namespaces"),
        ({"remount": ""}, "no mounts"),
        ({"bounds": {"/tmp": [1 << 30, 100]}}, "temporary files"),
    ],
)
def test_one_hole_is_enough_to_be_wrong(change: dict[str, Any], name: str) -> None:
    assert not_ok({**HEALTHY, **change}) == [(name, Status.WRONG)]


def test_files_without_number_are_a_warning_where_nesting_is_refused() -> None:
    seen = {**HEALTHY, "bounds": {"/tmp": [1 << 20, 999_999]}}
    assert not_ok(seen, nested=False) == [("temporary files", Status.WARNING)]
    assert not_ok(seen, nested=True) == [("temporary files", Status.WRONG)]


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "user.max_user_namespaces=15000"),
    ],
)
def test_a_setting_that_forbids_namespaces_is_named_with_the_line_to_run(
    tmp_path: Path, name: str, value: str, line: str
) -> None:
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_text(f"{value}\n")
    assert f"sysctl -w {line}" in remedy_for_namespaces(tmp_path)


def test_without_a_forbidding_setting_the_container_is_suspected(tmp_path: Path) -> None:
    assert "container" in remedy_for_namespaces(tmp_path)


def test_a_machine_without_bubblewrap_is_told_what_to_install(
    spec: SandboxSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    found = {finding.name: finding for finding in examine(spec)}
    assert found["bubblewrap"].status is Status.WRONG
    assert "apt install bubblewrap" in found["bubblewrap"].remedy
    assert "memory limit" not in found


@pytest.mark.sandbox
def test_a_healthy_machine_has_nothing_wrong(spec: SandboxSpec, needs_bubblewrap: None) -> None:
    findings = examine(spec)
    assert [finding for finding in findings if finding.status is Status.WRONG] == []
    assert {"nested namespaces", "memory limit", "process limit", "deadline", "no network"} <= {
        finding.name for finding in findings
    }
    assert all(finding.remedy for finding in findings if finding.status is not Status.OK)


@pytest.mark.sandbox
def test_a_machine_without_control_groups_is_called_degraded(
    spec: SandboxSpec, needs_bubblewrap: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cgroup, "find", cgroup.NoTree)
    found: dict[str, Finding] = {finding.name: finding for finding in examine(spec)}
    assert found["memory limit"].status is Status.WARNING
    assert "degraded" in found["memory limit"].text
    assert "Delegate=yes" in found["memory limit"].remedy
    assert found["process limit"].status is Status.WARNING


@pytest.mark.sandbox
def test_a_course_python_that_cannot_start_is_reported_and_not_raised(
    spec: SandboxSpec, needs_bubblewrap: None
) -> None:
    found = {f.name: f for f in examine(dataclasses.replace(spec, preload=("no_such_framework",)))}
    assert found["sandbox"].status is Status.WRONG
    assert "no_such_framework" in found["sandbox"].text


def test_a_full_disk_is_a_warning(spec: SandboxSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage._replace(free=1 << 20))
    assert doctor._disk().status is Status.WARNING
