"""A guest entry for tests only: leaves a file open and lets crashes be dumped, then makes the escape attempts."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.guest import escapes, libc

prepare = escapes.prepare


def serve(state: object, wire: socket.socket, config: Mapping[str, Any]) -> None:
    """Undo what the fork server did, and go on."""
    libc.prctl(libc.PR_SET_DUMPABLE, 1)
    with Path("/etc/hosts").open(encoding="ascii"):
        escapes.serve(state, wire, config)
