"""Sockets and pipes in folders that are shown."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import covers


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a server, a pipe, a file and a link to the server."""
    folder = tmp_path / "shown/deep"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)  # a socket's path is bounded to 108 bytes
    os.mkfifo("pipe")
    Path("file").touch()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("agent")
        Path("link").symlink_to("agent")
        yield tmp_path / "shown"


def test_sockets_and_pipes_of_a_searched_folder_are_covered(shown: Path) -> None:
    found = covers.covered({shown: "/data"}, [shown])
    assert list(found) == ["/data/deep/agent", "/data/deep/pipe"]


def test_nothing_is_covered_that_is_not_shown(shown: Path, tmp_path: Path) -> None:
    assert list(covers.covered({tmp_path / "other": "/data"}, [shown])) == []


def test_a_socket_that_is_bound_by_its_whole_path_is_found_without_a_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = Path("/tmp") / f"covers-{os.getpid()}"
    short.symlink_to(tmp_path)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(short / "a b"))
            assert list(covers.covered({tmp_path: "/usr/x"}, [])) == ["/usr/x/a b"]
    finally:
        short.unlink()
