"""Names that nobody can turn back: made with a secret of the course, the same each time for one assignment."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.errors import PlatformError

KEY_FILE: Final = "pseudonyms.key"
_BYTES: Final = 32
_LETTERS: Final = "bcdfghjkmnpqrstvwxyz23456789"
"""No vowels, so that no words come out, and no signs that are taken for others."""
_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The pseudonyms of one assignment's students; another assignment has others, so that nobody can link them."""

    key: bytes
    assignment: str

    def __call__(self, student: str) -> str:
        """Two times four letters; of a class of 1000, two get the same one time in a million."""
        message = f"{len(self.assignment)}:{self.assignment}{student}".encode()
        number = int.from_bytes(hmac.new(self.key, message, hashlib.sha256).digest(), "big")
        letters = ""
        for _ in range(_LENGTH):
            number, place = divmod(number, len(_LETTERS))
            letters += _LETTERS[place]
        return f"{letters[:4]}-{letters[4:]}"


def pseudonyms(state: Path, assignment: str) -> Pseudonyms:
    """Those of ``assignment``; the secret lies in ``state`` (``<course>/.autograder``) and is made there once.

    Raises:
        PlatformError: the secret cannot be read or written, or is damaged.
    """
    place = state / KEY_FILE
    try:
        with suppress(FileExistsError):
            _make(place)
        text = place.read_text(encoding="ascii")
        key = bytes.fromhex(text)
    except OSError as error:
        raise PlatformError(
            f"the secret of the pseudonyms cannot be used ({place}: {error.strerror}); see who may read and write there"
        ) from error
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise PlatformError(
            f"the secret of the pseudonyms in {place} is damaged; delete the file, and everybody gets a new pseudonym"
        )
    return Pseudonyms(key, assignment)


def _make(place: Path) -> None:
    """Put a new secret there, whole or not at all; of two commands at once, one wins.

    Raises:
        FileExistsError: there is one.
    """
    if place.exists():
        raise FileExistsError(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_name(f".{place.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(_BYTES))
        os.link(aside, place)
    finally:
        aside.unlink(missing_ok=True)
