"""A guest entry for tests only: runs the Python that it is sent, and answers with JSON."""

from __future__ import annotations

import importlib
import json
import socket
import traceback
from collections.abc import Sequence
from typing import Any


def prepare(preload: Sequence[str]) -> dict[str, Any]:
    """Import the preload; the names that a kernel starts with."""
    return {name: importlib.import_module(name) for name in preload}


def serve(state: dict[str, Any], wire: socket.socket, config: dict[str, Any]) -> None:
    """Answer one line of JSON for each line of JSON; what the code calls ``answer`` goes back."""
    names = {**state, "config": config}
    with wire.makefile("rw", encoding="utf-8") as stream:
        for line in stream:
            names["answer"] = None
            try:
                exec(json.loads(line), names)
                reply = {"answer": names["answer"]}
            except BaseException as error:
                reply = {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
            stream.write(json.dumps(reply, default=repr) + "\n")
            stream.flush()
