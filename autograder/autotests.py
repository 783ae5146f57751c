"""``### AUTOTEST`` lines of a source notebook, expanded by nbgrader's own ``InstantiateTests``.

It runs the author's notebook in a Jupyter kernel to learn the values that the checks expect. That costs
seconds, so the expanded cells are kept in the course's state folder under the digest of all they depend on.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
import multiprocessing
import os
import sys
from collections.abc import Mapping
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from nbformat import NotebookNode
from traitlets.config import Config

from autograder.errors import AssignmentError
from autograder.records import write_atomically

_DELIMITER: Final = "AUTOTEST"
_TEMPLATES: Final = "autotests.yml"


def has_autotests(node: NotebookNode, config: Config) -> bool:
    """Whether a code cell of ``node`` holds the delimiter; nbgrader looks no closer than that."""
    delimiter = str(_own(config).get("autotest_delimiter", _DELIMITER))
    return any(cell.cell_type == "code" and delimiter in cell.source for cell in node.cells)


def expanded(node: NotebookNode, path: Path, config: Config, course: Path) -> NotebookNode:
    """A copy of the author's notebook ``node``, read from ``path``, with its AUTOTEST lines written out.

    Raises:
        AssignmentError: a line cannot be expanded; names the cell.
    """
    kept = course / ".autograder" / "autotests" / f"{_digest(node, path, config, course)}.json"
    sources = _read(kept, len(node.cells))
    if sources is None:
        sources = _in_a_process_of_its_own(node, path, config, course)
        # A course that cannot be written only pays again the next time.
        with contextlib.suppress(OSError):
            write_atomically(kept, json.dumps(sources))
    made = copy.deepcopy(node)
    for cell, source in zip(made.cells, sources, strict=True):
        cell.source = source
    return made


def _own(config: Config) -> Mapping[str, Any]:
    section: Mapping[str, Any] = config.get("InstantiateTests", {})
    return section


def _digest(node: NotebookNode, path: Path, config: Config, course: Path) -> str:
    """Hash of the notebook, the files it may read, the templates, the configuration and the versions."""
    templates = course / str(_own(config).get("autotest_filename", _TEMPLATES))
    files = sorted(p for p in path.parent.rglob("*") if p.is_file() and p != path and p.suffix != ".pyc")
    parts = [version("nbgrader"), sys.version, _own(config), node.metadata, [c.source for c in node.cells]]
    # A function in the configuration has no text; the configuration's own file, below, has.
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=lambda function: "").encode())
    for file in (*files, templates, course / "nbgrader_config.py"):
        if file.is_file():
            digest.update(f"|{file.name}|{file.stat().st_size}|".encode() + file.read_bytes())
    return digest.hexdigest()


def _read(kept: Path, cells: int) -> list[str] | None:
    try:
        sources = json.loads(kept.read_bytes())
    except (OSError, ValueError):
        return None
    sound = isinstance(sources, list) and len(sources) == cells and all(isinstance(s, str) for s in sources)
    return sources if sound else None


def _in_a_process_of_its_own(node: NotebookNode, path: Path, config: Config, course: Path) -> list[str]:
    """The sources of all cells; the kernel's client has threads, and the pool must fork without any."""
    # Forked, because a configuration may hold functions, which cannot be sent.
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(sender, node, path, config, course))
    process.start()
    sender.close()
    try:
        refusal, sources = receiver.recv()
    except EOFError:
        refusal, sources = f"{path}: the process that expands its AUTOTEST lines ended; try it again", []
    finally:
        receiver.close()
        process.join()
    if refusal:
        raise AssignmentError(refusal)
    return list(sources)


def _run(sender: Connection, node: NotebookNode, path: Path, config: Config, course: Path) -> None:
    # The kernel writes its warnings to the streams that it inherits.
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
    try:
        sender.send(("", _instantiate(node, path, config, course)))
    except AssignmentError as error:
        sender.send((str(error), []))


def _instantiate(node: NotebookNode, path: Path, config: Config, course: Path) -> list[str]:
    from nbgrader.preprocessors import InstantiateTests

    make: Any = InstantiateTests  # nbgrader leaves it untyped
    step, made, at = make(config=config), copy.deepcopy(node), [""]
    step.log.disabled = True  # what it logs is said again, with the cell's name, in the error
    one_cell = step.preprocess_cell

    def noted(cell: NotebookNode, resources: dict[str, Any], index: int) -> Any:
        at[0] = f", cell {cell.metadata.get('nbgrader', {}).get('grade_id') or index + 1!r}"
        return one_cell(cell, resources, index)

    step.preprocess_cell = noted
    try:
        # nbgrader looks for the templates beside the notebook, then in the folder where it runs.
        with contextlib.chdir(course):
            made, _ = step.preprocess(made, {"metadata": {"path": str(path.parent.absolute())}})
    except Exception as error:
        raise AssignmentError(
            f"{path}{at[0]}: its AUTOTEST lines cannot be expanded ({_reason(error)}); mend it and try it with "
            "`nbgrader generate_assignment`"
        ) from error
    finally:
        if step.kc is not None:  # nbgrader ends its kernel only where all went well
            step.kc.shutdown()
            step.kc.stop_channels()
    return [cell.source for cell in made.cells]


def _reason(error: Exception) -> str:
    from nbclient.exceptions import CellExecutionError

    if isinstance(error, FileNotFoundError):
        return f"there is no {error.filename} in the assignment's folder or the course's"
    if type(error) is Exception and not str(error):
        return "they must stand in an autograder-tests cell"
    if isinstance(error, CellExecutionError):
        return f"its code raised {error.ename}: {error.evalue}"[:300]
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
