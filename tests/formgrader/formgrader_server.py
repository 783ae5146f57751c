"""A real Jupyter server with nbgrader's formgrader, and students who hand in through nbgrader's exchange."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from small_course import SmallCourse

START_SECONDS = 60
REQUEST_SECONDS = 180

CONFIG = """
from autograder.dropin import use
use(c)
c.Exchange.root = {exchange!r}
c.Exchange.path_includes_course = True
"""


@dataclass(frozen=True)
class Classroom:
    """A course whose formgrader runs, and an exchange between it and its students."""

    course: SmallCourse
    exchange: Path
    homes: Path
    url: str
    token: str

    def get(self, path: str) -> Any:
        """What formgrader's API answers."""
        return self._ask("GET", path)

    def post(self, path: str) -> Any:
        """Press one of formgrader's buttons; its answer, which must say that it worked."""
        said = self._ask("POST", path)
        assert said["success"], said.get("error") or said.get("log")
        return said

    def put(self, path: str, values: Mapping[str, Any]) -> Any:
        """Change a grade or a comment."""
        return self._ask("PUT", path, values)

    def press(self, path: str) -> Any:
        """Press a button that may fail."""
        return self._ask("POST", path)

    def _ask(self, method: str, path: str, values: Mapping[str, Any] | None = None) -> Any:
        data = None if values is None else json.dumps(values).encode()
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as answer:
            return json.loads(answer.read() or b"null")

    def submit(self, student: str, answers: Mapping[str, str]) -> None:
        """What a student does: take the released notebook, fill it in, hand it in."""
        home = self.homes / student
        shutil.copytree(self.exchange / "small/outbound/hw", home / "small/hw", dirs_exist_ok=True)
        path = home / "small/hw/hw.ipynb"
        path.chmod(0o644)
        node: Any = nbformat.read(path, 4)
        for cell in node.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            cell.source = answers.get(grade_id, cell.source)
        nbformat.write(node, path)
        self.nbgrader(home, "submit", "hw", "--course", "small", "--student", student)

    def nbgrader(self, folder: Path, *words: str) -> str:
        """Run one of nbgrader's commands as somebody who has no part in the course."""
        places = {"root": self.exchange, "cache": folder / ".cache", "path_includes_course": True}
        flags = [f"--Exchange.{name}={value}" for name, value in places.items()]
        command = [sys.executable, "-m", "nbgrader", *words, *flags]
        ran = subprocess.run(
            command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout + ran.stderr


def environment(home: Path) -> dict[str, str]:
    """For a process that reads no configuration of the person who runs the tests."""
    own = {"HOME": home, "JUPYTER_CONFIG_DIR": home / ".jupyter", "JUPYTER_RUNTIME_DIR": home / ".runtime"}
    # nbgrader starts alembic by its bare name, so the virtual environment must be on the path.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {name: str(place) for name, place in own.items()} | {"PATH": path}


@contextmanager
def running(folder: Path) -> Iterator[Classroom]:
    """A classroom in ``folder``; its server is stopped at the end."""
    course = SmallCourse(folder / "course").write()
    exchange, homes = folder / "exchange", folder / "homes"
    for place in (exchange, homes):
        place.mkdir()
    exchange.chmod(0o777)
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(CONFIG.format(exchange=str(exchange)))
    with _server(course.root, folder) as (url, token):
        yield Classroom(course, exchange, homes, url, token)


@contextmanager
def _server(root: Path, folder: Path) -> Iterator[tuple[str, str]]:
    token, log = secrets.token_hex(16), folder / "server.log"
    options = {
        "ServerApp.root_dir": root,
        "IdentityProvider.token": token,
        "ServerApp.port": 0,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
    }
    command = [sys.executable, "-m", "jupyter_server", *(f"--{k}={v}" for k, v in options.items())]
    home = folder / "homes" / "instructor"
    home.mkdir()
    with log.open("w") as said:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _address(process, home / ".runtime", log, token), token
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: subprocess.Popen[bytes], runtime: Path, log: Path, token: str) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        for path in runtime.glob(f"jpserver-{process.pid}.json"):
            try:
                url = str(json.loads(path.read_text())["url"]).rstrip("/") + "/formgrader"
                request = urllib.request.Request(
                    f"{url}/api/status", headers={"Authorization": f"token {token}"}
                )
                urllib.request.urlopen(request, timeout=5).close()
            except (urllib.error.URLError, ValueError, KeyError):
                continue
            return url
        time.sleep(0.1)
    raise AssertionError(f"the Jupyter server did not start: {log.read_text()[-3000:]}")
