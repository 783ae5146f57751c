"""The two lines of ``nbgrader_config.py``: whether they are there, and how they are added."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.settings import load_config

CONFIG = "nbgrader_config.py"
KEPT_AS = CONFIG + ".before-autograder"

_LINES = """\

# Grading and feedback by autograder; without these lines they are nbgrader's own.
from autograder.dropin import use

use({config})
"""


@dataclass(frozen=True)
class ConfigFile:
    """A course's ``nbgrader_config.py``, read but not run."""

    path: Path
    content: bytes
    encoding: str
    tree: ast.Module

    @property
    def is_wired(self) -> bool:
        """Whether the file calls ``autograder.dropin.use`` already."""
        names = {"dropin.use", "autograder.dropin.use"}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "autograder.dropin":
                names |= {alias.asname or alias.name for alias in node.names if alias.name == "use"}
        calls = (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))
        return any(ast.unparse(call.func) in names for call in calls)

    @property
    def addition(self) -> bytes:
        """What belongs at the end of the file, in its own encoding and with its own line ends."""
        text = _LINES.format(config=_name_of_config(self.tree))
        if self.content and not self.content.endswith((b"\n", b"\r")):
            text = "\n" + text
        if b"\r\n" in self.content:
            text = text.replace("\n", "\r\n")
        return text.encode(self.encoding.removesuffix("-sig"))


def read_config(root: Path) -> ConfigFile:
    """The configuration of the course in ``root``, which must have one.

    Raises:
        UsageError: it is no Python, or cannot be read.
    """
    path = root / CONFIG
    try:
        content = path.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return ConfigFile(path, content, encoding, ast.parse(content, str(path)))
    except (OSError, SyntaxError, ValueError) as error:
        raise UsageError(f"{path} cannot be read as Python ({error}); mend it first") from error


def wire(config: ConfigFile) -> None:
    """Add the lines at the end of the file, after a copy of it was put beside it.

    The file is appended to, so its owner, its mode and links to it stay. If it does not load afterwards, it is
    put back as it was.

    Raises:
        UsageError: the file does not load, as it was or with the lines.
        OSError: the folder cannot be written.
    """
    load_config(config.path.parent)
    _keep_copy(config)
    with config.path.open("ab") as file:
        file.write(config.addition)
    try:
        load_config(config.path.parent)
    except UsageError as error:
        config.path.write_bytes(config.content)
        raise UsageError(
            f"{config.path} does not load with our lines at its end and was left as it was: {error}"
        ) from error


def _keep_copy(config: ConfigFile) -> None:
    """An older copy is of an older state, and stays."""
    copies = (config.path.with_name(KEPT_AS + (f"-{n}" if n else "")) for n in range(1000))
    copy = next(copy for copy in copies if not copy.exists() or copy.read_bytes() == config.content)
    copy.write_bytes(config.content)


def _name_of_config(tree: ast.Module) -> str:
    """What the configuration is called at the end of the file; a call that gives it where no name is certain."""
    given = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.value) == "get_config()"
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    name = given[-1] if given else "c"  # traitlets binds c itself before it runs the file
    bound = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]
    rebound = sum(not isinstance(node.ctx, ast.Load) for node in bound) > given.count(name)
    return "get_config()" if rebound else name
