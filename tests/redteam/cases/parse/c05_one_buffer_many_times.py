from pathlib import Path

import numpy as np
from case import Case

from cases.parse._frames import FORGE


def unpack(folder: Path) -> str:
    np.savez_compressed(folder / "answer.npz", x=np.zeros(10_000_000, np.uint8))
    packed = (folder / "answer.npz").stat().st_size
    with np.load(folder / "answer.npz") as answer:
        return f"{answer['x'].nbytes // packed} times its size" if answer["x"].nbytes > 500 * packed else ""


CASE = Case(
    "C5",
    tries="answers with a frame that unpacks to thirty times its size, and with arrays larger than their bytes",
    defence="bytes used once",
    cells={
        "upper": FORGE
        + """
def upper(text):
    body = bytes(48 << 20)
    answer_with(frame_of({"value": ["l", *[["b", 0]] * 30], "buffers": [len(body)]}, body))
""",
        "spread": """
def spread(n):
    answer_with(frame_of({"value": ["t", ["a", "<f8", [1 << 60], 0], []], "buffers": [8]}, bytes(8)))
""",
    },
    due=7,
    outcomes=("crashed",),
    falls_without=("bytes used once",),
    control=unpack,
    not_nbgrader="it has no wire",
)
