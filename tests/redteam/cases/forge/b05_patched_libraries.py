from case import Case

CASE = Case(
    "B5",
    tries="replaces what numpy, its test helpers and pytest do",
    defence="two processes",
    cells={
        "spread": """
import numpy as np
import pytest

np.testing.assert_allclose = pytest.approx = pytest.fail = lambda *_, **__: None
np.abs = np.absolute = lambda values: np.zeros(7)
np.allclose = np.array_equal = lambda *_, **__: True

def spread(n):
    return np.ones(n)
"""
    },
    due=9,
    outcomes=("failed",),
    falls_without=("two processes",),
)
