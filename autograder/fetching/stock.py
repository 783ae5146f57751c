"""The libraries' part of a course's data folder: what is there, and how something new gets there, whole or not at all.

<data>/.libraries/keras/datasets/mnist.npz          as in KERAS_HOME
<data>/.libraries/torch/hub/checkpoints/...         as in TORCH_HOME
<data>/.libraries/huggingface/hub/...               as in HF_HOME
<data>/.libraries/torchvision/...                   the root of torchvision's data sets
<data>/.libraries/fetched.json                      which name brought which files
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from autograder.errors import PlatformError, UsageError
from autograder.fetching import downloads
from autograder.fetching.names import Wanted
from autograder.guest.layout import LIBRARIES
from autograder.records import alone, clear_disk_errors, write_atomically

_STAGE: Final = ".fetching"
_LIST: Final = "fetched.json"
_ANSWER: Final = "answer.json"
_KEPT: Final = ("keras/datasets", "keras/models", "torch/hub/checkpoints", "huggingface/hub", "torchvision")
"""What submissions read; libraries leave settings and locks beside it."""

_LAST_LINES: Final = 20
_ADVICE: Final = "see who may write there and whether it has space, or give another folder with --to"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a name has brought: so many files and bytes; not ``is_new`` where it was there before."""

    name: str
    files: int
    size: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Stock:
    """The libraries' part of the data folder ``data``; ``python`` is that of the course, whose libraries download."""

    data: Path
    python: Path

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.data / LIBRARIES

    def has(self, name: str) -> Fetched | None:
        """What was fetched under ``name``, where all of it is still there."""
        sizes = self._listed().get(name)
        if not sizes or any(not _is_there(self.folder / path, size) for path, size in sizes.items()):
            return None
        return Fetched(name, len(sizes), sum(sizes.values()), is_new=False)

    def names(self) -> list[str]:
        """All that was fetched and is still there."""
        return [name for name in self._listed() if self.has(name)]

    def fetch(self, wanted: Wanted, *, quiet: bool = False) -> Fetched:
        """Let its library download ``wanted``, unless it is there; another command that fetches is waited for.

        Args:
            wanted: what to fetch.
            quiet: whether what the library prints is kept for complaints, and not shown on standard error.

        Raises:
            UsageError: the library is not installed, or does not know the name.
            PlatformError: there is no network, no space, or the library failed.
        """
        with clear_disk_errors(str(self.data), _ADVICE), self._held():
            if found := self.has(wanted.name):
                return found
            stage = self.folder / _STAGE
            shutil.rmtree(stage, ignore_errors=True)  # of a command that was killed
            try:
                stage.mkdir()
                self._download(wanted, stage, quiet=quiet)
                sizes = self._take(stage)
            finally:
                shutil.rmtree(stage, ignore_errors=True)
            if not sizes:
                raise PlatformError(
                    f"{wanted.library} fetched {wanted.name} without leaving a file where submissions look for it; "
                    "please report this as a bug of the autograder"
                )
            listed = {**self._listed(), wanted.name: sizes}
            write_atomically(self.folder / _LIST, json.dumps(listed, indent=1, sort_keys=True))
        return Fetched(wanted.name, len(sizes), sum(sizes.values()), is_new=True)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The folder, made where there is none, without another command that fetches into it."""
        if not self.data.exists():
            self.data.mkdir(parents=True)
            self.data.chmod(0o755)  # submissions read it as another account
        with alone(self.folder):
            yield

    def _listed(self) -> dict[str, dict[str, int]]:
        """By name, the files that it brought, with their sizes."""
        try:
            listed = json.loads((self.folder / _LIST).read_bytes())
            return {name: {path: int(size) for path, size in files.items()} for name, files in listed.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}  # then it is fetched once more

    def _download(self, wanted: Wanted, stage: Path, *, quiet: bool) -> None:
        for name in ("keras", "torch", "huggingface", "torchvision"):
            (stage / name).mkdir()
        answer = stage / _ANSWER
        order = {
            "library": wanted.library,
            "kind": wanted.kind,
            "item": wanted.item,
            "variant": wanted.variant,
            "answer": str(answer),
        }
        command = [str(self.python), "-s", str(Path(downloads.__file__)), json.dumps(order)]
        with (stage / "log").open("w+b") as log:
            _run(command, _environment(stage), log if quiet else None)
            log.seek(0)
            said = "\n".join(log.read().decode(errors="replace").splitlines()[-_LAST_LINES:])
        _complain(wanted, self.python, answer, said)

    def _take(self, stage: Path) -> dict[str, int]:
        """Move what was fetched to its place, readable by all; the sizes of the files by their places."""
        found = [path for part in _KEPT for path in _files(stage / part)]
        sizes: dict[str, int] = {}
        for path in found:
            place = path.relative_to(stage)
            (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
            if not path.is_symlink():  # those of Hugging Face's cache are relative, and move along
                path.chmod(0o644)
            sizes[str(place)] = path.lstat().st_size
            path.replace(self.folder / place)
        for place in {parent for name in sizes for parent in Path(name).parents} | {Path()}:
            (self.folder / place).chmod(0o755)  # submissions read it as another account
        return sizes


def _is_there(path: Path, size: int) -> bool:
    return os.path.lexists(path) and path.exists() and path.lstat().st_size == size


def _files(folder: Path) -> Iterator[Path]:
    """All files and links below ``folder`` but those in hidden folders, where locks are kept."""
    for place, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (Path(place, name) for name in names)


def _environment(stage: Path) -> Mapping[str, str]:
    """The environment of the download: this one, with the libraries' caches in ``stage``."""
    ours = {
        "KERAS_HOME": str(stage / "keras"),
        "TORCH_HOME": str(stage / "torch"),
        "HF_HOME": str(stage / "huggingface"),
        "TORCHVISION_ROOT": str(stage / "torchvision"),
        "HF_HUB_DISABLE_XET": "1",  # its cache would keep a second copy of everything
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    others = ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    return {name: value for name, value in os.environ.items() if name not in others} | ours


def _run(command: Sequence[str], environment: Mapping[str, str], log: IO[bytes] | None) -> None:
    # Standard output is the command's own: a library's progress bar goes where progress belongs.
    output = sys.stderr.fileno() if log is None else log
    try:
        subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
    except OSError as error:
        raise UsageError(
            f"the course's Python {command[0]} does not run ({error.strerror}); set its path in the settings"
        ) from error


def _complain(wanted: Wanted, python: Path, answer: Path, log: str) -> None:
    """Say what went wrong, if anything did."""
    try:
        said = json.loads(answer.read_bytes())
    except (OSError, ValueError):
        said = {
            "problem": "other",
            "text": "its process ended before it was done; was there too little memory?",
        }
    text, prefix = said.get("text", ""), f"{wanted.name} cannot be fetched"
    match said["problem"]:
        case "":
            return
        case "library":
            raise UsageError(
                f"{prefix}: {wanted.library} cannot be imported by {python} ({text}); install it there, for "
                "submissions need it as well"
            )
        case "name":
            raise UsageError(f"{prefix}: {text}; see the library's own list")
        case "network":
            raise PlatformError(
                f"{prefix}: its server cannot be reached from here, or does not have it ({text}); run the command "
                f"where there is internet, with --to FOLDER, and copy FOLDER/{LIBRARIES} into the data folder"
            )
        case "disk":
            raise PlatformError(f"{prefix}: the disk is full; make room and run again")
    raise PlatformError(f"{prefix}: {text}", log="\n".join((text, said.get("traceback", ""), log)))
