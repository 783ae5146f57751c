"""A real ipykernel for tests: runs a cell, and says what a notebook would show."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

CHECK = {"grade": True, "solution": False, "locked": True, "grade_id": "q"}
SECONDS = 60


@dataclass
class Shown:
    """All that one cell showed."""

    status: str = ""
    stdout: str = ""
    stderr: str = ""
    result: str = ""
    html: str = ""
    text: str = ""
    error: str = ""
    traceback: str = ""
    displays: int = 0
    order: list[str] = field(default_factory=list)

    def add(self, kind: str, content: Mapping[str, Any]) -> None:
        self.order.append(kind)
        match kind:
            case "stream":
                setattr(self, content["name"], getattr(self, content["name"]) + content["text"])
            case "execute_result":
                self.result = content["data"]["text/plain"]
            case "display_data":
                self.displays += 1
                self.html, self.text = content["data"].get("text/html", ""), content["data"]["text/plain"]
            case "error":
                self.error = f"{content['ename']}: {content['evalue']}"
                self.traceback = "\n".join(content["traceback"])


class LiveKernel:
    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client

    def run(self, source: str, *, nbgrader: Mapping[str, Any] | None = None) -> Shown:
        """Run ``source``; ``nbgrader`` is the cell's metadata, which JupyterLab sends along."""
        return self.shown(self.send(source, nbgrader))

    def send(self, source: str, nbgrader: Mapping[str, Any] | None = None) -> str:
        content = {"code": source, "silent": False, "store_history": True, "stop_on_error": False}
        metadata = {"nbgrader": dict(nbgrader)} if nbgrader is not None else {}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def shown(self, message: str) -> Shown:
        """What the cell that ``send`` has sent shows, once it has ended."""
        found = Shown()
        end = time.monotonic() + SECONDS
        while True:
            answer = self.client.get_iopub_msg(timeout=max(0.1, end - time.monotonic()))
            if answer["parent_header"].get("msg_id") != message:
                continue
            if answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
                break
            found.add(answer["msg_type"], answer["content"])
        reply = self.client.get_shell_msg(timeout=SECONDS)
        while reply["parent_header"].get("msg_id") != message:
            reply = self.client.get_shell_msg(timeout=SECONDS)
        found.status = reply["content"]["status"]
        return found


@contextmanager
def live_kernel(folder: Path) -> Iterator[LiveKernel]:
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(folder), env={**os.environ, "IPYTHONDIR": str(folder / ".ipython")})
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        yield LiveKernel(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
