"""Student code changes its arguments in place."""

from __future__ import annotations

from idioms import Idiom

IDIOMS = {
    "a list is sorted": Idiom(
        """
def arrange(x):
    x.sort()
""",
        """
x = [3, 1, 2]
arrange(x)
assert x == [1, 2, 3]
""",
        "def arrange(x): sorted(x)",
    ),
    "two elements are swapped": Idiom(
        """
def swap(a, i, j):
    a[i], a[j] = a[j], a[i]
""",
        """
a = np.arange(3)
swap(a, 0, 2)
assert a.tolist() == [2, 1, 0]
""",
        "def swap(a, i, j): a[i] = a[j]",
    ),
    "a matrix is decomposed": Idiom(
        """
def lu(A):
    for k in range(len(A)):
        A[k+1:, k] /= A[k, k]
        A[k+1:, k+1:] -= np.outer(A[k+1:, k], A[k, k+1:])
""",
        """
A = np.array([[2., 1.], [4., 5.]])
B = A.copy()
lu(A)
np.testing.assert_allclose((np.tril(A, -1) + np.eye(2)) @ np.triu(A), B)
""",
        "def lu(A): pass",
    ),
    "a view of an array": Idiom(
        """
def clear(row):
    row[:] = 0
""",
        """
A = np.ones((3, 2))
clear(A[1])
assert A.tolist() == [[1, 1], [0, 0], [1, 1]]
""",
        "def clear(row): row = 0",
    ),
    "a dict and a set": Idiom(
        """
def add(d, s):
    d['n'] = 1
    d.pop('old')
    s.add(4)
""",
        """
d, s = {'old': 0}, {1}
add(d, s)
assert d == {'n': 1}
assert s == {1, 4}
""",
        "def add(d, s): d['n'] = 1; s.add(4)",
    ),
    "a bytearray": Idiom(
        """
def flip(b):
    b.reverse()
""",
        """
b = bytearray(b'abc')
flip(b)
assert b == b'cba'
""",
        "def flip(b): pass",
    ),
    "rows keep their identity when they move": Idiom(
        """
def turn(rows):
    rows.reverse()
    rows[0].append(9)
""",
        """
a, b = [1], [2]
rows = [a, b]
turn(rows)
assert rows[0] is b and rows[1] is a
assert b == [2, 9] and a == [1]
""",
        "def turn(rows): rows.reverse()",
    ),
    "one object passed twice is one": Idiom(
        """
def both(a, b):
    a.append(1)
    b.append(2)
""",
        """
a = []
both(a, a)
assert a == [1, 2]
""",
        "def both(a, b): a.append(1)",
    ),
    "a grid": Idiom(
        """
def mark(grid, i, j):
    grid[i][j] = 'x'
""",
        """
grid = [[' '] * 3 for _ in range(2)]
mark(grid, 1, 2)
assert grid == [[' '] * 3, [' ', ' ', 'x']]
""",
        "def mark(grid, i, j): grid[j - 1][i] = 'x'",
    ),
    "a data of the notebook's own": Idiom(
        """
data = [3, 1]
def arrange(x):
    x.sort()
""",
        """
arrange(data)
assert data == [1, 3]
""",
        """
data = [3, 1]
def arrange(x): pass
""",
    ),
    "an attribute of an object": Idiom(
        """
class Box: pass
def fill(box):
    box.items = [1]
""",
        """
box = Box()
fill(box)
assert box.items == [1]
""",
        """
class Box: items = []
def fill(box): pass
""",
    ),
    "a keyword argument": Idiom(
        """
def note(*, log):
    log.append('done')
""",
        """
log = []
note(log=log)
assert log == ['done']
""",
        "def note(*, log): pass",
    ),
    "a function that must not change its argument": Idiom(
        """
def scaled(x):
    return x * 2
""",
        """
x = np.ones(2)
y = scaled(x)
assert x.tolist() == [1, 1]
assert y.tolist() == [2, 2]
""",
        "def scaled(x): return x",
    ),
}
