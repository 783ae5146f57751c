"""The host's random numbers: the same for every student, and nothing that student code could foresee.

A check that draws without a seed of its own would else give another verdict each time, and one after another in a
worker would see what the last has left. The seed that the guest gets is no use to foresee them: what hidden lines
say goes into this one.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from autograder.assignment import Assignment


def secret_seed(assignment: Assignment, notebook: str, seed: int) -> int:
    """A number from 0 to 2**64 - 1 that follows from all files of the author's, the hidden ones too, and ``seed``."""
    text = f"{assignment.digest}\0{assignment.name}\0{notebook}\0{seed}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


@contextmanager
def fixed(seed: int) -> Iterator[None]:
    """Seed the generators of Python, numpy and, where it is loaded, torch; they are put back in the end."""
    torch = sys.modules.get("torch")
    plain, numpys = random.getstate(), np.random.get_state()
    torchs = torch.get_rng_state() if torch else None
    random.seed(seed)
    np.random.seed(seed % 2**32)
    if torch:
        torch.manual_seed(seed)
    try:
        yield
    finally:
        random.setstate(plain)
        np.random.set_state(numpys)
        if torch:
            torch.set_rng_state(torchs)
