"""Classes, operators, exceptions, generators and decorators."""

from __future__ import annotations

from notebooks import Legacy, asked

FRACTION = asked(
    "ratio",
    '''
class Ratio:
    """A fraction in lowest terms."""
    ### BEGIN SOLUTION
    def __init__(self, top, bottom=1):
        from math import gcd
        if bottom == 0:
            raise ZeroDivisionError("the bottom is zero")
        common = gcd(top, bottom)
        self.top, self.bottom = top // common, bottom // common

    def __eq__(self, other):
        return isinstance(other, Ratio) and (self.top, self.bottom) == (other.top, other.bottom)

    def __hash__(self):
        return hash((self.top, self.bottom))

    def __lt__(self, other):
        return self.top * other.bottom < other.top * self.bottom

    def __add__(self, other):
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __mul__(self, other):
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __repr__(self):
        return f"Ratio({self.top}, {self.bottom})"

    def __str__(self):
        return f"{self.top}/{self.bottom}"

    def __float__(self):
        return self.top / self.bottom

    @property
    def inverse(self):
        return Ratio(self.bottom, self.top)
    ### END SOLUTION
''',
    """
half = Ratio(2, 4)
assert (half.top, half.bottom) == (1, 2)
assert half == Ratio(1, 2)
assert str(half) == "1/2"
assert isinstance(half + half, Ratio)
### BEGIN HIDDEN TESTS
assert half + Ratio(1, 3) == Ratio(5, 6)
assert half * Ratio(2, 3) == Ratio(1, 3)
assert repr(half) == "Ratio(1, 2)"
assert [str(r) for r in sorted([Ratio(3, 4), half, Ratio(1, 3)])] == ["1/3", "1/2", "3/4"]
assert len({Ratio(1, 2), Ratio(2, 4)}) == 1
assert float(half) == 0.5 and half.inverse == Ratio(2)
assert half != Ratio(1, 3)
assert type(half).__name__ == "Ratio"
import unittest

tc = unittest.TestCase()
with tc.assertRaises(ZeroDivisionError):
    Ratio(1, 0)
### END HIDDEN TESTS
""",
    points=3,
)
STACK = asked(
    "stack",
    '''
class EmptyStackError(Exception):
    pass


class Stack:
    """Last in, first out."""
    ### BEGIN SOLUTION
    def __init__(self, items=()):
        self._items = list(items)

    def push(self, item):
        self._items.append(item)

    def pop(self):
        if not self._items:
            raise EmptyStackError("pop from an empty stack")
        return self._items.pop()

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return reversed(self._items)

    def __contains__(self, item):
        return item in self._items
    ### END SOLUTION
''',
    """
import pytest

s = Stack()
s.push(1)
s.push("two")
assert len(s) == 2
assert s.pop() == "two"
### BEGIN HIDDEN TESTS
assert 1 in s and 2 not in s
assert list(Stack("abc")) == ["c", "b", "a"]
assert not Stack()
s.pop()
with pytest.raises(EmptyStackError, match="empty"):
    s.pop()
assert issubclass(EmptyStackError, Exception)
### END HIDDEN TESTS
""",
)
PRIMES = asked(
    "primes",
    '''
def primes():
    """Yield the prime numbers, one after another, without end."""
    ### BEGIN SOLUTION
    found, n = [], 2
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 1
    ### END SOLUTION
''',
    """
from itertools import islice, takewhile

generator = primes()
assert [next(generator) for _ in range(4)] == [2, 3, 5, 7]
### BEGIN HIDDEN TESTS
import types

assert isinstance(primes(), types.GeneratorType)
assert list(islice(primes(), 10))[-1] == 29
assert sum(takewhile(lambda p: p < 20, primes())) == 77
assert next(primes()) == 2
### END HIDDEN TESTS
""",
)
MEMO = asked(
    "memo",
    '''
def memoise(f):
    """Decorate f so that each argument is computed once; keep the results in the attribute ``cache``."""
    ### BEGIN SOLUTION
    import functools

    @functools.wraps(f)
    def g(x):
        if x not in g.cache:
            g.cache[x] = f(x)
        return g.cache[x]
    g.cache = {}
    return g
    ### END SOLUTION
''',
    """
seen = []


@memoise
def square(x):
    seen.append(x)
    return x * x


assert [square(3), square(3), square(4)] == [9, 9, 16]
assert seen == [3, 4]
### BEGIN HIDDEN TESTS
assert square.__name__ == "square"
assert square.cache == {3: 9, 4: 16}
### END HIDDEN TESTS
""",
)
WRONG = {
    "ratio": "class Ratio:\n    def __init__(self, top, bottom=1):\n        self.top, self.bottom = top, bottom\n"
    "    def __eq__(self, other):\n        return True",
    "stack": "class EmptyStackError(Exception):\n    pass\n\nclass Stack:\n    def __init__(self, items=()):\n"
    "        self.items = list(items)\n    def push(self, item):\n        self.items.append(item)\n    def pop(self):\n"
    "        return self.items.pop()\n    def __len__(self):\n        return len(self.items)",
    "primes": "def primes():\n    return [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]",
    "memo": "def memoise(f):\n    cache = {}\n    def g(x):\n        if x not in cache:\n            cache[x] = f(x)\n"
    "        return cache[x]\n    return g",
}
NOTEBOOK = Legacy((*FRACTION, *STACK, *PRIMES, *MEMO), WRONG)
