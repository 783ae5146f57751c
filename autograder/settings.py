"""One settings object with one precedence: flags, then environment, then ``nbgrader_config.py``, then defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from traitlets.config import Config

from autograder.errors import UsageError

_ENVIRONMENT_PREFIX: Final = "AUTOGRADER_"


@dataclass(frozen=True, slots=True)
class Settings:
    """How submissions are graded.

    Times are in seconds of wall clock, sizes in MiB. ``preload`` lists the modules that the fork server
    imports; left empty, they are read off the assignment's own imports. ``python`` is the interpreter of
    the course's environment; left empty, it is this one. ``hidden_feedback`` says how much students see of
    a hidden check: ``nothing``, its ``name``, or its ``message`` too.
    """

    sandbox: str = "bubblewrap"
    jobs: int = 0
    seed: int = 20240229
    threads: int = 1
    cell_seconds: float = 120.0
    check_seconds: float = 60.0
    submission_seconds: float = 900.0
    restarts: int = 5
    memory: int = 2048
    tmp: int = 256
    pids: int = 256
    preload: tuple[str, ...] = ()
    data_dir: str = ""
    hidden_feedback: str = "message"
    python: str = ""
    assignments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def load_settings(config: Config, flags: Mapping[str, Any], assignment: str = "") -> Settings:
    """The settings of a course, whose ``nbgrader_config.py`` is ``config``; flags that are ``None`` are unset.

    What the course sets for ``assignment`` alone goes before what it sets for all.

    Raises:
        UsageError: a setting does not exist or is of a wrong kind; says which and where it was set.
    """
    settings = _updated(Settings(), dict(config.get("Autograder", {})), "c.Autograder in nbgrader_config.py")
    own = settings.assignments.get(assignment, {})
    settings = _updated(settings, own, f"c.Autograder.assignments[{assignment!r}]")
    environment = {
        f.name: os.environ[_ENVIRONMENT_PREFIX + f.name.upper()]
        for f in fields(Settings)
        if _ENVIRONMENT_PREFIX + f.name.upper() in os.environ
    }
    settings = _updated(settings, environment, "the environment")
    return _updated(settings, {k: v for k, v in flags.items() if v is not None}, "the command line")


def load_config(course: Path) -> Config:
    """The course's ``nbgrader_config.py``; empty where there is none.

    Raises:
        UsageError: it cannot be run.
    """
    from traitlets.config.loader import PyFileConfigLoader

    path = course / "nbgrader_config.py"
    if not path.is_file():
        return Config()
    try:
        config: Config = PyFileConfigLoader(path.name, path=str(course)).load_config()
    except Exception as error:
        raise UsageError(f"{path} cannot be run ({type(error).__name__}: {error}); mend it first") from error
    return config


def _updated(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    known = {f.name: getattr(Settings(), f.name) for f in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            raise UsageError(
                f"{where} sets {name!r}, which is no setting; there are: {', '.join(sorted(known))}"
            )
        settings = replace(settings, **{name: _converted(name, value, known[name], where)})
    return settings


def _converted(name: str, value: Any, default: Any, where: str) -> Any:
    try:
        if isinstance(default, tuple):
            names = value.split(",") if isinstance(value, str) else value
            return tuple(str(name).strip() for name in names if str(name).strip())
        if isinstance(default, Mapping):
            return {key: dict(values) for key, values in value.items()}
        if isinstance(value, bool):
            raise TypeError
        number = type(default)(value)
    except (TypeError, ValueError, AttributeError):
        kinds = {
            int: "a whole number",
            float: "a number",
            tuple: "a list",
            dict: "a dictionary of dictionaries",
        }
        kind = kinds.get(type(default), "a text")
        raise UsageError(f"{where} sets {name} to {value!r}; it should be {kind}") from None
    if isinstance(number, (int, float)) and not 0 <= number < float("inf"):
        raise UsageError(f"{where} sets {name} to {value!r}; it should not be negative")
    return number
