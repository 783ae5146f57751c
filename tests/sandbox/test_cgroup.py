"""Control groups: what is written and read back, on a tree that looks like the kernel's."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from autograder.errors import SandboxError
from autograder.sandbox import Limits, cgroup

LIMITS = Limits(memory_bytes=1000, pids=7)


def make_v2(root: Path, *, delegated: str, controllers: str = "cpu memory pids") -> Path:
    """A version 2 mount with one cgroup ``delegated`` in which this process lives."""
    own = root / delegated.lstrip("/")
    own.mkdir(parents=True, exist_ok=True)
    for folder in {root, own}:
        (folder / "cgroup.controllers").write_text(controllers)
        (folder / "cgroup.subtree_control").write_text("")
        (folder / "cgroup.procs").write_text(f"{os.getpid()}\n")
    (root / "cgroup.events").write_text("populated 1\n")  # which the true root has not
    return own


def make_proc(root: Path, mounts: str, cgroups: str) -> Path:
    root.mkdir()
    (root / "mounts").write_text(mounts)
    (root / "cgroup").write_text(cgroups)
    return root


def test_a_delegated_version_2_group_is_used_and_made_ready(tmp_path: Path) -> None:
    mount = tmp_path / "v2"
    own = make_v2(mount, delegated="/user/scope")
    proc = make_proc(tmp_path / "proc", f"cgroup2 {mount} cgroup2 rw 0 0\n", "0::/user/scope\n")
    tree = cgroup.find(proc)
    assert isinstance(tree, cgroup.V2Tree)
    assert (tree.root, tree.shares_cpu) == (own, True)
    # A file keeps the last of what was written: the plain controllers went before.
    assert (own / "cgroup.subtree_control").read_text() == "+cpu"
    assert (own / "autograder.host" / "cgroup.procs").read_text() == str(os.getpid())


def test_the_true_root_of_version_2_needs_no_leaf_for_ourselves(tmp_path: Path) -> None:
    mount = tmp_path / "v2"
    make_v2(mount, delegated="/system/grader")
    (mount / "cgroup.events").unlink()
    proc = make_proc(tmp_path / "proc", f"cgroup2 {mount} cgroup2 rw 0 0\n", "0::/system/grader\n")
    tree = cgroup.find(proc)
    assert isinstance(tree, cgroup.V2Tree)
    assert tree.root == mount
    assert not (mount / "autograder.host").exists()


def test_a_container_that_was_given_its_own_version_2_tree_uses_it(tmp_path: Path) -> None:
    mount = tmp_path / "v2"
    make_v2(mount, delegated="/")
    proc = make_proc(tmp_path / "proc", f"cgroup2 {mount} cgroup2 rw 0 0\n", "0::/\n")
    tree = cgroup.find(proc)
    assert isinstance(tree, cgroup.V2Tree)
    assert tree.root == mount
    assert (mount / "autograder.host").is_dir()


def test_a_second_grader_in_the_same_scope_shares_what_the_first_made_ready(tmp_path: Path) -> None:
    mount = tmp_path / "v2"
    own = make_v2(mount, delegated="/scope")
    make_v2(mount, delegated="/scope/autograder.host")
    proc = make_proc(tmp_path / "proc", f"cgroup2 {mount} cgroup2 rw 0 0\n", "0::/scope/autograder.host\n")
    tree = cgroup.find(proc)
    assert isinstance(tree, cgroup.V2Tree)
    assert tree.root == own
    assert not (own / "autograder.host" / "autograder.host").exists()


def test_version_2_without_the_cpu_controller_is_used_all_the_same(tmp_path: Path) -> None:
    mount = tmp_path / "v2"
    own = make_v2(mount, delegated="/scope", controllers="memory pids")
    proc = make_proc(tmp_path / "proc", f"cgroup2 {mount} cgroup2 rw 0 0\n", "0::/scope\n")
    tree = cgroup.find(proc)
    assert (tree.kind, tree.shares_cpu) == ("v2", False)
    assert (own / "cgroup.subtree_control").read_text() == "+memory +pids"
    tree.create(LIMITS)
    assert not list(own.glob("autograder-*/cpu.weight"))


def test_a_system_that_refuses_the_cpu_controller_is_used_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount = tmp_path / "v2"
    make_v2(mount, delegated="/scope")
    write = cgroup._write

    def refuse(path: Path, value: object) -> None:
        if value == "+cpu":
            raise OSError(22, "Invalid argument")
        write(path, value)

    monkeypatch.setattr(cgroup, "_write", refuse)
    proc = make_proc(tmp_path / "proc", f"cgroup2 {mount} cgroup2 rw 0 0\n", "0::/scope\n")
    tree = cgroup.find(proc)
    assert (tree.bounds_memory, tree.shares_cpu) == (True, False)


def test_version_2_without_the_memory_controller_is_not_used(tmp_path: Path) -> None:
    mount = tmp_path / "v2"
    make_v2(mount, delegated="/", controllers="cpu io")
    proc = make_proc(tmp_path / "proc", f"cgroup2 {mount} cgroup2 rw 0 0\n", "0::/\n")
    assert isinstance(cgroup.find(proc), cgroup.NoTree)


def test_version_1_is_used_where_each_controller_is_mounted(tmp_path: Path) -> None:
    memory, pids = tmp_path / "memory", tmp_path / "pids"
    (memory / "grader").mkdir(parents=True)
    pids.mkdir()
    mounts = f"c {memory} cgroup rw,relatime,memory 0 0\nc {pids} cgroup rw,pids 0 0\n"
    tree = cgroup.find(make_proc(tmp_path / "proc", mounts, "4:memory:/grader\n8:pids:/elsewhere\n"))
    assert isinstance(tree, cgroup.V1Tree)
    assert tree.roots == {"memory": memory / "grader", "pids": pids}
    assert not tree.shares_cpu


def test_version_1_with_processors_alone_bounds_nothing_and_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    proc = make_proc(
        tmp_path / "proc", f"c {tmp_path / 'cpu'} cgroup rw,cpu,cpuacct 0 0\n", "1:cpu,cpuacct:/\n"
    )
    assert isinstance(cgroup.find(proc), cgroup.NoTree)


def test_every_leaf_of_version_1_weighs_the_same_where_processors_are_shared(tmp_path: Path) -> None:
    for name in ("memory", "both"):
        (tmp_path / name).mkdir()
    both = tmp_path / "both"
    tree = cgroup.V1Tree({"memory": tmp_path / "memory", "cpu": both, "cpuacct": both})
    leaf = tree.create(LIMITS)
    tree.create(dataclasses.replace(LIMITS, memory_bytes=9, pids=900))
    first, second = sorted(both.iterdir())
    assert [(folder / "cpu.shares").read_text() for folder in (first, second)] == ["1024", "1024"]
    leaf.add(42)
    assert (first / "cgroup.procs").read_text() == "42"
    (first / "cpuacct.usage").write_text("1500000000\n")
    assert leaf.events().cpu_seconds == 1.5


def test_a_machine_without_control_groups_is_known_as_degraded(tmp_path: Path) -> None:
    tree = cgroup.find(make_proc(tmp_path / "proc", "tmpfs /tmp tmpfs rw 0 0\n", ""))
    assert (tree.kind, tree.bounds_memory, tree.bounds_pids) == ("none", False, False)
    assert tree.create(LIMITS).events() == cgroup.Events()


def test_a_version_2_leaf_gets_its_limits_and_tells_its_events(tmp_path: Path) -> None:
    leaf = cgroup.V2Tree(tmp_path, shares_cpu=True).create(LIMITS)
    (folder,) = tmp_path.iterdir()
    assert (folder / "cpu.weight").read_text() == "100"
    assert (folder / "memory.max").read_text() == "1000"
    assert (folder / "pids.max").read_text() == "7"
    leaf.add(42)
    assert (folder / "cgroup.procs").read_text() == "42"
    (folder / "memory.events").write_text("low 0\nmax 9\noom 2\noom_kill 1\n")
    (folder / "pids.events").write_text("max 3\n")
    (folder / "memory.peak").write_text("990\n")
    (folder / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 2000000\n")
    assert leaf.events() == cgroup.Events(oom_kills=1, pids_limit_hits=3, peak_bytes=990, cpu_seconds=2.5)


def test_a_version_1_leaf_reads_the_files_of_version_1(tmp_path: Path) -> None:
    memory, pids = tmp_path / "memory", tmp_path / "pids"
    memory.mkdir()
    pids.mkdir()
    leaf = cgroup.V1Tree({"memory": memory, "pids": pids}).create(LIMITS)
    (folder,) = memory.iterdir()
    assert (folder / "memory.limit_in_bytes").read_text() == "1000"
    (folder / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")
    (folder / "memory.max_usage_in_bytes").write_text("1000\n")
    assert leaf.events() == cgroup.Events(oom_kills=2, peak_bytes=1000)


def test_a_leaf_that_cannot_be_made_is_a_sandbox_error(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="autograder doctor"):
        cgroup.V2Tree(tmp_path / "missing").create(LIMITS)


def test_the_sweep_takes_the_leaves_of_dead_runs_and_no_others(tmp_path: Path) -> None:
    dead, reused = tmp_path / "autograder-999999999-5-1", tmp_path / f"autograder-{os.getpid()}-1-1"
    foreign = tmp_path / "other"
    for folder in (dead, reused, foreign):
        folder.mkdir()
    tree = cgroup.V2Tree(tmp_path)
    with pytest.MonkeyPatch.context() as patch:  # files of a real cgroup vanish with it
        patch.setattr(cgroup, "_write", lambda _path, _value: None)
        tree.create(LIMITS)
    tree.sweep()
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 2
    assert left[0].startswith(f"autograder-{os.getpid()}-")
    assert left[1] == "other"


@pytest.mark.sandbox
def test_a_real_leaf_is_made_filled_and_removed(needs_cgroup: None) -> None:
    tree = cgroup.find()
    leaf = tree.create(dataclasses.replace(LIMITS, memory_bytes=64 << 20))
    child = os.posix_spawn("/bin/sleep", ["sleep", "30"], {})
    leaf.add(child)
    groups = Path(f"/proc/{child}/cgroup").read_text()
    assert f"/{cgroup.PREFIX}{os.getpid()}-" in groups
    if isinstance(tree, cgroup.V1Tree) and tree.shares_cpu:
        (folder,) = tree.roots["cpu"].glob(f"{cgroup.PREFIX}{os.getpid()}-*")
        assert (folder / "cpu.shares").read_text() == "1024\n"
        assert (folder / "cgroup.procs").read_text() == f"{child}\n"
    if isinstance(tree, cgroup.V2Tree) and tree.shares_cpu:
        (folder,) = tree.root.glob(f"{cgroup.PREFIX}{os.getpid()}-*")
        assert (folder / "cpu.weight").read_text() == "100\n"
    leaf.remove()  # kills what is left
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9
