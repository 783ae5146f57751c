"""Regular files are taken in, within limits; links, pipes and folders are not; an archive gives its files."""

from __future__ import annotations

import gzip
import io
import os
import socket
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest

from autograder.archives.caps import Caps
from autograder.submission import Submission, take_in

MIB = 1 << 20


def zipped(**files: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, data in files.items():
            writer.writestr(name.replace("_", "."), data)
    return archive.getvalue()


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


@pytest.mark.parametrize(
    "written",
    ["the day before yesterday", "9" * 400, "2026-03-01 12:00:00 /etc/localtime", "2026-13-01", "\x1b[2J"],
)
def test_what_is_no_time_of_submission_is_noted_and_costs_nothing(tmp_path: Path, written: str) -> None:
    (tmp_path / "timestamp.txt").write_text(written)
    (tmp_path / "hw.ipynb").write_bytes(b"{}")
    found = take_in("bob", tmp_path)
    assert (found.timestamp, found.refusal, list(found.files)) == (None, "", ["hw.ipynb"])
    (problem,) = found.problems
    assert problem.startswith("timestamp.txt says")
    assert problem.isprintable()


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert take_in("bob", tmp_path / "nowhere").files == {}


def test_links_pipes_and_sockets_are_left_out_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").write_text("x")
    (tmp_path / "hw.ipynb").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").symlink_to("/etc")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # the path of a socket has little room
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        found = take_in("bob", tmp_path)
    assert set(found.files) == {"real"}
    assert [problem.split()[0] for problem in found.problems] == [
        "folder",
        "hw.ipynb",
        "loop",
        "pipe",
        "socket",
    ]


def test_what_is_no_file_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "device")  # which only root could make, and which opening would start
    swapper = Swapper("device", lambda: None)
    monkeypatch.setattr(os, "open", swapper)
    assert take_in("bob", tmp_path).problems == ("device is not a regular file and was left out",)
    assert not swapper.done


def test_a_pipe_with_the_name_of_the_timestamp_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "timestamp.txt")
    assert take_in("bob", tmp_path).timestamp is None


def test_a_folder_that_is_named_like_a_notebook_is_no_notebook(tmp_path: Path) -> None:
    (tmp_path / "hw.ipynb").mkdir()
    (tmp_path / "hw.ipynb/inner.txt").write_text("x")
    assert set(take_in("bob", tmp_path).files) == {"hw.ipynb/inner.txt"}


def test_too_many_files_or_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "timestamp.txt").write_bytes(b"1")
    for number in range(4):
        (tmp_path / f"{number}.txt").write_bytes(b"12345")
    assert take_in("bob", tmp_path, Caps(files=5, total_bytes=21)).refusal == ""
    for caps in (Caps(files=4), Caps(total_bytes=20), Caps(entries=4)):
        found = take_in("bob", tmp_path, caps)
        assert "hand in the notebooks" in found.refusal
        assert (found.files, found.timestamp) == ({}, "1")
    assert take_in("bob", tmp_path, Caps(total_bytes=3)).refusal.startswith("0.txt is larger than")


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch])
def test_a_folder_of_very_many_entries_is_refused_before_it_is_read_to_its_end(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    for number in range(3_000):
        make(tmp_path / f".{number}")
    with os.scandir(tmp_path) as entries:
        assert len(list(entries)) == 3_000
    seen = []

    class Counted:
        def __init__(self, *args: Any) -> None:
            self._inner = real(*args)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *exc: object) -> None:
            self._inner.close()

        def __iter__(self) -> Any:
            for entry in self._inner:
                seen.append(entry.name)
                yield entry

    real = os.scandir
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", Counted)
        assert "more than 1000 files" in take_in("bob", tmp_path, Caps(entries=100)).refusal
    assert len(seen) == 101


def test_a_folder_of_great_depth_costs_only_what_lies_deep(tmp_path: Path) -> None:
    (tmp_path / "hw.ipynb").write_text("{}")
    tmp_path.joinpath(*"d" * 200).mkdir(parents=True)
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    found = take_in("bob", tmp_path)
    assert (set(found.files), found.refusal) == ({"hw.ipynb"}, "")
    assert found.problems[0].endswith("lies more than 32 folders deep and was left out")
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors


def test_names_that_are_not_utf8_or_hold_control_characters_are_left_out(tmp_path: Path) -> None:
    for name in (b"\xff.csv", b"a\nb.csv", b"a\x1b[2J", b"good\xc3\xa9.csv"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    found = take_in("bob", tmp_path)
    assert set(found.files) == {"goodé.csv"}
    assert len(found.problems) == 3
    assert all(problem.isprintable() for problem in found.problems)


def test_a_sparse_file_of_a_terabyte_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "a.bin").open("wb") as file:
        file.truncate(1 << 40)
    assert take_in("bob", tmp_path).refusal == "a.bin is larger than 200 MiB; hand in less"


def test_files_that_are_too_much_together_are_not_all_read(tmp_path: Path) -> None:
    for number in range(10):
        with (tmp_path / f"{number}.bin").open("wb") as file:
            file.truncate(3 * MIB)
    tracemalloc.start()
    found = take_in("bob", tmp_path, Caps(total_bytes=4 * MIB))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "4 MiB" in found.refusal
    assert peak < 4 * MIB


def test_very_many_problems_are_counted_and_not_listed(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number}").symlink_to("/etc/passwd")
    problems = take_in("bob", tmp_path).problems
    assert (len(problems), problems[-1]) == (21, "so it was with 30 more files")


class Swapper:
    """Opens as ``os.open`` does, but something else happens just before one name is opened."""

    def __init__(self, name: str, swap: Callable[[], None]) -> None:
        self._name, self._swap, self._open = name, swap, os.open
        self.done = False

    def __call__(self, path: Any, flags: int, *args: Any, **named: Any) -> int:
        if Path(path).name == self._name and not self.done:
            self.done = True
            self._swap()
        return self._open(path, flags, *args, **named)


@pytest.mark.parametrize("kind", ["file", "folder", "pipe"])
def test_a_link_or_pipe_put_in_the_place_of_a_file_while_it_is_read_is_not_followed(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.csv").write_text("expected values")
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.csv").write_text("mine")

    def swap() -> None:
        (work / "a.csv").unlink()
        if kind == "pipe":
            os.mkfifo(work / "a.csv")
        else:
            (work / "a.csv").symlink_to(secret if kind == "folder" else secret / "a.csv")

    swapper = Swapper("a.csv", swap)
    monkeypatch.setattr(os, "open", swapper)
    found = take_in("bob", work)
    assert swapper.done
    assert (found.files, len(found.problems)) == ({}, 1)


@pytest.mark.parametrize("moment", ["before the folder is opened", "before its file is opened"])
def test_a_link_put_in_the_place_of_a_folder_leads_nowhere(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, work = tmp_path / "secret", tmp_path / "work"
    for folder, text in ((secret, "expected values"), (work / "data", "mine")):
        folder.mkdir(parents=True)
        (folder / "a.csv").write_text(text)

    def swap() -> None:
        (work / "data").rename(tmp_path / "away")
        (work / "data").symlink_to(secret)

    swapper = Swapper("data" if moment == "before the folder is opened" else "a.csv", swap)
    monkeypatch.setattr(os, "open", swapper)
    found = take_in("bob", work)
    assert swapper.done
    assert found.files == ({} if moment == "before the folder is opened" else {"data/a.csv": b"mine"})


def test_a_file_that_grows_while_it_is_read_is_taken_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("mine")
    real = os.fstat

    def grown(descriptor: int) -> os.stat_result:
        status = real(descriptor)
        os.truncate(tmp_path / "a.csv", 64 * MIB)
        return status

    monkeypatch.setattr(os, "fstat", grown)
    assert take_in("bob", tmp_path).files == {"a.csv": b"mine"}


# Archives


def test_one_archive_stands_for_the_notebook_it_holds(tmp_path: Path) -> None:
    (tmp_path / "hw.zip").write_bytes(zipped(hw_ipynb=b"{}", a_csv=b"1"))
    (tmp_path / "notes.txt").write_text("see the archive")
    found = take_in("bob", tmp_path)
    assert found.files == {"hw.ipynb": b"{}", "a.csv": b"1", "notes.txt": b"see the archive"}
    assert found.problems == ("hw.zip was unpacked; hand in the notebook itself the next time",)
    assert {path.name for path in tmp_path.iterdir()} == {"hw.zip", "notes.txt"}


def test_an_archive_beside_a_notebook_is_a_plain_file(tmp_path: Path) -> None:
    data = zipped(hw_ipynb=b"other")
    (tmp_path / "data.zip").write_bytes(data)
    (tmp_path / "HW.IPYNB").write_bytes(b"{}")
    found = take_in("bob", tmp_path)
    assert (found.files, found.problems) == ({"data.zip": data, "HW.IPYNB": b"{}"}, ())


def test_two_archives_without_a_notebook_are_refused(tmp_path: Path) -> None:
    for name in ("a.zip", "b.tgz"):
        (tmp_path / name).write_bytes(zipped(hw_ipynb=b"{}"))
    found = take_in("bob", tmp_path)
    refusal = "there is no notebook but 2 archives (a.zip, b.tgz); hand in the notebook itself"
    assert (found.files, found.refusal) == ({}, refusal)


def test_an_archive_of_another_kind_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "hw.rar").write_bytes(b"Rar!")
    found = take_in("bob", tmp_path)
    assert found.problems == (
        "hw.rar is an archive of a kind that is not unpacked; hand in the notebook itself",
    )


def test_an_archive_cannot_say_when_it_was_handed_in(tmp_path: Path) -> None:
    (tmp_path / "hw.zip").write_bytes(zipped(hw_ipynb=b"{}", timestamp_txt=b"2001-01-01 00:00:00 UTC"))
    assert take_in("bob", tmp_path).timestamp is None
    (tmp_path / "timestamp.txt").write_text("2024-02-29 12:00:00 UTC")
    assert take_in("bob", tmp_path).timestamp == "2024-02-29 12:00:00 UTC"


def test_a_damaged_archive_is_a_refusal_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "hw.tgz").write_bytes(gzip.compress(b"x" * 5_000)[:-9])
    (tmp_path / "timestamp.txt").write_text("1")
    found = take_in("bob", tmp_path)
    assert found.refusal.startswith("hw.tgz cannot be unpacked: it is damaged")
    assert (found.files, found.timestamp) == ({}, "1")


def test_what_an_archive_holds_is_bounded_as_a_folder_is(tmp_path: Path) -> None:
    (tmp_path / "hw.zip").write_bytes(zipped(hw_ipynb=bytes(5 * MIB)))
    assert "4 MiB" in take_in("bob", tmp_path, Caps(total_bytes=4 * MIB)).refusal
    assert take_in("bob", tmp_path, Caps(total_bytes=5 * MIB)).refusal == ""


# The digest


def test_the_digest_depends_on_names_and_bytes_but_not_on_the_time() -> None:
    def digest(**files: bytes) -> str:
        return Submission("bob", Path("/x"), files, None).digest

    assert digest(a=b"1", b=b"2") == digest(b=b"2", a=b"1")
    assert (
        len({digest(a=b"1"), digest(a=b"2"), digest(b=b"1"), digest(a=b"1", b=b""), digest(a=b"", b=b"1")})
        == 5
    )


def test_the_digest_depends_on_what_was_left_out_and_refused() -> None:
    digests = {
        Submission("bob", Path("/x"), {}, None, problems, refusal, archive).digest
        for problems in ((), ("a was left out",))
        for refusal in ("", "too large")
        for archive in ("", "f00d")
    }
    assert len(digests) == 8


def test_the_digest_depends_on_the_archive_that_was_handed_in(tmp_path: Path) -> None:
    contents = [
        zipped(hw_ipynb=b"{}"),
        zipped(hw_ipynb=b"[]"),
        zipped(hw_ipynb=b"{}", x=b"")[:-1],
        b"",
        b"PK",
    ]
    digests = set()
    for content in contents:
        (tmp_path / "hw.zip").write_bytes(content)
        digests.add(take_in("bob", tmp_path).digest)
    assert len(digests) == len(contents)
