"""A guest that lies: it answers what it likes, and never gets more than an honest one would for the same data."""

from __future__ import annotations

import math
import random
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.checker.cell import compile_check
from autograder.checker.checker import Checker
from autograder.checker.guest import Guest
from autograder.checker.names import CheckNames
from autograder.checker.plugin import ItemRunner, under_pytest
from autograder.results import Outcome
from autograder.sandbox.base import GuestProcess
from autograder.sandbox.blame import Facts, ProtocolState
from autograder.wire.channel import Channel, Message
from autograder.wire.codec import Decoder
from autograder.wire.limits import WireError

sys.path.insert(0, str(Path(__file__).parents[1] / "wire"))
from fuzz.mutate import mutated
from fuzz.seeds import VALUES, encoded

Reply = tuple[Message, list[bytes]]
Answer = Callable[[Message], Reply]

DUE = np.array([1.0, 2.0])
LABELS = [1, 0, 2, 1, 0, 2, 2, 1]
SETUP = "import numpy as np\nimport pytest\nfrom autograder import accuracy, assert_close\n"
CHECKS = {
    "a plain assert": "assert f(3) == 7",
    "assert_close": "assert_close(f(3), np.array([1.0, 2.0]))",
    "numpy's own": "np.testing.assert_allclose(f(3), np.array([1.0, 2.0]))",
    "approx": "assert f(3) == pytest.approx(7)",
    "text": "assert f(3) == 'seven'",
    "accuracy": f"assert accuracy(f, np.zeros((8, 2)), {LABELS}, one_by_one=False).value > 0.99",
}
FUNCTION = ["ref", 1, "function", "function", "f", True]
INSTANCE = ["ref", 2, "instance", "Liar", "", True]


class LyingProcess(GuestProcess):
    """A kernel that is a thread at the other end of a socket, and answers each request as it likes."""

    def __init__(self, answer: Answer) -> None:
        self.socket, self._theirs = socket.socketpair()
        self._answer = answer
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        channel = Channel(self._theirs)
        try:
            while True:
                message, _ = channel.receive()
                channel.send(*self._answer(message))
        except (WireError, ValueError, RecursionError):
            self._theirs.close()

    def interrupt(self) -> None:
        pass

    def kill(self, *, deadline_passed: bool = False) -> None:
        pass

    def facts(self, state: ProtocolState = ProtocolState.IDLE) -> Facts:
        return Facts(protocol_state=state, exit_status=0)

    def close(self) -> None:
        self.socket.close()
        self._thread.join(5)


def value(node: Any, buffers: list[bytes] | None = None) -> Reply:
    return {"value": node}, buffers or []


def lying(lie: Reply, later: Reply | None = None) -> Answer:
    """Answers of a guest that has ``f``, replies ``lie`` to a call, and ``later`` to whatever else is asked."""

    def answer(message: Message) -> Reply:
        match message:
            case {"op": "get"}:
                return value(FUNCTION)
            case {"op": "has"}:
                return value(True)
            case {"op": "call"}:
                return lie
            case {"op": "verb"}:
                return later or value(True)
        return value(None)

    return answer


@contextmanager
def guest_of(answer: Answer) -> Iterator[Guest]:
    with LyingProcess(answer) as process:
        guest = Guest(process)
        try:
            yield guest
        finally:
            guest.hang_up()


def outcome(runner: ItemRunner, check: str, answer: Answer) -> Outcome:
    """What one check says of a guest that answers so."""
    with guest_of(answer) as guest, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        checker = Checker(CheckNames(guest, {"f"}), runner, lambda: None, seconds=5.0)
        (result,) = checker.run(compile_check(SETUP + CHECKS[check], "check"), points=1)
        return result.outcome


def is_due(check: str, found: Any) -> bool:
    """Whether ``found`` is truly what the check asks for: numbers (or text), of the right shape, all of them equal."""
    if check == "text":
        return isinstance(found, str) and found == "seven"
    try:
        numbers = np.asarray(found.toarray() if hasattr(found, "toarray") else found)
        if np.ma.is_masked(found) and check != "assert_close":  # which looks at what is below the mask
            return False
        numbers = numbers.astype(complex)
    except (TypeError, ValueError, OverflowError):
        return False
    if check == "accuracy":
        classes = (
            numbers.real.argmax(axis=1) if numbers.ndim == 2 and numbers.shape[1] > 1 else numbers.ravel()
        )
        return classes.tolist() == LABELS
    due: Any = 7.0 if check in ("a plain assert", "approx") else DUE
    if np.ndim(due) and numbers.shape not in ((), due.shape):
        return False
    return numbers.size > 0 and bool(np.isclose(numbers, due, rtol=1e-5).all())


def call_reply(node: Any, buffers: list[bytes]) -> Reply:
    return value(["t", node, ["d"]], buffers)


TARGETED: dict[str, Any] = {
    "seven": 7,
    "another": 8,
    "nan": math.nan,
    "nothing": None,
    "true": True,
    "text": "7",
    "list": [7],
    "empty list": [],
    "empty array": np.zeros(0),
    "empty rows": np.zeros((0, 2)),
    "array of one": np.array([7.0]),
    "array of seven and another": np.array([7.0, 8.0]),
    "nan array": np.array([np.nan, np.nan]),
    "one due, one nan": np.array([1.0, np.nan]),
    "infinities": np.array([np.inf, np.inf]),
    "due": DUE,
    "due, as a list": [1.0, 2.0],
    "due, twice": np.array([[1.0, 2.0], [1.0, 2.0]]),
    "due, standing": DUE[:, None],
    "all masked": np.ma.array([1.0, 2.0], mask=True),
    "others, masked": np.ma.array([5.0, 6.0], mask=True),
    "seven masked": np.ma.array([8], mask=[True]),
    "objects": np.array([1.0, 2.0], dtype=object),
    "objects of none": np.array([None, None], dtype=object),
    "texts": np.array(["1.0", "2.0"]),
    "truths": np.array([True, True]),
    "moments": np.array([1, 2], "M8[s]"),
    "a large integer": 1 << 200_000,
    "labels": np.array(LABELS),
    "many lines": "seven\n" * 100_000,
    "one long line": "s" * 5_000_000,
    "many numbers": np.zeros(1_000_000),
    "a long list": [7] * 200_000,
    "the words": "seven",
}
ENCODED = {name: encoded(lie) for name, lie in TARGETED.items()}
HONEST = ENCODED | {name: encoded(lie) for name, lie in VALUES.items()}


@pytest.mark.parametrize("check", CHECKS)
def test_no_reply_passes_that_is_not_truly_what_is_due(check: str) -> None:
    def judge(runner: ItemRunner) -> dict[str, Outcome]:
        return {name: outcome(runner, check, lying(call_reply(*lie))) for name, lie in ENCODED.items()}

    outcomes = under_pytest(judge)
    passed = {name for name, found in outcomes.items() if found is Outcome.PASSED}
    assert passed <= {name for name, lie in TARGETED.items() if is_due(check, lie)}
    assert passed, "and what is due does pass"
    assert set(outcomes.values()) <= {Outcome.PASSED, Outcome.FAILED, Outcome.CRASHED}


lies = st.tuples(st.sampled_from(sorted(HONEST)), st.integers(0, 1 << 32), st.sampled_from(sorted(CHECKS)))


def decoded(node: Any, buffers: list[bytes]) -> Any:
    try:
        return Decoder([memoryview(b) for b in buffers], tuple).decode(node)
    except WireError:
        return None


def test_no_mutated_reply_does_better_than_its_data_or_makes_the_check_look_at_fault() -> None:
    def judge(runner: ItemRunner) -> None:
        @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
        @given(lies)
        def judged(lie: tuple[str, int, str]) -> None:
            name, seed, check = lie
            node, buffers = mutated(*HONEST[name], random.Random(seed))
            found = outcome(runner, check, lying(call_reply(node, buffers)))
            assert found in (Outcome.PASSED, Outcome.FAILED, Outcome.CRASHED)
            assert found is not Outcome.PASSED or is_due(check, decoded(node, buffers))

        judged()

    under_pytest(judge)


RAISED = {"type": "AssertionError", "kin": ["AssertionError"], "text": "x", "frames": []}
FORGED: dict[str, Reply] = {
    "an object that says yes to everything": call_reply(INSTANCE, []),
    "an object as the whole reply": value(INSTANCE),
    "no changes": value(["t", 7]),
    "a number as the whole reply": value(7),
    "changes of no argument": value(["t", 7, ["d", 5, 7]]),
    "an outcome of pytest's": ({"raised": {**RAISED, "type": "Skipped", "kin": ["Skipped"]}}, []),
    "an exit": ({"raised": {**RAISED, "type": "SystemExit", "kin": ["SystemExit"]}}, []),
    "a timeout of the check's": ({"raised": {**RAISED, "type": "CheckerTimeout", "kin": []}}, []),
    "a missing library": ({"raised": {**RAISED, "type": "ImportError", "kin": ["ImportError"]}}, []),
    "an unknown name": ({"raised": {**RAISED, "type": "NameError", "kin": ["NameError"]}}, []),
    "no library of the host's": value(["t", ["tf", "<f8", [], 0], ["d"]], [bytes(8)]),
    "a passed verdict": ({"value": ["t", 8, ["d"]], "outcome": "passed", "score": 1.0}, []),
    "a question for nothing": ({"ask": 99, "arguments": ["t", ["t"], ["d"]]}, []),
    "an output that is none": ({"output": {"output_type": "score", "text": "1"}}, []),
    "more dead objects than a frame can tell of": value(
        ["t", ["l", *[["ref", n, "", "", "", True] for n in range(9)]], 0]
    ),
    "a number that no object has": call_reply(["ref", 10**30, "instance", "x", "", True], []),
}


@pytest.mark.parametrize("check", CHECKS)
def test_no_forged_message_passes_or_makes_the_check_look_at_fault(check: str) -> None:
    def judge(runner: ItemRunner) -> dict[str, Outcome]:
        return {name: outcome(runner, check, lying(lie)) for name, lie in FORGED.items()}

    for name, found in under_pytest(judge).items():
        assert found in (Outcome.FAILED, Outcome.CRASHED), name


def test_an_object_that_lies_about_itself_never_becomes_data() -> None:
    later = [True, 7, 7.0, "seven", [1.0, 2.0], DUE, LABELS, None, {}]

    def judge(runner: ItemRunner) -> dict[str, Outcome]:
        return {
            f"{check}: {answer}": outcome(
                runner, check, lying(call_reply(INSTANCE, []), value(*encoded(answer)))
            )
            for check in CHECKS
            for answer in later
        }

    for name, found in under_pytest(judge).items():
        assert found in (Outcome.FAILED, Outcome.CRASHED), name


ALIASED = """
def oracle(w):
    w += 1
    return w
w = np.zeros(2)
got = f(w)
np.testing.assert_allclose(got, oracle(w))
"""


@pytest.mark.parametrize(
    "node",
    [
        ["t", ["ref", 0, "argument"], ["d"]],
        ["t", ["l", ["ref", 0, "argument"]], ["d"]],
        ["t", ["a", "<f8", [2], 0], ["d", 0, ["a", "<f8", [2], 1]]],
        ["t", 0.0, ["d", 0, ["a", "<f8", [2], 0]]],
    ],
    ids=["itself", "in a list", "changed to fit", "changed"],
)
def test_what_a_function_returns_is_never_the_hosts_own_argument(
    node: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CHECKS, "aliased", ALIASED)
    minus_one = np.full(2, -1.0).tobytes()
    buffers = [bytes(16), minus_one][: str(node).count("<f8")]
    assert (
        under_pytest(lambda runner: outcome(runner, "aliased", lying(value(node, buffers))))
        is Outcome.CRASHED
    )


def test_data_of_a_library_that_neither_side_has_is_a_broken_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with guest_of(lying(value(["tf", "<f8", [], 0], [bytes(8)]))) as guest:
        with guest.within(5), pytest.raises(Exception, match="tensorflow is not installed") as caught:
            guest.find("f")(3)
        assert type(caught.value).__name__ == "ProtocolError"


def test_data_that_the_courses_own_python_may_hold_is_the_environments_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with guest_of(lying(value(["tf", "<f8", [], 0], [bytes(8)]))) as guest:
        guest.has_own_python = True
        with guest.within(5), pytest.raises(ImportError, match="install it here"):
            guest.find("f")(3)


def test_the_news_of_many_dead_objects_never_outgrow_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.checker.guest._MAX_DEAD", 100)
    told: list[int] = []
    refs = ["l", *[["ref", n, "", "", "", True] for n in range(10, 260)]]

    def answer(message: Message) -> Reply:
        told.append(len(message["drop"]))
        return value(refs if len(told) == 1 else True)

    with guest_of(answer) as guest, guest.within(20):
        guest.verb("getattr", 1, "x")
        while told[-1] or len(told) < 4:
            guest.has("f")
    assert max(told) <= 100
    assert sum(told) == 250
