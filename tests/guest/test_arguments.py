"""Both sides number a call's mutable arguments alike, and find the same ones twice."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from autograder.guest.arguments import Arguments, Original


def test_an_object_that_is_met_twice_is_one_on_the_other_side() -> None:
    row = [0, 0]
    sent: Any = (row, [row, (1, row)], {"a": row})
    mine = Arguments()
    mine.join(sent)
    arrived = copy.deepcopy([list(sent[0]), [list(row), (1, list(row))], {"a": list(row)}])
    theirs = Arguments(mine.same)
    first, second, third = theirs.join(tuple(arrived))
    assert second[0] is first
    assert second[1][1] is first
    assert third["a"] is first
    assert list(theirs.objects) == list(mine.objects)


def test_exact_types_alone_are_numbered() -> None:
    class Own(list[int]):
        pass

    found = Arguments()
    found.join((1, "a", Own(), np.zeros(2), {1}, bytearray(b"x"), (3, [4])))
    assert [type(value) for value in found.objects.values()] == [np.ndarray, set, bytearray, list]


def test_contents_name_the_arguments_that_an_argument_holds() -> None:
    found = Arguments()
    inner: list[Any] = [1]
    outer = [inner, (2, inner), {"k": inner}]
    found.join((outer,))
    held = found.contents()[0]
    assert [type(held[0]), type(held[1][1]), type(held[2])] == [Original, Original, Original]
    assert held[0].number == held[1][1].number == 1
