"""One settings object with one precedence: flags, then environment, then ``nbgrader_config.py``, then defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from traitlets.config import Config

from autograder.errors import UsageError

_ENVIRONMENT_PREFIX: Final = "AUTOGRADER_"
_CHOICES: Final = {
    "in_place": ("auto", "always", "never"),
    "notebook_checks": ("marked", "visible", "all"),
    "outputs_after_hidden": ("withheld", "shown"),
}
_A_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How submissions are graded.

    Times are in seconds of wall clock, sizes in MiB. ``preload`` lists the modules that the fork server
    imports; left empty, they are read off the assignment's own imports. ``python`` is the interpreter of
    the course's environment; left empty, it is this one. ``hidden_feedback`` says how much students see of
    a hidden check: ``nothing``, its ``name``, its ``message`` too, or ``all``, which is also what they see from
    ``reveal_hidden_after`` on (a date with a time, UTC where it names no zone). ``in_place`` says whether a check
    sees what a student's function did to its arguments: ``auto`` where the function returned nothing, ``always``
    or ``never``. ``notebook_checks`` says which check cells may run in the student's process when nothing else
    works: ``marked`` ones, also unmarked ones with no hidden line (``visible``), or ``all``.
    ``outputs_after_hidden`` says whether students see what their code puts out once it has met hidden inputs:
    ``withheld`` or ``shown``. ``attempts`` is how many different submissions of a student learn how hidden checks
    ended, 0 for all; ``final_share`` (0 to 1) which share of the hidden test functions nobody learns of. Both end
    when hidden checks are revealed. ``shuffle`` (for audits) orders the test functions of each check cell by
    chance, another order for each number; 0 keeps them as they are written.
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
    reveal_hidden_after: str = ""
    in_place: str = "auto"
    notebook_checks: str = "visible"
    outputs_after_hidden: str = "withheld"
    attempts: int = 0
    final_share: float = 0.0
    python: str = ""
    shuffle: int = 0
    assignments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def revealed_from(self) -> datetime | None:
        """The moment from which on students see hidden checks wholly; ``None`` for never.

        Raises:
            UsageError: ``reveal_hidden_after`` is no date.
        """
        text = self.reveal_hidden_after.strip().removesuffix("UTC").rstrip()
        try:
            moment = datetime.fromisoformat(text) if text else None
        except ValueError:
            raise UsageError(
                f"reveal_hidden_after is {self.reveal_hidden_after!r}, which is no date; write one such as "
                '"2026-12-24 12:00", or "2026-12-24 12:00+01:00" where the time is not UTC'
            ) from None
        return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def load_settings(config: Config, flags: Mapping[str, Any], assignment: str = "") -> Settings:
    """The settings of a course, whose ``nbgrader_config.py`` is ``config``; flags that are ``None`` are unset.

    What the course sets for ``assignment`` alone goes before what it sets for all.

    Raises:
        UsageError: a setting does not exist or is of a wrong kind; says which and where it was set.
    """
    settings = _updated(Settings(), nbgraders_limits(config), "c.Execute in nbgrader_config.py")
    settings = _updated(settings, dict(config.get("Autograder", {})), "c.Autograder in nbgrader_config.py")
    own = settings.assignments.get(assignment, {})
    settings = _updated(settings, own, f"c.Autograder.assignments[{assignment!r}]")
    environment = {
        f.name: os.environ[_ENVIRONMENT_PREFIX + f.name.upper()]
        for f in fields(Settings)
        if _ENVIRONMENT_PREFIX + f.name.upper() in os.environ
    }
    settings = _updated(settings, environment, "the environment")
    settings = _updated(settings, {k: v for k, v in flags.items() if v is not None}, "the command line")
    _check_choices(settings)
    _ = settings.revealed_from  # a wrong date is told now, not on the day that it was meant for
    return settings


def _check_choices(settings: Settings) -> None:
    for name, choices in _CHOICES.items():
        if getattr(settings, name) not in choices:
            raise UsageError(f"{name} is {getattr(settings, name)!r}; it can be {', '.join(choices)}")
    if settings.final_share > 1:
        raise UsageError(f"final_share is {settings.final_share:g}; it can be from 0 to 1, say 0.3")


def nbgraders_limits(config: Config) -> dict[str, Any]:
    """What the course sets for nbgrader's own execution, as settings of ours; nbgrader's defaults are not imposed.

    ``c.Execute.timeout`` is the time of one cell in seconds; ``None`` and less than 1 mean no limit there.
    """
    for section in ("Execute", "ExecutePreprocessor"):
        if "timeout" in config.get(section, {}):
            timeout = config[section]["timeout"]
            unlimited = timeout is None or (isinstance(timeout, (int, float)) and timeout < 1)
            # The submission's own time still bounds it.
            return {"cell_seconds": _A_DAY if unlimited else timeout}
    return {}


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
    except (Exception, SystemExit) as error:
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
