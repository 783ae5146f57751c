"""One kernel with the extension for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live_kernel import LiveKernel, live_kernel


@pytest.fixture(scope="module")
def shared_kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKernel]:
    with live_kernel(tmp_path_factory.mktemp("notebooks")) as kernel:
        yield kernel


@pytest.fixture
def kernel(shared_kernel: LiveKernel) -> LiveKernel:
    """An empty namespace with the extension loaded."""
    shared_kernel.run("%reset -f")
    assert shared_kernel.run("%load_ext autograder").status == "ok"
    return shared_kernel
