"""What a student's cells may do in the guest, and what they show."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from courses import Grader
from hypothesis import given
from hypothesis import strategies as st

from autograder.checker.guest import Guest
from autograder.checker.raised import GuestTimeout
from autograder.errors import GuestDied
from autograder.guest.outputs import Outputs
from autograder.pages.sanitise import plain
from autograder.results import Outcome
from autograder.sandbox.base import Limits
from autograder.sandbox.fake import FakeSandbox

Shown = list[dict[str, Any]]


def run(guest: Guest, source: str) -> Shown:
    guest.run(source, 1)
    return guest.take_outputs()


def stream(outputs: Shown, name: str = "stdout") -> str:
    return "".join(o["text"] for o in outputs if o["output_type"] == "stream" and o["name"] == name)


def test_neighbouring_prints_are_one_stream_and_the_last_value_is_a_result(guest: Guest) -> None:
    outputs = run(guest, "import sys\nprint('a')\nprint('b', flush=True)\nprint('c', file=sys.stderr)\n1 + 1")
    assert [(o["output_type"], o.get("text") or o["data"]["text/plain"]) for o in outputs] == [
        ("stream", "a\nb\n"),
        ("stream", "c\n"),
        ("execute_result", "2"),
    ]


def test_displays_keep_their_order_among_prints(guest: Guest) -> None:
    outputs = run(
        guest,
        "print(1)\ndisplay({'a': 1})\nfrom IPython.display import HTML\ndisplay(HTML('<b>x</b>'))\nprint(2)",
    )
    assert [o["output_type"] for o in outputs] == ["stream", "display_data", "display_data", "stream"]
    assert outputs[2]["data"]["text/html"] == "<b>x</b>"


def test_an_error_is_shown_with_the_students_own_line(guest: Guest) -> None:
    assert guest.run("def f():\n    return 1 / 0\nf()", 1) is False
    (error,) = guest.take_outputs()
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert "return 1 / 0" in "".join(error["traceback"])


def test_a_syntax_error_is_shown(guest: Guest) -> None:
    assert run(guest, "def f(:")[-1]["ename"] == "SyntaxError"


def test_a_figure_becomes_a_png(guest: Guest) -> None:
    outputs = run(guest, "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    images = [o["data"]["image/png"] for o in outputs if "image/png" in o.get("data", {})]
    assert [base64.b64decode(image)[:4] for image in images] == [b"\x89PNG"]


def test_too_much_output_is_cut_with_a_notice(guest: Guest) -> None:
    outputs = run(guest, "for _ in range(40): print('x' * 100_000)\nprint('never')")
    assert 900_000 < len(stream(outputs)) <= 1_000_000
    assert "output cut here" in stream(outputs, "stderr")
    assert "never" not in stream(outputs)
    assert stream(run(guest, "print('again')")) == "again\n", "the next cell may speak again"


def test_of_a_progress_bar_the_last_state_is_kept(guest: Guest) -> None:
    bar = "for epoch in 1, 2:\n    print('epoch', epoch)\n"
    bar += "    for i in range(5000):\n        print(f'\\r{i:200}', end='')\n    print()\nprint('done')"
    shown = stream(run(guest, bar))
    assert [line.split() for line in shown.splitlines() if line] == [
        ["epoch", "1"],
        ["4999"],
        ["epoch", "2"],
        ["4999"],
        ["done"],
    ]
    assert len(shown) < 1000, "and takes no room of what a cell may show"


@given(
    parts=st.lists(
        st.tuples(st.sampled_from(("stdout", "stderr")), st.text(alphabet="ab\r\n", max_size=6)), max_size=12
    ),
    wait=st.sampled_from((-1.0, 60.0)),
)
def test_what_is_kept_of_rewritten_lines_reads_like_all_of_it(
    parts: list[tuple[str, str]], wait: float
) -> None:
    sent: list[dict[str, Any]] = []
    outputs = Outputs(sent.append, 10_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.guest.outputs._FLUSH_SECONDS", wait)
        for name, text in parts:
            outputs.write(name, text)
    outputs.end()
    for name in ("stdout", "stderr"):
        assert plain(stream(sent, name)) == plain("".join(text for to, text in parts if to == name))


def test_a_check_reads_all_that_is_printed(grader: Grader) -> None:
    check = "def test_bar(capsys):\n    f()\n    assert capsys.readouterr().out == '\\r1\\r2\\n'"
    assert grader.cell("def f():\n    print('\\r1\\r2')", check).outcome is Outcome.PASSED


def test_endless_output_does_not_keep_the_deadline_from_passing(guest: Guest) -> None:
    with guest.within(0.5), pytest.raises(GuestTimeout):
        guest.run("while True: print('x')", 1)
    assert guest.run("1", 2)


def test_shell_lines_magics_and_await_work_as_in_jupyter(guest: Guest) -> None:
    assert stream(run(guest, "!echo hi")).strip() == "hi"
    assert "Wall time" in stream(run(guest, "%%time\nx = 1"))
    assert (
        run(guest, "import asyncio\nawait asyncio.sleep(0, 'slept')")[-1]["data"]["text/plain"] == "'slept'"
    )
    assert run(guest, "get_ipython().__class__.__name__")[-1]["data"]["text/plain"] == "'GuestShell'"


def test_asking_for_input_is_an_error_and_no_endless_wait(guest: Guest) -> None:
    with guest.within(5):
        assert run(guest, "input('name? ')")[-1]["ename"] in (
            "EOFError",
            "StdinNotImplementedError",
            "RuntimeError",
        )


HOSTILE = {
    "replaces stdout": "import sys, io\nsys.stdout = io.StringIO()\nsys.stderr = None",
    "closes stdout": "import sys\nsys.stdout.close()",
    "redefines print": "def print(*a): raise SystemExit",
    "deletes everything": "for n in list(globals()):\n    if not n.startswith('__'): del globals()[n]",
    "clears the namespace": "%reset -f",
    "exits": "import sys\nsys.exit(3)",
    "calls exit": "exit()",
    "forks": "import os\nif os.fork() == 0: pass\nelse: os.wait()",
    "forks and raises": "import os\nif os.fork() == 0: raise ValueError\nelse: os.wait()",
    "uses a pool": (
        "import multiprocessing as m\ndef sq(x): return x * x\n"
        "with m.get_context('fork').Pool(2) as p: assert p.map(sq, [1, 2]) == [1, 4]"
    ),
    "ignores the interrupt": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)",
    "sets an alarm": "import signal\nsignal.signal(signal.SIGALRM, lambda *a: 1)\n"
    "signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)",
    "prints from a thread, later": (
        "import threading, time\ndef late():\n    for _ in range(20):\n        time.sleep(0.005)\n"
        "        print('late')\n"
        "threading.Thread(target=late).start()"
    ),
    "lowers the recursion limit": "import sys\nsys.setrecursionlimit(120)",
    "traces": "import sys\nsys.settrace(lambda *a: None)",
    "recurses for ever": "def f(): return f()\nf()",
    "raises with a hostile text": "class E(Exception):\n    def __str__(self): raise SystemExit\nraise E",
    "shows a hostile object": "class R:\n    def __repr__(self): raise KeyboardInterrupt\nR()",
    "changes folders": "import os\nos.chdir('/')",
    "disables the collector": "import gc\ngc.disable()",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_a_kernel_goes_on_after_a_cell_that(guest: Guest, source: str) -> None:
    with guest.within(10):
        guest.run(source, 1)
        guest.take_outputs()
        assert guest.run("y = 40 + 2", 2)
        assert guest.find("y") == 42
    with guest.within(0.3), pytest.raises(GuestTimeout):
        guest.run("while True: pass", 3)
    assert guest.find("y") == 42


FATAL = {
    "deletes builtins": "import builtins\n"
    "for n in ('len', 'isinstance', 'str', 'type', 'sum'): delattr(builtins, n)",
    "closes every descriptor": "import os\nos.closerange(3, 100)",
    "ends the process": "import os\nos._exit(0)",
}


@pytest.mark.parametrize("source", FATAL.values(), ids=FATAL)
def test_a_kernel_that_was_destroyed_is_noticed_at_once(guest: Guest, source: str) -> None:
    with guest.within(10), pytest.raises(GuestDied):
        guest.run(source, 1)
        guest.run("y = len('ab')", 2)
        guest.find("y")
    assert guest.facts is not None


DRAWS = "import random, numpy as np\nfound = [random.random(), float(np.random.rand())]"


def test_two_kernels_draw_the_same_numbers(fake: FakeSandbox) -> None:
    found = []
    for _ in range(2):
        with fake.open(Limits()) as process:
            guest = Guest(process)
            guest.run(DRAWS, 1)
            found.append(guest.find("found"))
    assert found[0] == found[1]


def test_two_kernels_do_not_share_a_folder_or_names(fake: FakeSandbox) -> None:
    with fake.open(Limits()) as first, fake.open(Limits()) as second:
        a, b = Guest(first), Guest(second)
        a.put_file("data/x.txt", b"abc")
        assert a.run("x = open('data/x.txt').read()", 1)
        assert b.run("import os\nfound = os.listdir('.')", 1)
        assert a.find("x") == "abc"
        assert b.find("found") == []
        assert not b.has("x")


def test_a_module_that_was_handed_in_can_be_imported(guest: Guest) -> None:
    guest.put_file("helper.py", b"value = 5")
    assert guest.run("import helper\nx = helper.value", 1)
    assert guest.find("x") == 5
