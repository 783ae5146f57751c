"""A check looks at functions, classes and names of the notebook."""

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
    "source": Idiom(
        """
def total(x):
    result = 0
    for v in x: result += v
    return result
""",
        """
import inspect
assert 'for' in inspect.getsource(total)
assert 'sum(' not in inspect.getsource(total)
assert inspect.getsourcelines(total)[0][0].startswith('def')
""",
        "def total(x): return sum(x)",
    ),
    "source of a method": Idiom(
        """
class A:
    def run(self): return 1
""",
        """
import inspect
assert 'def run' in inspect.getsource(A.run)
""",
        "class A: run = None",
    ),
    "signature": Idiom(
        """
def f(a, b: int = 2, *rest, c=None, **more) -> float:
    'Adds.'
    return a
""",
        """
import inspect
assert str(inspect.signature(f)) == '(a, b: int = 2, *rest, c=None, **more) -> float'
assert list(inspect.signature(f).parameters)[0] == 'a'
assert inspect.isfunction(f) and callable(f)
assert f.__name__ == 'f'
assert f.__doc__ == 'Adds.'
assert f.__defaults__ == (2,)
assert f.__annotations__ == {'b': int, 'return': float}
assert inspect.getfullargspec(f).varargs == 'rest'
assert inspect.getdoc(f) == 'Adds.'
""",
        "def f(a, b=2): return a",
    ),
    "code": Idiom(
        """
def fact(n):
    return 1 if n == 0 else n * fact(n - 1)
""",
        """
assert 'fact' in fact.__code__.co_names
assert fact.__code__.co_argcount == 1
assert fact.__code__.co_varnames[0] == 'n'
""",
        """
def fact(n):
    import math
    return math.factorial(n)
""",
    ),
    "types": Idiom(
        VECTOR,
        """
import inspect
v = Vector(1, 2)
assert type(v) is Vector
assert type(v) == Vector
assert isinstance(v, Vector)
assert type(v).__name__ == v.__class__.__name__ == 'Vector'
assert inspect.isclass(Vector)
assert isinstance(Vector, type) and not isinstance(v, type)
assert type(3) is int and isinstance(3, (int, float))
assert v.__class__ is Vector
assert issubclass(Vector, object)
assert not isinstance(v, (int, list))
assert type('x')('y') == 'y'
class Meta(type): pass
class Made(metaclass=Meta): pass
assert isinstance(Made, type)
assert type(Made) is Meta
assert type(v) != int
""",
        "def Vector(x, y): return (x, y)",
    ),
    "subclasses": Idiom(
        """
class Animal:
    def speak(self): return '...'
class Dog(Animal):
    def speak(self): return 'Woof'
""",
        """
assert issubclass(Dog, Animal) and not issubclass(Animal, Dog)
assert isinstance(Dog(), Animal)
assert Dog.__bases__ == (Animal,) and Dog.__mro__[1] is Animal
assert Animal in Dog.__mro__
""",
        """
class Animal: pass
class Dog: pass
""",
    ),
    "attributes": Idiom(
        VECTOR,
        """
v = Vector(1, 2)
assert hasattr(v, 'norm') and not hasattr(v, 'length')
assert getattr(v, 'z', 0) == 0
assert vars(v) == {'x': 1, 'y': 2} == v.__dict__
assert 'norm' in dir(Vector) and 'x' in vars(v)
assert hasattr(Vector, '__len__') and not hasattr(Vector, '__setitem__')
assert 'norm' in Vector.__dict__
""",
        LAZY,
    ),
    "help": Idiom(
        """
def f(a):
    'Adds one to a.'
    return a + 1
""",
        """
import io, contextlib
out = io.StringIO()
with contextlib.redirect_stdout(out):
    help(f)
assert 'Adds one' in out.getvalue()
""",
        "def f(a): return a + 1",
    ),
    "globals": Idiom(
        """
width = 3
def area(): return width ** 2
""",
        """
assert 'width' in globals() and 'heigth' not in globals()
assert globals()['width'] == 3
assert globals().get('height', 7) == 7
assert eval('area()') == 9
exec("made = area() + 1", globals())
assert made == 10
""",
        "def area(): return 9  # width",
    ),
    "a library's class": Idiom(
        """
def line():
    return np.poly1d([2, 1])
def numbers():
    yield 1
""",
        """
import types
from collections.abc import Iterator
p = line()
assert isinstance(p, np.poly1d) and p(2) == 5
assert type(p) is np.poly1d
assert isinstance(numbers(), types.GeneratorType)
assert isinstance(numbers(), Iterator)
assert type(numbers()).__name__ == 'generator'
assert p.order == 1
""",
        """
def line(): return np.array([2, 1])
def numbers(): return [1]
""",
    ),
}
