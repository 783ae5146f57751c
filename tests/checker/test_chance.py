"""What checks draw on the host: repeatable, and not to be foreseen."""

from __future__ import annotations

import random
import types
from pathlib import Path

import courses
import numpy as np
import pytest

from autograder.checker.chance import fixed, load_generators, secret_seed


def assignment(digest: str) -> types.SimpleNamespace:
    return types.SimpleNamespace(name="hw", digest=digest)


def drawn(seed: int) -> tuple[float, float]:
    with fixed(seed):
        return random.random(), float(np.random.random())


def test_the_same_seed_draws_the_same_numbers() -> None:
    assert drawn(5) == drawn(5) != drawn(6)


def test_a_seed_of_64_bits_is_used() -> None:
    assert drawn(2**64 - 1) == drawn(2**64 - 1)


def test_generators_go_on_afterwards_where_they_were() -> None:
    random.seed(1)
    np.random.seed(1)
    expected = random.random(), float(np.random.random())
    random.seed(1)
    np.random.seed(1)
    drawn(5)
    assert (random.random(), float(np.random.random())) == expected


def test_generators_are_put_back_when_a_check_raises() -> None:
    before = random.getstate()
    with pytest.raises(KeyError), fixed(5):
        raise KeyError
    assert random.getstate() == before


def test_torch_draws_the_same_numbers_too() -> None:
    torch = pytest.importorskip("torch")
    with fixed(5):
        first = torch.rand(3)
    with fixed(5):
        assert torch.equal(torch.rand(3), first)


def test_the_seed_changes_with_the_authors_files_the_notebook_and_the_seed_of_the_settings() -> None:
    seeds = {
        secret_seed(assignment(digest), notebook, seed)  # type: ignore[arg-type]
        for digest in ("a", "b")
        for notebook in ("one", "two")
        for seed in (1, 2)
    }
    assert len(seeds) == 8


def test_frameworks_that_checks_import_are_there_before_the_first_draw(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    imported: list[str] = []
    monkeypatch.setattr("importlib.import_module", imported.append)
    probe = "@in_guest\ndef look(model):\n    import keras\n    return model.name"
    test = "def test_it():\n    import torch.nn as nn\n    from numpy import array"
    source = courses.assignment(
        tmp_path,
        courses.locked("import tensorflow"),
        courses.solution("x = 1"),
        courses.checks(f"from autograder import in_guest\n{probe}\n{test}"),
    )
    load_generators(source.notebooks[0])
    assert imported == ["torch"]
