"""The host's random numbers: the same for every student, and nothing that student code could foresee.

A check that draws without a seed of its own would else give another verdict each time, and one after another in a
worker would see what the last has left. The seed that the guest gets is no use to foresee them: what hidden lines
say goes into this one.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Final

import numpy as np

from autograder.assignment import Assignment, Notebook, Role
from autograder.regions import imports_of, tree_of

_WITH_GENERATORS: Final = frozenset({"torch", "tensorflow", "keras"})


def secret_seed(assignment: Assignment, notebook: str, seed: int) -> int:
    """A number from 0 to 2**64 - 1 that follows from all files of the author's, the hidden ones too, and ``seed``."""
    text = f"{assignment.digest}\0{assignment.name}\0{notebook}\0{seed}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def load_generators(notebook: Notebook) -> None:
    """Import the frameworks that check cells import: what comes later draws unseeded the first time."""
    for cell in notebook.cells:
        if cell.role is Role.CHECK:
            for name in sorted(_frameworks(cell.source)):
                with suppress(ImportError):  # the check says so
                    importlib.import_module(name)


@lru_cache(maxsize=4096)
def _frameworks(source: str) -> frozenset[str]:
    """Those that a cell imports outside of probes, which run elsewhere."""
    names: set[str] = set()
    waiting: list[ast.AST] = [tree_of(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef) and any(
            "in_guest" in ast.unparse(d) for d in node.decorator_list
        ):
            continue
        names.update(imports_of(node))
        waiting.extend(ast.iter_child_nodes(node))
    return _WITH_GENERATORS & names


@contextmanager
def fixed(seed: int) -> Iterator[None]:
    """Seed the generators of Python, numpy and the frameworks that are loaded.

    In the end they are put back, but tensorflow's, which cannot be read.
    """
    torch, tensorflow = sys.modules.get("torch"), sys.modules.get("tensorflow")
    plain, numpys = random.getstate(), np.random.get_state()
    torchs = torch.get_rng_state() if torch else None
    random.seed(seed)
    np.random.seed(seed % 2**32)
    if torch:
        torch.manual_seed(seed)
    if tensorflow:
        tensorflow.random.set_seed(seed % 2**32)
    try:
        yield
    finally:
        random.setstate(plain)
        np.random.set_state(numpys)
        if torch:
            torch.set_rng_state(torchs)
