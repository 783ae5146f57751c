"""The system call filter, run instruction by instruction as the Linux kernel would."""

from __future__ import annotations

import pytest

from autograder.guest.seccomp import (
    CLONE_NAMESPACES,
    EAFNOSUPPORT,
    ENOSYS,
    EPERM,
    MACHINES,
    RULES,
    Condition,
    Instruction,
    Machine,
    Rule,
    assemble,
)

ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
EVERY_MACHINE = pytest.mark.parametrize("name", MACHINES)


def run(code: list[Instruction], call: int, audit: int, arguments: tuple[int, ...] = ()) -> int:
    """What the filter answers: a classic BPF machine with the four operations that we use."""
    words = {0: call, 4: audit} | {16 + 8 * i: value & 0xFFFFFFFF for i, value in enumerate(arguments)}
    accumulator = place = 0
    while True:
        step = code[place]
        place += 1
        if step.code == 0x06:
            return step.k
        if step.code == 0x20:
            accumulator = words[step.k]
            continue
        true = {
            0x15: accumulator == step.k,
            0x35: accumulator >= step.k,
            0x45: bool(accumulator & step.k),
        }[step.code]
        place += step.jt if true else step.jf


def answer(machine: Machine, call: str, *arguments: int) -> int:
    return run(assemble(machine), machine.calls[call], machine.audit, arguments)


@EVERY_MACHINE
def test_an_ordinary_call_is_allowed(name: str) -> None:
    machine = MACHINES[name]
    assert run(assemble(machine), 63, machine.audit) == ALLOW


@EVERY_MACHINE
def test_a_foreign_calling_convention_is_killed(name: str) -> None:
    assert run(assemble(MACHINES[name]), 1, 0x40000003) == KILL


def test_the_second_calling_convention_of_x86_64_is_refused() -> None:
    machine = MACHINES["x86_64"]
    assert run(assemble(machine), 0x40000000 + 165, machine.audit) == ERRNO | ENOSYS


@EVERY_MACHINE
def test_every_rule_without_a_condition_refuses_its_call(name: str) -> None:
    machine = MACHINES[name]
    for rule in RULES:
        if rule.when is None and rule.call in machine.calls:
            assert answer(machine, rule.call) == ERRNO | rule.errno, rule


@EVERY_MACHINE
def test_a_thread_may_be_made_and_a_namespace_may_not(name: str) -> None:
    machine = MACHINES[name]
    assert answer(machine, "clone", 0x3D0F00) == ALLOW  # what glibc asks for in pthread_create
    for bit in (1 << n for n in range(32) if CLONE_NAMESPACES >> n & 1):
        assert answer(machine, "clone", bit | 17) == ERRNO | EPERM


@EVERY_MACHINE
def test_only_harmless_sockets_may_be_made(name: str) -> None:
    machine = MACHINES[name]
    allowed = {family for family in range(64) if answer(machine, "socket", family, 1) == ALLOW}
    assert allowed == {1, 2, 10}
    assert answer(machine, "socket", 40, 1) == ERRNO | EAFNOSUPPORT  # AF_VSOCK


@EVERY_MACHINE
def test_nobody_may_type_into_a_terminal(name: str) -> None:
    machine = MACHINES[name]
    assert answer(machine, "ioctl", 0, 0x5412) == ERRNO | EPERM
    assert answer(machine, "ioctl", 0, 0x1_0000_5412) == ERRNO | EPERM  # the kernel reads 32 bits
    assert answer(machine, "ioctl", 0, 0x5423) == ERRNO | EPERM  # TIOCSETD
    assert answer(machine, "ioctl", 0, 0x5401) == ALLOW


@EVERY_MACHINE
def test_memory_stays_in_unforeseeable_places(name: str) -> None:
    machine = MACHINES[name]
    assert answer(machine, "personality", 0xFFFFFFFF) == ALLOW
    assert answer(machine, "personality", 0x0040000) == ERRNO | EPERM  # ADDR_NO_RANDOMIZE
    assert answer(machine, "personality", 0x0400000) == ERRNO | EPERM  # READ_IMPLIES_EXEC


@EVERY_MACHINE
def test_nobody_learns_what_others_read_of_shared_files(name: str) -> None:
    machine = MACHINES[name]
    for call in ("inotify_init1", "cachestat", "fanotify_init"):
        assert answer(machine, call) != ALLOW


@EVERY_MACHINE
def test_ordinary_file_locks_stay_for_databases(name: str) -> None:
    machine = MACHINES[name]
    assert answer(machine, "fcntl", 3, 6) == ALLOW
    assert answer(machine, "fcntl", 3, 37) == ERRNO | EPERM


def test_every_rule_names_a_call_of_some_machine() -> None:
    known = set().union(*(machine.calls for machine in MACHINES.values()))
    assert {rule.call for rule in RULES} <= known


@EVERY_MACHINE
def test_no_two_calls_share_a_number_and_every_call_has_a_rule(name: str) -> None:
    calls = MACHINES[name].calls
    assert len(set(calls.values())) == len(calls)
    assert set(calls) == {rule.call for rule in RULES} & set(calls)


def test_a_condition_of_one_value_refuses_that_value_alone() -> None:
    machine = Machine(1, {"call": 5})
    code = assemble(machine, (Rule("call", EPERM, Condition(2, "one of", (7,))),))
    assert [run(code, 5, 1, (0, 0, value)) for value in (6, 7, 8)] == [ALLOW, ERRNO | EPERM, ALLOW]


def test_every_jump_stays_within_the_eight_bits_that_it_has() -> None:
    for machine in MACHINES.values():
        assert all(step.jt < 256 and step.jf < 256 for step in assemble(machine))
