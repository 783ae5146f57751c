"""Root finding, an ordinary differential equation and linear algebra with numpy and scipy."""

from __future__ import annotations

from notebooks import Legacy, asked, given

SETUP = """
%matplotlib inline
import numpy as np
from numpy.testing import assert_allclose
from scipy import integrate, optimize

A = np.array([[4.0, 3.0], [6.0, 3.0]])


def residual(L, U, matrix):
    return np.abs(L @ U - matrix).max()
"""
NEWTON = asked(
    "newton",
    '''
def newton(f, df, x0, tol=1e-10, max_steps=50):
    """Return a root of f and the number of steps; raise ValueError where the derivative vanishes."""
    ### BEGIN SOLUTION
    x = x0
    for step in range(1, max_steps + 1):
        slope = df(x)
        if slope == 0:
            raise ValueError(f"the derivative is zero at x = {x}")
        x, last = x - f(x) / slope, x
        if abs(x - last) < tol:
            return x, step
    raise RuntimeError("no convergence")
    ### END SOLUTION
''',
    """
root, steps = newton(lambda x: x**2 - 2, lambda x: 2 * x, 1.0)
assert_allclose(root, np.sqrt(2))
assert isinstance(steps, int) and steps < 10
### BEGIN HIDDEN TESTS
calls = []


def counted(x):
    calls.append(x)
    return np.cos(x) - x


assert_allclose(newton(counted, lambda x: -np.sin(x) - 1, 1.0)[0], optimize.brentq(lambda x: np.cos(x) - x, 0, 1))
assert len(calls) <= 10
try:
    newton(lambda x: x**2 + 1, lambda x: 2 * x, 0.0)
except ValueError as error:
    assert "derivative" in str(error)
else:
    raise AssertionError("a vanishing derivative should be a ValueError")
### END HIDDEN TESTS
""",
)
LU = asked(
    "lu",
    '''
def lu_inplace(A):
    """Overwrite A with its factors L (below the diagonal, ones left out) and U."""
    ### BEGIN SOLUTION
    for k in range(len(A) - 1):
        A[k + 1 :, k] /= A[k, k]
        A[k + 1 :, k + 1 :] -= np.outer(A[k + 1 :, k], A[k, k + 1 :])
    ### END SOLUTION
''',
    """
B = A.copy()
lu_inplace(B)
assert residual(np.tril(B, -1) + np.eye(2), np.triu(B), A) < 1e-12
### BEGIN HIDDEN TESTS
C = np.random.default_rng(1).random((5, 5)) + 5 * np.eye(5)
D = C.copy()
lu_inplace(D)
assert residual(np.tril(D, -1) + np.eye(5), np.triu(D), C) < 1e-12
### END HIDDEN TESTS
""",
)
EULER = asked(
    "euler",
    '''
def euler(rhs, y0, t):
    """Explicit Euler: y at each of the times t, shape (len(t), len(y0))."""
    ### BEGIN SOLUTION
    y = np.empty((len(t), len(y0)))
    y[0] = y0
    for n in range(len(t) - 1):
        y[n + 1] = y[n] + (t[n + 1] - t[n]) * np.asarray(rhs(t[n], y[n]))
    return y
    ### END SOLUTION
''',
    """
t = np.linspace(0, 1, 101)
points = 0
y = euler(lambda t, y: [-y[0]], [1.0], t)
points += 1 if np.shape(y) == (101, 1) else 0
points += 1 if np.allclose(y[-1], np.exp(-1), atol=5e-3) else 0
### BEGIN HIDDEN TESTS
exact = integrate.solve_ivp(lambda t, y: [y[1], -y[0]], (0, 1), [0.0, 1.0], rtol=1e-8).y[:, -1]
points += 2 if np.allclose(euler(lambda t, y: [y[1], -y[0]], [0.0, 1.0], t)[-1], exact, atol=2e-2) else 0
### END HIDDEN TESTS
points
""",
    points=4,
)
WRONG = {
    "newton": "def newton(f, df, x0, tol=1e-10, max_steps=50):\n    x = x0\n    for step in range(max_steps):\n"
    "        x = x - f(x) / df(x)\n    return x, step",
    "lu": "def lu_inplace(A):\n    A = A.copy()\n    A[1, 0] /= A[0, 0]",
    "euler": "def euler(rhs, y0, t):\n    y = np.empty((len(t), len(y0)))\n    y[0] = y0\n"
    "    for n in range(len(t) - 1):\n        y[n + 1] = y[n] + 0.01 * rhs(t[n], y[n])[0]\n    return y",
}
NOTEBOOK = Legacy((given(SETUP), *NEWTON, *LU, *EULER), WRONG)
