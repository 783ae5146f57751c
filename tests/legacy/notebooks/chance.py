"""Plots and random numbers; and a cell that needs the student's own process."""

from __future__ import annotations

from notebooks import Legacy, asked, given

SETUP = """
%matplotlib inline
import random

import matplotlib.pyplot as plt
import numpy as np
"""
DICE = asked(
    "dice",
    '''
def roll(n):
    """n rolls of a die, each by one call of random.randint(1, 6)."""
    ### BEGIN SOLUTION
    return [random.randint(1, 6) for _ in range(n)]
    ### END SOLUTION


def walk(n):
    """The places of a random walk of n steps of -1 or 1 from 0, by one call of np.random.choice."""
    ### BEGIN SOLUTION
    return np.concatenate([[0], np.cumsum(np.random.choice([-1, 1], n))])
    ### END SOLUTION
''',
    """
random.seed(1)
rolls = roll(5)
assert len(rolls) == 5 and all(1 <= r <= 6 for r in rolls)
np.random.seed(2)
assert walk(10).shape == (11,)
### BEGIN HIDDEN TESTS
random.seed(7)
due = [random.randint(1, 6) for _ in range(20)]
random.seed(7)
assert roll(20) == due
np.random.seed(3)
steps = np.random.choice([-1, 1], 50)
np.random.seed(3)
np.testing.assert_array_equal(np.diff(walk(50)), steps)
### END HIDDEN TESTS
""",
)
PLOT = asked(
    "plot",
    '''
def draw(x):
    """Plot the square of x, with a name for each axis, a title and a legend."""
    ### BEGIN SOLUTION
    plt.figure()
    plt.plot(x, x**2, "r--", label="$x^2$")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.title("A parabola")
    plt.legend()
    ### END SOLUTION
''',
    """
x = np.linspace(-1, 1, 5)
draw(x)
ax = plt.gca()
assert ax.get_xlabel() != "" and ax.get_ylabel() != "" and ax.get_title() != ""
### BEGIN HIDDEN TESTS
(line,) = ax.get_lines()
np.testing.assert_allclose(line.get_xdata(), x)
np.testing.assert_allclose(line.get_ydata(), x**2)
assert line.get_linestyle() == "--" and ax.get_legend() is not None
assert len(plt.gcf().axes) == 1
### END HIDDEN TESTS
plt.close("all")
""",
)
HISTOGRAM = asked(
    "histogram",
    '''
def histogram(values, bins):
    """A figure with a histogram of values on its only axes."""
    ### BEGIN SOLUTION
    fig, ax = plt.subplots()
    ax.hist(values, bins=bins)
    return fig
    ### END SOLUTION
''',
    """
fig = histogram([1, 1, 2, 3], 3)
assert isinstance(fig, plt.Figure)
assert [patch.get_height() for patch in fig.axes[0].patches] == [2, 1, 1]
""",
)
TIMED = asked(
    "timed",
    '''
def total(n):
    """The sum of the first n numbers; as quick for large n as for small."""
    ### BEGIN SOLUTION
    return n * (n + 1) // 2
    ### END SOLUTION
''',
    """
shell = get_ipython()
shell.run_line_magic("time", "total(10)")
out = !echo 55
assert str(total(10)) == out[0]
assert total(10**12) == 10**12 * (10**12 + 1) // 2
""",
)
PATCHED = asked(
    "patched",
    '''
def doubles():
    """How many of 100 pairs of rolls (random.randint) are equal."""
    ### BEGIN SOLUTION
    return sum(random.randint(1, 6) == random.randint(1, 6) for _ in range(100))
    ### END SOLUTION
''',
    """
from unittest.mock import patch

with patch("random.randint", return_value=3) as rolled:
    assert doubles() == 100
assert rolled.call_count == 200
""",
)
WRONG = {
    "dice": "def roll(n):\n    return [1 + int(6 * random.random()) for _ in range(n)]\n"
    "def walk(n):\n    return np.concatenate([[0], np.cumsum(2 * np.random.randint(0, 2, n) - 1)])[::-1]",
    "plot": "def draw(x):\n    plt.plot(x, x**2)\n    plt.xlabel('x')",
    "histogram": "def histogram(values, bins):\n    plt.hist(values, bins)",
    "timed": "def total(n):\n    return n * (n + 1) / 2",
    "patched": "def doubles():\n    return sum(random.choice(range(6)) == random.choice(range(6)) for _ in range(100))",
}
NOTEBOOK = Legacy((given(SETUP), *DICE, *PLOT, *HISTOGRAM, *TIMED, *PATCHED), WRONG)
