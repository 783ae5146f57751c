"""Objects of the student's own classes, generators and closures."""

from __future__ import annotations

from idioms import Idiom

VECTOR = """
class Vector:
    dimensions = 2
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)
    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)
    def __hash__(self):
        return hash((self.x, self.y))
    def __lt__(self, other):
        return self.norm < other.norm
    def __len__(self):
        return 2
    def __iter__(self):
        return iter((self.x, self.y))
    def __contains__(self, number):
        return number in (self.x, self.y)
    def __bool__(self):
        return self.x != 0 or self.y != 0
    def __repr__(self):
        return f"Vector({self.x}, {self.y})"
    def __str__(self):
        return f"<{self.x}, {self.y}>"
    def __call__(self, factor):
        return Vector(factor * self.x, factor * self.y)
    def __getitem__(self, index):
        return (self.x, self.y)[index]
    @property
    def norm(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5
"""
LAZY = """
class Vector:
    def __init__(self, *args): pass
    def __eq__(self, other): return False
"""
IDIOMS = {
    "operators": Idiom(
        VECTOR,
        """
v = Vector(3, 4)
assert v + Vector(1, 2) == Vector(4, 6)
assert v != Vector(4, 3)
assert v.norm == 5
assert len(v) == 2 and list(v) == [3, 4] and v[0] == 3
assert 3 in v and 7 not in v
assert bool(v) and not Vector(0, 0)
assert v(2) == Vector(6, 8) and Vector.dimensions == 2
""",
        LAZY,
    ),
    "text": Idiom(
        VECTOR,
        """
v = Vector(3, 4)
assert str(v) == '<3, 4>' and repr(v) == 'Vector(3, 4)'
assert f'{v}' == '<3, 4>'
assert f'{v!r}' == 'Vector(3, 4)'
assert str([v]) == '[Vector(3, 4)]'
assert '%s' % v == '<3, 4>'
""",
        LAZY,
    ),
    "order and sets": Idiom(
        VECTOR,
        """
vs = [Vector(3, 4), Vector(1, 0), Vector(2, 2)]
assert [v.x for v in sorted(vs)] == [1, 2, 3]
assert max(vs).x == 3
assert vs.index(Vector(1, 0)) == 1
assert Vector(2, 2) in vs
assert len({Vector(1, 1), Vector(1, 1), Vector(2, 1)}) == 2
assert hash(Vector(1, 1)) == hash(Vector(1, 1))
""",
        LAZY,
    ),
    "with": Idiom(
        """
class Managed:
    def __enter__(self):
        self.log = ['in']
        return self
    def __exit__(self, kind, error, trace):
        self.log.append(kind.__name__ if kind else 'out')
        return kind is ZeroDivisionError
def divide(a): return 1 / a
""",
        """
with Managed() as m:
    pass
assert m.log == ['in', 'out']
with Managed() as m:
    divide(0)
assert m.log == ['in', 'ZeroDivisionError']
""",
        """
class Managed:
    def __enter__(self): return self
    def __exit__(self, *a): pass
def divide(a): return 1 / a
""",
    ),
    "generators": Idiom(
        """
def count(n):
    while n:
        got = yield n
        n = n - 1 if got is None else got
""",
        """
g = count(3)
assert next(g) == 3 and g.send(10) == 10 and next(g) == 9
assert list(count(2)) == [2, 1]
assert [x for x in count(2)] == [2, 1] and sum(count(3)) == 6 and 2 in count(3)
g = count(1)
next(g)
try:
    next(g)
except StopIteration:
    pass
else:
    assert False
assert next(count(0), 'end') == 'end'
assert iter(g) is not None
""",
        "def count(n): yield from [3, 2, 1]",
    ),
    "closures and decorators": Idiom(
        """
def adder(n):
    def add(x): return x + n
    return add
def twice(f):
    def g(*a): return f(f(*a))
    return g
""",
        """
add5 = adder(5)
assert add5(1) == 6 and add5.__name__ == 'add'
assert twice(add5)(0) == 10
@twice
def half(x): return x / 2
assert half(8) == 2
assert list(map(add5, [1, 2])) == [6, 7]
from functools import partial, reduce
assert partial(adder(1), 2)() == 3
assert sorted([3, 1], key=adder(0)) == [1, 3]
assert list(filter(adder(-1), [1, 2])) == [2]
""",
        """
def adder(n): return lambda x: x
def twice(f): return f
""",
    ),
    "inheritance from the student's class": Idiom(
        """
class Shape:
    def area(self): raise NotImplementedError
class Square(Shape):
    def __init__(self, a): self.a = a
    def area(self): return self.a ** 2
""",
        """
import pytest
shapes = [Square(1), Square(2)]
assert sum(s.area() for s in shapes) == 5
with pytest.raises(NotImplementedError):
    Shape().area()
""",
        """
class Shape:
    def area(self): return 0
class Square(Shape):
    def __init__(self, a): pass
""",
    ),
    "linked nodes": Idiom(
        """
class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next
""",
        """
n = Node(1, Node(2))
assert n.next.value == 2 and n.next.next is None and n.next != None
m = n.next
assert n.next is m
m.value = 5
assert n.next.value == 5
n.next = None
assert n.next == None
""",
        """
class Node:
    def __init__(self, value, next=None): self.value, self.next = value, Node(2) if value == 1 else 0
""",
    ),
}
