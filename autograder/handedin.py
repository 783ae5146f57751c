"""Which file of a submission is which notebook of the assignment, also when it was renamed.

Browsers, Jupyter and macOS rename what they copy: ``hw (1).ipynb``, ``hw-Copy1.ipynb``, letters taken apart.
A renamed notebook is taken where there is no doubt, and the student is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from autograder.archives.names import harmless
from autograder.assignment import Notebook
from autograder.errors import SubmissionError
from autograder.matching import resemblance
from autograder.reading import read_notebook
from autograder.submission import Submission

_ENOUGH: Final = 0.5
"""The share of the assignment's cells that a file of another name must hold to be taken for a notebook."""

_MOST_CANDIDATES: Final = 20
"""So many files of other names are opened, and no more: a folder may hold a thousand."""

_COPY_MARK: Final = re.compile(r"(?i)[\s_-]*(\(\d+\)|copy\s?\d*|copy of|kopie|final|submission)[\s_-]*")


@dataclass(frozen=True, slots=True)
class NotebookFile:
    """One notebook as it was handed in: its path and content, or why there is none."""

    path: str = ""
    data: bytes | None = None
    why_missing: str = ""
    notes: tuple[str, ...] = ()


def find_notebooks(notebooks: Sequence[Notebook], submission: Submission) -> Mapping[str, NotebookFile]:
    """For each of the assignment's ``notebooks``, by name, the file that was handed in for it."""
    files = {path: data for path, data in submission.files.items() if path.lower().endswith(".ipynb")}
    wanted = {f"{notebook.name}.ipynb" for notebook in notebooks}
    others = {path: data for path, data in files.items() if path not in wanted}
    missing = [notebook for notebook in notebooks if f"{notebook.name}.ipynb" not in files]
    taken = {notebook.name: _choice(notebook, others) for notebook in missing}
    found = {}
    for notebook in notebooks:
        name = f"{notebook.name}.ipynb"
        path = name if name in files else taken[notebook.name]
        if path is None or list(taken.values()).count(path) > 1:
            found[notebook.name] = NotebookFile(why_missing=_why_missing(notebook, submission, others))
        elif path == name:
            found[notebook.name] = NotebookFile(path, files[path])
        else:
            note = f"{harmless(path)} was taken for {name}; hand it in under that name the next time"
            found[notebook.name] = NotebookFile(harmless(path), files[path], notes=(note,))
    return found


def _choice(notebook: Notebook, others: Mapping[str, bytes]) -> str | None:
    """The one file that must be meant; ``None`` when there is none, or no telling which."""
    named = [path for path in others if _bare(path) == _bare(notebook.name)]
    if len(named) == 1:
        return named[0]
    alike = [path for path in list(others)[:_MOST_CANDIDATES] if _resembles(notebook, others[path])]
    alike = [path for path in alike if path in named] or alike
    return alike[0] if len(alike) == 1 else None


def _bare(path: str) -> str:
    """A name without what copying adds to it: ``HW-Copy1 (2).ipynb`` and ``hw`` are the same."""
    stem = PurePath(path).name
    stem = stem[: -len(".ipynb")] if stem.lower().endswith(".ipynb") else stem
    composed = unicodedata.normalize("NFKC", stem)
    return re.sub(r"[\s_-]+", "", _COPY_MARK.sub("", composed)).casefold()


def _resembles(notebook: Notebook, data: bytes) -> bool:
    try:
        return resemblance(notebook, read_notebook(data).cells) >= _ENOUGH
    except SubmissionError:
        return False


def _why_missing(notebook: Notebook, submission: Submission, others: Mapping[str, bytes]) -> str:
    name = f"{notebook.name}.ipynb"
    place = submission.folder / name
    if place.is_symlink():
        return f"{name} is a link, not a notebook; hand in the file itself"
    if place.is_dir():
        return f"{name} is a folder, not a notebook; hand in the file itself"
    if others:
        shown = ", ".join(harmless(path) for path in sorted(others)[:3])
        return f"the notebook {name} was not handed in, and it is not clear that {shown} should be it"
    return f"the notebook {name} was not handed in"
