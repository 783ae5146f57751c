"""A host handle on a student's object fetches and forwards, and never lets the object judge."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from courses import Grader

from autograder.checker.guest import Guest
from autograder.checker.proxy import Proxy, call_by_reference
from autograder.checker.raised import GuestException, Refusal
from autograder.errors import GuestDied
from autograder.results import Outcome
from autograder.sandbox.fake import FakeSandbox

STUDENT = """
import numpy as np

class Base: pass

class Net(Base):
    "A small net."
    kind = "net"
    def __init__(self, n=2):
        self.W = np.ones((n, 3))
        self.scale = np.float64(2)
        self.layers = [self]
    def __call__(self, x): return x @ self.W.T
    def __len__(self): return 5
    def __float__(self): return 2.5
    def __int__(self): return 7
    def __index__(self): return 1
    def __getitem__(self, key): return ("got", key)
    def __iter__(self): return iter([1, self, 3])
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __bool__(self): return True
    def __contains__(self, other): return True
    def __array__(self, *a, **k): return np.zeros(3)
    @property
    def __array_interface__(self): return np.zeros(3).__array_interface__

class Adder:
    def __add__(self, other): return ("add", other)
    def __radd__(self, other): return ("radd", float(other))
    def __matmul__(self, other): return ("matmul", other)
    def __neg__(self): return "neg"

class Liar:
    def __len__(self): return 10**12
    def __getitem__(self, i): raise IndexError
    def __instancecheck__(self, other): return True

net = Net()
net.another = Adder()

def double(x):
    return 2 * x

def fill(x):
    x[...] = 7
    return "done"

def numbers():
    yield 1
    yield net
"""


def type_of_another(net: Any) -> Any:
    """An object of another class of the student's."""
    return net.another


@pytest.fixture
def student(guest: Guest) -> Callable[[str], Any]:
    assert guest.run(STUDENT, 1)
    return guest.find


Find = Callable[[str], Any]


@pytest.mark.parametrize(
    "judge",
    [
        lambda p: p == 3,
        lambda p: p != 3,
        lambda p: p < 3,
        lambda p: p >= 3,
        bool,
        lambda p: not p,
        lambda p: 3 in p,
        lambda p: p in [1, 2],
        lambda p: [p] == [3],
        lambda p: sorted([p, 3]),
        lambda p: p == type_of_another(p),
        np.asarray,
        lambda p: np.array([p, p]),
        lambda p: np.zeros(3) == p,
        lambda p: np.allclose(p, 0),
        lambda p: np.testing.assert_array_equal(p, np.zeros(3)),
        copy.copy,
        copy.deepcopy,
        pickle.dumps,
    ],
)
def test_an_object_of_the_students_decides_nothing(student: Find, judge: Callable[[Any], Any]) -> None:
    with pytest.raises((Refusal, TypeError)):
        judge(student("net"))


def test_two_objects_of_one_class_are_compared_by_it_and_must_give_a_plain_answer(guest: Guest) -> None:
    guest.run(
        "class P:\n    def __init__(self, x): self.x = x\n    def __eq__(self, other): return self.x == other.x\n"
        "    def __lt__(self, other): return self.x < other.x\n    def __gt__(self, other): return 'yes'\n"
        "a, b, c = P(1), P(1), P(2)",
        1,
    )
    a, b, c = (guest.find(name) for name in "abc")
    assert a == b
    assert a != c
    assert sorted([c, a])[0] is a
    with pytest.raises(Refusal):
        a > c  # noqa: B015  (the comparison is what is tested)


def test_only_what_the_check_made_of_a_class_may_say_what_it_contains(guest: Guest) -> None:
    guest.run(
        "class All:\n    def __contains__(self, item): seen.append(item); return True\n"
        "    def __bool__(self): return True\n    def __iter__(self): return iter([1, 2])\n"
        "seen = []\ndef made(): return All()",
        1,
    )
    own, theirs = guest.find("All")(), guest.find("made")()
    assert "anything" in own
    assert own
    assert guest.find("seen") == ["anything"]
    assert 2 in theirs
    assert "the expected value" not in theirs
    assert guest.find("seen") == ["anything"], "what is looked for in a result stays here"
    with pytest.raises(Refusal):
        bool(theirs)


def test_a_context_manager_of_the_students_swallows_its_own_errors_and_no_verdict(guest: Guest) -> None:
    guest.run(
        "class Calm:\n    def __enter__(self): return self\n"
        "    def __exit__(self, *error): self.error = str(error[1]); return True\n"
        "def fail(): raise ValueError('mine')\ncalm = Calm()",
        1,
    )
    with guest.find("calm") as calm:
        guest.find("fail")()
    assert calm.error == "mine"
    with pytest.raises(AssertionError), calm:
        raise AssertionError("it should be 42")
    assert "42" not in calm.error


def test_a_code_object_of_the_students_bears_names_and_does_nothing(guest: Guest) -> None:
    guest.run("def f(a, b=1):\n    global ran\n    ran = True\n    return max(a, b)", 1)
    code = guest.find("f").__code__
    assert (code.co_argcount, code.co_varnames, "max" in code.co_names) == (2, ("a", "b"), True)
    assert eval(code.replace(co_argcount=0)) is None
    assert not guest.has("ran")


def test_what_is_refused_says_what_the_student_returned(student: Find) -> None:
    with pytest.raises(
        Refusal, match="an object of type Net of the notebook where data was due; it cannot be compared"
    ):
        assert student("net") == 3


def test_the_array_that_an_object_claims_to_be_never_reaches_numpy(student: Find) -> None:
    with pytest.raises(AttributeError):
        student("net").__array_interface__  # noqa: B018  (the attribute access is what is tested)


def test_attributes_are_read_as_data_and_written_through(student: Find) -> None:
    net = student("net")
    assert net.kind == "net"
    assert net.W.tolist() == [[1.0] * 3] * 2
    assert net.scale == 2.0
    net.W = np.zeros((2, 3))
    assert student("net").W.sum() == 0
    net.fresh = {"a": [1]}
    assert net.fresh == {"a": [1]}
    del net.fresh
    assert not hasattr(net, "fresh")
    assert "W" in dir(net)
    assert net.__doc__ == "A small net."


def test_arrays_read_from_an_attribute_cannot_be_changed_in_place_since_that_would_be_lost(
    student: Find,
) -> None:
    with pytest.raises(ValueError, match="read-only"):
        student("net").W[0] = 5


def test_items_iteration_and_conversions_give_data(student: Find) -> None:
    net = student("net")
    assert net[1:3, "k"] == ("got", (slice(1, 3), "k"))
    first, itself, last = net
    assert (first, last) == (1, 3)
    assert itself is net
    assert (len(net), float(net), int(net)) == (5, 2.5, 7)
    assert list(range(4))[net] == 1
    generator = student("numbers")()
    assert next(generator) == 1
    assert next(generator) is net
    with pytest.raises(StopIteration):
        next(generator)


def test_arithmetic_is_done_by_the_students_object_with_numpy_on_either_side(student: Find) -> None:
    net, array = student("Adder")(), np.arange(3.0)
    assert net + 1 == ("add", 1)
    assert 1 + net == ("radd", 1)
    assert -net == "neg"
    for name, found in {"add": net + array, "matmul": net @ array}.items():
        assert found[0] == name
        assert found[1].tolist() == array.tolist()
    assert (array + net).tolist() == [("radd", 0.0), ("radd", 1.0), ("radd", 2.0)], (
        "as numpy does in the guest"
    )


def test_calls_and_construction_work_and_identity_is_kept(student: Find) -> None:
    made = student("Net")(n=4)
    assert isinstance(made, Proxy)
    assert made(np.ones((5, 3))).shape == (5, 4)
    assert made.layers[0] is made
    assert student("double")(np.float32(3)) == 6
    assert callable(student("double"))
    assert not callable(student("numbers")())


def test_isinstance_asks_for_the_students_class_but_not_for_its_opinion(student: Find) -> None:
    net = student("net")
    assert isinstance(net, student("Net"))
    assert isinstance(net, student("Base"))
    assert not isinstance(net, student("Liar"))
    assert not isinstance(3, student("Net"))
    assert not isinstance(net, (int, np.ndarray))


def test_a_forged_length_costs_the_host_nothing(student: Find) -> None:
    with pytest.raises((MemoryError, OverflowError)):
        list(student("Liar")())


def test_arguments_are_copies_and_can_be_looked_at_after_the_call(student: Find) -> None:
    mine = np.zeros(2)
    assert student("fill")(mine) == "done"
    assert mine.tolist() == [0, 0]
    result, (after,) = call_by_reference(student("fill"), mine)
    assert (result, after.tolist()) == ("done", [7, 7])
    local, (same,) = call_by_reference(lambda x: x.append(1), [])
    assert (local, same) == (None, [1])


def test_an_unpicklable_repr_is_never_asked_for(guest: Guest) -> None:
    guest.run("class E:\n    def __repr__(self): raise SystemExit\ne = E()", 1)
    assert repr(guest.find("e")) == "<an object of type E of the notebook>"


def test_objects_are_let_go_in_the_guest_when_the_host_lets_them_go(guest: Guest) -> None:
    guest.run(
        "import weakref\nclass A: pass\ndef make():\n    global seen\n    a = A()\n"
        "    seen = weakref.ref(a)\n    return a",
        1,
    )
    made = guest.find("make")()
    assert guest.find("seen")() is made
    del made
    guest.has("x")
    assert guest.find("seen")() is None


def test_a_proxy_of_a_kernel_that_has_ended_says_so(fake: FakeSandbox, guest: Guest) -> None:
    from autograder.sandbox.base import Limits

    guest.run(STUDENT, 1)
    stale = guest.find("net")
    with fake.open(Limits()) as process:
        other = Guest(process)
        other.run(STUDENT, 1)
        with pytest.raises(GuestDied, match="is gone"):
            other.find("double")(stale)


def test_an_attribute_that_is_missing_is_an_attribute_error(student: Find) -> None:
    with pytest.raises(AttributeError) as caught:
        student("net").nothing  # noqa: B018  (the attribute access is what is tested)
    assert isinstance(caught.value, GuestException)
    assert getattr(student("net"), "nothing", 5) == 5


JUDGE = """
SEEN = []
class Judge:
    __array_ufunc__ = None
    def __sub__(self, other):
        SEEN.append(other)
        return 0.0
    __rsub__ = __sub__
    equals = staticmethod(lambda other: SEEN.append(other) or True)
    startswith = endswith = issubset = issuperset = isdisjoint = equals
def answer(x):
    return Judge()
"""
JUDGING = {
    "startswith": "'a'",
    "endswith": "'a'",
    "issubset": "{7}",
    "issuperset": "{7}",
    "isdisjoint": "{7}",
}.items()
JUDGED = [
    "assert abs(answer(3) - 7) < 1e-6",
    "assert abs(7 - answer(3)) < 1e-6",
    "assert np.abs(answer(3) - np.zeros(3)).max() < 1e-9",
    "assert answer(3).equals(7)",
    "assert Judge.equals(7)",
    *(f"assert answer(3).{name}({due})" for name, due in JUDGING),
]


@pytest.mark.parametrize("check", JUDGED)
def test_a_students_object_does_not_judge_by_calculating(check: str, grader: Grader) -> None:
    assert grader.cell(JUDGE, check).outcome is Outcome.FAILED


@pytest.mark.parametrize("check", JUDGED)
def test_what_is_due_is_not_told_to_a_students_object(check: str, grader: Grader) -> None:
    quietly = f"import contextlib\nwith contextlib.suppress(Exception):\n    {check}\nassert SEEN == []"
    assert grader.cell(JUDGE, quietly).outcome is Outcome.PASSED


def test_what_a_check_has_made_calculates_with_data(grader: Grader) -> None:
    money = (
        "class Money:\n    def __init__(self, n):\n        self.n = n\n    def __add__(self, other):\n"
        "        return Money(self.n + getattr(other, 'n', other))\n    __radd__ = __add__"
    )
    assert grader.cell(money, "assert ((Money(1) + 2) + 3 + Money(4)).n == 10").outcome is Outcome.PASSED
    assert grader.cell(money, "assert sum([Money(1), Money(2)]).n == 3").outcome is Outcome.PASSED


@pytest.mark.parametrize(
    "asked", ["import __main__; assert __main__.answer(5)", "from __main__ import answer"]
)
def test_a_name_that_main_lacks_is_the_students(asked: str, grader: Grader) -> None:
    assert grader.cell("other = 1", asked, reference="def answer(x):\n    return x").outcome is Outcome.FAILED
