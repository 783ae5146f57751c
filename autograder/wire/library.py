"""Libraries that data needs where it arrives."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from autograder.wire.limits import MissingLibrary


def library(name: str) -> Any:
    """The module ``name``, imported if it is not loaded yet.

    Raises:
        MissingLibrary: it is not installed here.
    """
    try:
        return import_module(name)
    except ImportError:
        raise MissingLibrary(
            f"data of {name} arrived where {name} is not installed: install it here"
        ) from None
