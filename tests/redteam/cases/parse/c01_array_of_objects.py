from pathlib import Path

import numpy as np
from case import Case

SPRUNG = "sprung"


class _Trap:
    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.place,)


def load(folder: Path) -> str:
    np.save(folder / "answer.npy", np.array([_Trap(folder / SPRUNG)], dtype=object))
    np.load(folder / "answer.npy", allow_pickle=True)
    return SPRUNG if (folder / SPRUNG).exists() else ""


CASE = Case(
    "C1",
    tries="answers with an array of objects that fetch the hidden answer where they are unpacked",
    defence="data only",
    cells={
        "upper": """
import numpy as np

class Trap:
    def __reduce__(self):
        return eval, ("__import__('oracle').EXPECTED",)

def upper(text):
    return np.array([Trap()], dtype=object)
"""
    },
    due=9,
    outcomes=("failed",),
    falls_without=("data only",),
    control=load,
    not_nbgrader="its checks share the student's process, so no answer is ever packed",
)
