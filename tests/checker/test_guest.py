"""What is asked of a kernel: names, callbacks, probes; what comes back as exceptions; what ends it."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import numpy as np
import pytest

from autograder.checker import context
from autograder.checker.context import CheckContext
from autograder.checker.guest import Guest
from autograder.checker.probes import in_guest
from autograder.checker.raised import GuestException, GuestTimeout, MissingName, NotData
from autograder.errors import GuestDied, ProtocolError
from autograder.results import Outcome
from autograder.sandbox import process
from autograder.sandbox.blame import blame


def test_a_name_that_the_notebook_lacks_is_missing(guest: Guest) -> None:
    with pytest.raises(MissingName, match="does not define 'nothing'"):
        guest.find("nothing")
    for name in ("get_ipython", "In", "exit", "__builtins__", "print"):
        assert not guest.has(name), f"{name} is no name of the student's"


def test_names_are_bound_and_deleted(guest: Guest) -> None:
    guest.bind("x", np.arange(3))
    assert guest.run("x += 1", 1)
    assert guest.find("x").tolist() == [1, 2, 3]
    guest.unbind("x")
    assert not guest.has("x")


def test_a_function_of_the_hosts_is_called_from_the_guest_also_nested_and_later(guest: Guest) -> None:
    guest.run(
        "saved = []\ndef apply(f, x):\n    saved.append(f)\n    return f(x) + 1\n"
        "def later(x): return saved[-1](x)",
        1,
    )
    apply, later = guest.find("apply"), guest.find("later")
    assert apply(lambda x: 10 * x, 4) == 41
    assert apply(lambda x: apply(lambda y: y * y, x) * 2, 3) == 21
    assert later(5) == 25
    seen: list[Any] = []
    assert apply(lambda x: seen.append(x) or 0, [1, {"a": 2}]) == 1
    assert seen == [[1, {"a": 2}]]


def test_the_same_function_comes_back_for_a_callback(guest: Guest) -> None:
    guest.run("def same(f): return f", 1)
    function = len
    assert guest.find("same")(function) is function


def test_what_a_callback_raises_reaches_the_student_by_its_type_alone(guest: Guest) -> None:
    guest.run(
        "def apply(f):\n    try:\n        f()\n    except ValueError as e:\n"
        "        return type(e).__name__, str(e)",
        1,
    )

    def secret() -> None:
        raise ValueError("expected 42")

    name, text = guest.find("apply")(secret)
    assert name == "ValueError"
    assert "42" not in text


def test_callbacks_that_call_each_other_for_ever_end_the_kernel_not_the_host(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_END_SECONDS", 0.5)
    guest.run("def again(f): return f()", 1)
    again = guest.find("again")

    def forever() -> Any:
        return again(forever)

    with pytest.raises((ProtocolError, RecursionError, GuestException)):
        forever()


def test_what_is_neither_data_nor_a_function_cannot_be_passed(guest: Guest) -> None:
    guest.run("def f(x): return x", 1)
    with pytest.raises(NotData, match="module cannot be passed"):
        guest.find("f")(np)


@in_guest
def weights_of(net: Any, scale: int = 1) -> Any:
    import numpy

    return numpy.array([net.w * scale, type(net).__name__ == "Net"])


def test_a_probe_runs_beside_the_live_object(guest: Guest) -> None:
    guest.run("class Net:\n    w = 4", 1)
    net = guest.find("Net")()
    context.enter(CheckContext(guest))
    try:
        assert weights_of(net, scale=2).tolist() == [8, 1]
    finally:
        context.enter(None)


def test_outside_of_grading_a_probe_is_an_ordinary_function() -> None:
    class Net:
        w = 3

    assert weights_of(Net()).tolist() == [3, 1]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("raise ValueError('no')", ValueError),
        ("raise NotImplementedError", NotImplementedError),
        ("{}['a']", KeyError),
        ("1 / 0", ZeroDivisionError),
        ("assert False", AssertionError),
        ("class Mine(TypeError): pass\n    raise Mine('x')", TypeError),
        ("class Mine(Exception): pass\n    raise Mine('x')", GuestException),
        ("'\\ud800'.encode()", GuestException),
        ("raise StopIteration", StopIteration),
    ],
)
def test_an_exception_of_the_students_is_one_of_the_hosts(
    guest: Guest, code: str, kind: type[Exception]
) -> None:
    guest.run(f"def f():\n    {code}", 1)
    with pytest.raises(kind) as caught:
        guest.find("f")()
    assert isinstance(caught.value, GuestException)
    assert caught.value.frames[-1][0] == "f"


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"])
def test_what_would_stop_the_host_is_an_ordinary_failure(guest: Guest, name: str) -> None:
    guest.run(f"def f(): raise {name}('please')", 1)
    with pytest.raises(GuestException) as caught:
        guest.find("f")()
    assert caught.value.type_name == name
    assert not isinstance(caught.value, (SystemExit, KeyboardInterrupt))
    assert guest.run("x = 1", 2)


def test_an_exception_whose_text_cannot_be_had_is_reported_all_the_same(guest: Guest) -> None:
    guest.run("class Bad(ValueError):\n    def __str__(self): raise SystemExit\ndef f(): raise Bad", 1)
    with pytest.raises(ValueError, match="no text: SystemExit"):
        guest.find("f")()


def test_a_call_that_takes_too_long_is_interrupted_and_the_kernel_lives_on(guest: Guest) -> None:
    guest.run("def loop():\n    while True: pass", 1)
    started = time.monotonic()
    with guest.within(0.3), pytest.raises(GuestTimeout):
        guest.find("loop")()
    assert time.monotonic() - started < 2
    assert guest.timed_out
    assert guest.run("x = 1", 2)


def test_time_that_runs_out_between_two_calls_does_not_cost_the_kernel(guest: Guest) -> None:
    guest.run("def f(): return 1", 1)
    f = guest.find("f")
    with guest.within(0.05):
        time.sleep(0.1)
        with pytest.raises(GuestTimeout):
            f()
    assert f() == 1


def test_a_kernel_that_ignores_the_interrupt_is_ended(guest: Guest) -> None:
    guest.run(
        "import time\ndef stuck():\n    while True:\n        try:\n            time.sleep(9)\n"
        "        except BaseException: pass",
        1,
    )
    with guest.within(0.2), pytest.raises(GuestDied, match="ignored the interrupt"):
        guest.find("stuck")()
    assert guest.facts is not None
    assert blame(guest.facts) is Outcome.TIMEOUT
    with pytest.raises(GuestDied):
        guest.run("x = 1", 2)


@pytest.mark.parametrize("code", ["os._exit(0)", "os.kill(os.getpid(), 9)", "os.abort()"])
def test_a_kernel_that_ends_itself_is_the_students_fault(guest: Guest, code: str) -> None:
    with pytest.raises(GuestDied):
        guest.run(f"import os\n{code}", 1)
    assert guest.facts is not None
    assert blame(guest.facts) is Outcome.CRASHED


FORGED: dict[str, str] = {
    "no frame": "s.sendall(b'HTTP/1.1 200 OK\\r\\n\\r\\n' * 5)",
    "no value": "Channel(s).send({})",
    "a malformed value": "Channel(s).send({'value': ['a', '|O', [1], 0]})",
    "a malformed exception": "Channel(s).send({'raised': {'type': 'X'}})",
    "an unknown function": "Channel(s).send({'ask': 99, 'arguments': None})",
    "arguments that are none": "Channel(s).send({'ask': 0, 'arguments': 5})",
    "a malformed output": "Channel(s).send({'output': {'output_type': 'stream', 'name': 'x', 'text': 5}})",
    "endless outputs": (
        "c = Channel(s)\n"
        "while True: c.send({'output': {'output_type': 'stream', 'name': 'stdout', 'text': 'x' * 100_000}})"
    ),
}


@pytest.mark.parametrize("code", FORGED.values(), ids=FORGED)
def test_a_kernel_that_breaks_the_rules_of_the_wire_is_ended_as_crashed(
    guest: Guest, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        process, "_END_SECONDS", 0.5
    )  # it would wait this long for the end of one that lives on
    guest.run("def host(f): return f", 1)
    guest.find("host")(len)
    find_socket = (
        "import socket, os, stat\n"
        "from autograder.wire.channel import Channel\n"
        "fd = [n for n in range(3, 99) if os.path.exists(f'/proc/self/fd/{n}') and "
        "stat.S_ISSOCK(os.fstat(n).st_mode)][0]\n"
        "s = socket.socket(fileno=fd)\n"
    )
    with pytest.raises(ProtocolError):
        guest.run(find_socket + code, 2)
    assert guest.facts is not None
    assert blame(guest.facts) is Outcome.CRASHED


def test_a_kernel_that_never_answers_outside_of_a_check_is_given_up(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.checker import guest as module

    monkeypatch.setattr(module, "_DEFAULT_SECONDS", 0.2)
    monkeypatch.setattr(guest, "_deadline", None)
    guest.run(
        "import gc, time\n"
        "for o in gc.get_objects():\n"
        "    if type(o).__name__ == 'Kernel': o._operations['has'] = lambda *a: time.sleep(99)",
        1,
    )
    started = time.monotonic()
    with pytest.raises((GuestTimeout, GuestDied)):
        guest.has("x")
    assert time.monotonic() - started < 5


def test_a_callback_from_a_forked_child_does_not_mix_with_the_parents_frames(guest: Guest) -> None:
    guest.run(
        "import os\n"
        "def f(call):\n"
        "    read, write = os.pipe()\n"
        "    if os.fork() == 0:\n"
        "        try:\n"
        "            call(1)\n"
        "        except BaseException as error:\n"
        "            os.write(write, type(error).__name__.encode())\n"
        "        os._exit(0)\n"
        "    os.close(write)\n"
        "    os.wait()\n"
        "    return os.read(read, 99), call(2)\n",
        1,
    )
    calls: list[int] = []
    assert guest.find("f")(lambda x: calls.append(x) or x) == (b"RuntimeError", 2)
    assert calls == [2]


def test_an_interrupt_that_comes_late_does_no_harm(guest: Guest) -> None:
    guest.run("import os; pid = os.getpid()", 1)
    os.kill(guest.find("pid"), signal.SIGINT)
    time.sleep(0.05)
    assert guest.run("x = 1", 2)


def test_a_later_file_takes_the_place_of_what_is_in_its_way(guest: Guest) -> None:
    guest.put_file("data", b"the student's")
    guest.put_file("data/a.txt", b"the assignment's")
    guest.put_file("b.txt/c", b"the student's")
    guest.put_file("b.txt", b"the assignment's")
    guest.run("found = open('data/a.txt').read(), open('b.txt').read()", 1)
    assert guest.find("found") == ("the assignment's",) * 2
