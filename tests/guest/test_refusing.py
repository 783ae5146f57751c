"""Functions and classes of libraries refuse to be called by the notebook, and are as they were afterwards."""

from __future__ import annotations

import sys
import types
from typing import Any

import pytest

from autograder.guest.refusing import refuse_calls

LIBRARY = """
class Layer:
    def __init__(self): self.made = True
    def forward(self, x): return x
    def __call__(self, x): return self.forward(x)

def double(x): return 2 * x
def quadruple(x): return double(double(x))
_private = lambda: "private"
constant = 3
"""


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Any:
    made = types.ModuleType("some_library")
    exec(LIBRARY, vars(made))
    monkeypatch.setitem(sys.modules, "some_library", made)
    return made


def notebook(source: str, **names: Any) -> dict[str, Any]:
    cells: dict[str, Any] = {"__name__": "__main__", **names}
    exec(source, cells)
    return cells


@pytest.mark.parametrize("use", ["Layer()", "made(1)", "Own()", "Own.forward(made, 1)"])
def test_objects_of_a_class_are_neither_made_nor_used(library: Any, use: str) -> None:
    cells = notebook("class Own(Layer): pass\nmade = Layer()", Layer=library.Layer)
    lift = refuse_calls(["some_library.Layer"])
    with pytest.raises(RuntimeError, match=r"some_library\.Layer is not allowed in this question"):
        eval(use, cells)
    assert lift() == ["some_library.Layer"]
    assert eval("Own()(1) + made(1)", cells) == 2


def test_libraries_may_call_it_inside(library: Any) -> None:
    cells = notebook("def use(x): return library.quadruple(x)", library=library)
    lift = refuse_calls(["some_library.double"])
    assert cells["use"](1) == 4
    assert lift() == []


def test_of_a_module_all_functions_that_it_shows_are_refused(library: Any) -> None:
    cells = notebook("def use(name): return getattr(library, name)(1)", library=library)
    lift = refuse_calls(["some_library"])
    for name in ("double", "quadruple"):
        with pytest.raises(RuntimeError, match=name):
            cells["use"](name)
    assert (library._private(), library.constant) == ("private", 3)
    assert lift() == ["some_library.double", "some_library.quadruple"]


def test_every_place_has_its_own_again_afterwards(library: Any) -> None:
    double = library.double
    cells = notebook("def keep(f): return lambda x: f(x)\nkept, listed = keep(f), [f]", f=double)
    refuse_calls(["some_library.double", "some_library.nothing", "no_library.at_all"])()
    assert (library.double, cells["f"], cells["listed"], cells["kept"](1)) == (double, double, [double], 2)


def test_what_refuses_still_looks_like_itself(library: Any) -> None:
    lift = refuse_calls(["some_library.double"])
    assert library.double.__name__ == "double"
    lift()
