from case import Case

CASE = Case(
    "B4",
    tries="returns objects that say they are equal to everything",
    defence="proxies never judge",
    cells={
        "upper": """
class Everything(str):
    def __eq__(self, other):
        return True
    __hash__ = None

def upper(text):
    return Everything()
""",
        "spread": """
import numpy as np

class Everywhere(np.ndarray):
    def __eq__(self, other):
        return np.True_
    __le__ = __sub__ = __rsub__ = __eq__
    def __array_function__(self, *_):
        return True
    def __array_ufunc__(self, *_, **__):
        return np.zeros(7)

def spread(n):
    return np.ones(n).view(Everywhere)
""",
    },
    due=7,
    outcomes=("failed",),
    falls_without=("proxies never judge",),
)
