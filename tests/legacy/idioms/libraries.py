"""numpy, scipy, random, time, unittest and mocks."""

from __future__ import annotations

from idioms import Idiom

IDIOMS = {
    "functions of numpy that call": Idiom(
        """
def f(x):
    return x + 1 if x > 0 else 0.0
""",
        """
assert np.vectorize(f)([-1.0, 2.0]).tolist() == [0, 3]
assert np.apply_along_axis(lambda r: f(r[0]), 1, np.ones((2, 2))).tolist() == [2, 2]
assert np.array([f(x) for x in range(3)]).sum() == 5
import math
assert math.isclose(f(0.5), 1.5)
assert np.fromiter(map(f, [1, 2]), float).tolist() == [2, 3]
""",
        "def f(x): return x + 1",
    ),
    "scipy": Idiom(
        """
def f(x):
    return x ** 2 - 2
def rosen(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2
def rhs(t, y):
    return -y
""",
        """
from scipy import integrate, optimize
assert abs(integrate.quad(f, 0, 1)[0] + 5 / 3) < 1e-8
assert abs(optimize.brentq(f, 0, 2) - 2 ** 0.5) < 1e-8
assert abs(optimize.newton(f, 1.0) - 2 ** 0.5) < 1e-6
found = optimize.minimize(rosen, [0, 0], method='Nelder-Mead')
np.testing.assert_allclose(found.x, 1, atol=1e-3)
end = integrate.solve_ivp(rhs, (0, 1), [1.0], rtol=1e-8).y[0, -1]
assert np.isclose(end, np.exp(-1))
""",
        """
def f(x): return x
def rosen(p): return 0
def rhs(t, y): return y
""",
    ),
    "seeds": Idiom(
        """
import random
def roll():
    return random.randint(1, 6), np.random.rand()
""",
        """
import random
random.seed(3)
np.random.seed(4)
first = roll()
random.seed(3)
np.random.seed(4)
due = random.randint(1, 6), np.random.rand()
assert first == due
""",
        """
import random
def roll(): return 3, np.random.randn()
""",
    ),
    "random generators": Idiom(
        "def draw(rng): return rng.normal(size=2)",
        """
assert draw(np.random.default_rng(1)).tolist() == np.random.default_rng(1).normal(size=2).tolist()
""",
        "def draw(rng): return np.random.normal(size=2)",
    ),
    "time": Idiom(
        "def quick(): return sum(range(10))",
        """
import time
begun = time.perf_counter()
quick()
assert time.perf_counter() - begun < 1
""",
        """
import time
def quick(): time.sleep(1.05)
""",
    ),
    "numpy.testing": Idiom(
        "def f(): return np.array([1.0, 2.0])",
        """
np.testing.assert_array_equal(f(), [1, 2])
np.testing.assert_array_almost_equal(f(), [1, 2])
assert (f() > 0).all()
""",
        "def f(): return np.array([1.0, 2.5])",
    ),
    "unittest classes": Idiom(
        "def f(x): return x * 2",
        """
import unittest
class TestF(unittest.TestCase):
    def setUp(self): self.x = 2
    def test_f(self): self.assertEqual(f(self.x), 4)
unittest.main(argv=[''], exit=False)
""",
        "def f(x): return x + 1",
    ),
    "a test suite run by hand": Idiom(
        "def f(x): return x * 2",
        """
import unittest
class Doubles(unittest.TestCase):
    def test_f(self): self.assertEqual(f(2), 4)
suite = unittest.defaultTestLoader.loadTestsFromTestCase(Doubles)
assert unittest.TextTestRunner().run(suite).wasSuccessful()
""",
        "def f(x): return x + 1",
    ),
    "a function of the student's patched": Idiom(
        """
def price(): return 3
def total(n): return n * price()
""",
        """
from unittest.mock import patch
with patch('__main__.price', return_value=10):
    assert total(2) == 20
assert total(2) == 6
""",
        """
def price(): return 3
def total(n): return {2: 6}.get(n)
""",
    ),
    "a method of the student's patched": Idiom(
        """
class Shop:
    def price(self): return 3
    def total(self, n): return n * self.price()
""",
        """
from unittest.mock import patch
with patch.object(Shop, 'price', return_value=10):
    assert Shop().total(2) == 20
assert Shop().total(2) == 6
""",
        """
class Shop:
    def price(self): return 3
    def total(self, n): return 6
""",
    ),
}
