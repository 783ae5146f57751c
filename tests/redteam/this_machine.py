"""What a case needs of this machine, and whether it is there."""

from __future__ import annotations

import os
from functools import cache

import pytest
from machine import has_browser, is_complete

from autograder.sandbox import cgroup


def require(need: str) -> None:
    """Skip a test whose need is not there; where tests are to be complete, only what the account lacks is skipped."""
    if reason := lacks(need):
        if need == "browser" and is_complete():
            pytest.fail(reason)
        pytest.skip(reason)


@cache
def lacks(need: str) -> str:
    """Why a case that has this need cannot be tried here; empty when it can."""
    match need:
        case "":
            return ""
        case "control group":
            tree = cgroup.find()
            held = tree.bounds_memory and tree.bounds_pids
            return "" if held else "this account has no control group, so nothing bounds what it tries"
        case "root":
            return "" if os.geteuid() == 0 else "it is about graders that root has started"
        case "browser":
            return "" if has_browser() else "this machine has no browser to open pages in"
    raise ValueError(f"no case can need {need!r}")
