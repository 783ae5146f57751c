from case import Case
from target_course import TargetCourse


def draw_at_random(course: TargetCourse) -> None:
    """Let the check draw its images anew, without a seed of its own."""
    with (course.root / "checks/oracle.py").open("a") as file:
        file.write(
            "\n\ndef images():\n    global _drawn\n    _drawn = np.random.normal(size=(120, 5))\n    return _drawn\n"
            "\n\ndef labels():\n    return _drawn.argmax(axis=1)\n"
        )


CASE = Case(
    "A18",
    tries="foresees what a check draws at random, from every seed and generator that its process knows",
    defence="chance of the host's own",
    prepare=draw_at_random,
    cells={
        "classify": """
import os
import random

import numpy as np

SEEDS = [0, 1, 42, 1234, 20240229, int(os.environ.get("PYTHONHASHSEED", "0").replace("random", "0"))]
STATES = [np.random.RandomState(seed).get_state() for seed in SEEDS] + [np.random.get_state()]
np.random.seed(7)
STATES.append(np.random.get_state())
FORESEEN = []

def classify(images):
    for state in STATES:
        chance = np.random.RandomState()
        chance.set_state(state)
        start = chance.normal(size=(4 * images.size,))
        for offset in range(0, len(start) - images.size):
            if np.array_equal(start[offset : offset + 3], images.ravel()[:3]):
                FORESEEN.append("the images that a check has drawn")
    return images.argmax(axis=1)
""",
        "note": """
if FORESEEN:
    print("REA" "CHED " + FORESEEN[0])
""",
    },
    falls_without=("chance of the host's own",),
)
