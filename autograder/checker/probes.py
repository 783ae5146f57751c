"""``@in_guest``: an instructor's function that runs inside the student's process."""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from autograder.checker.context import current_guest


def in_guest(function: Callable[..., Any]) -> Callable[..., Any]:
    """Run ``function`` inside the student's process and return the data it returns.

    Its source is sent as it stands, so it must import what it uses and hold no secret. What it reports is
    the student's claim: let the verdict rest on what the host can check by itself. Outside a grading run
    (while an author tries a check in Jupyter) it is called where it is.
    """
    source = _bare_source(function)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        guest = current_guest()
        if guest is None:
            return function(*args, **kwargs)
        return guest.probe(source, function.__name__, args, kwargs)

    return call


def _bare_source(function: Callable[..., Any]) -> str:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        raise TypeError("@in_guest takes a function made with def")
    definition.decorator_list = []
    return ast.unparse(tree)
