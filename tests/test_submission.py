"""Regular files are taken in, within limits; links, pipes and folders are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder import submission
from autograder.submission import Submission, take_in


def test_regular_files_are_taken_in_with_their_folders(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.csv").write_text("1")
    (tmp_path / "hw.ipynb").write_bytes(b"{}")
    (tmp_path / "timestamp.txt").write_text("2024-02-29 12:00:00 UTC\n")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints/hw-checkpoint.ipynb").write_text("old")
    found = take_in("bob", tmp_path)
    assert found.files == {"data/a.csv": b"1", "hw.ipynb": b"{}"}
    assert found.timestamp == "2024-02-29 12:00:00 UTC"
    assert (found.problems, found.refusal) == ((), "")


def test_links_pipes_and_sockets_are_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("x")
    (tmp_path / "hw.ipynb").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").symlink_to("/etc")
    os.mkfifo(tmp_path / "pipe")
    found = take_in("bob", tmp_path)
    assert set(found.files) == {"real"}
    assert {problem.split()[0] for problem in found.problems} >= {"hw.ipynb", "loop", "pipe"}


def test_a_folder_that_is_named_like_a_notebook_is_no_notebook(tmp_path: Path) -> None:
    (tmp_path / "hw.ipynb").mkdir()
    (tmp_path / "hw.ipynb/inner.txt").write_text("x")
    assert set(take_in("bob", tmp_path).files) == {"hw.ipynb/inner.txt"}


def test_too_many_files_or_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").write_bytes(b"12345")
    assert take_in("bob", tmp_path).refusal == ""
    monkeypatch.setattr(submission, "_MAX_FILES", 3)
    assert "hand in the notebooks" in take_in("bob", tmp_path).refusal
    monkeypatch.setattr(submission, "_MAX_FILES", 9)
    monkeypatch.setattr(submission, "_MAX_TOTAL_BYTES", 19)
    assert "hand in the notebooks" in take_in("bob", tmp_path).refusal
    monkeypatch.setattr(submission, "_MAX_TOTAL_BYTES", 3)
    assert "larger than" in take_in("bob", tmp_path).refusal


def test_the_digest_depends_on_names_and_bytes_but_not_on_the_time() -> None:
    def digest(**files: bytes) -> str:
        return Submission("bob", Path("/x"), files, None).digest

    assert digest(a=b"1", b=b"2") == digest(b=b"2", a=b"1")
    assert (
        len({digest(a=b"1"), digest(a=b"2"), digest(b=b"1"), digest(a=b"1", b=b""), digest(a=b"", b=b"1")})
        == 5
    )
