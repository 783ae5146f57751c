"""Figures and axes that the student's code makes."""

from __future__ import annotations

from idioms import Idiom

IDIOMS = {
    "the current axes": Idiom(
        """
import matplotlib.pyplot as plt
def draw(x):
    plt.plot(x, x ** 2)
    plt.xlabel('x')
    plt.title('A square')
""",
        """
import matplotlib.pyplot as plt
plt.close('all')
draw(np.arange(3.0))
ax = plt.gca()
assert ax.get_xlabel() == 'x' and ax.get_title() != ''
line = ax.get_lines()[0]
assert line.get_ydata().tolist() == [0, 1, 4]
assert len(ax.lines) == 1
assert len(plt.gcf().axes) == 1
assert plt.get_fignums() == [1]
assert isinstance(ax, plt.Axes)
assert plt.xlim()[1] > 2
""",
        "def draw(x): pass",
    ),
    "a figure that is returned": Idiom(
        """
import matplotlib.pyplot as plt
def draw():
    fig, ax = plt.subplots()
    ax.bar([1, 2], [3, 4])
    return fig
""",
        """
import matplotlib.pyplot as plt
fig = draw()
assert isinstance(fig, plt.Figure)
ax = fig.axes[0]
assert [p.get_height() for p in ax.patches] == [3, 4]
assert ax.get_legend() is None
""",
        "def draw(): return None",
    ),
    "axes that are handed over": Idiom(
        "def draw(ax): ax.scatter([1, 2], [3, 4], label='dots'); ax.legend()",
        """
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
draw(ax)
assert ax.collections[0].get_offsets().tolist() == [[1, 3], [2, 4]]
assert ax.get_legend().get_texts()[0].get_text() == 'dots'
plt.close(fig)
""",
        "def draw(ax): ax.scatter([1, 2], [3, 5])",
    ),
}
