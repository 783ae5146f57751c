"""``use(c)``: what it sets, what it leaves alone, and that it costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.dropin import EXPORTER, FEEDBACK_EXPORTER, STEPS, use
from autograder.settings import load_config


def test_everything_that_it_names_exists() -> None:
    for path in (EXPORTER, FEEDBACK_EXPORTER, *STEPS):
        assert import_item(path).__module__.startswith("autograder.dropin.")


def test_an_empty_configuration_gets_our_steps_and_exporters() -> None:
    c = Config()
    use(c)
    use(c)
    assert c.Autograde.exporter_class == EXPORTER
    assert c.GenerateFeedback.exporter_class == FEEDBACK_EXPORTER
    assert c.Autograde.sanitize_preprocessors == []
    assert c.Autograde.autograde_preprocessors == list(STEPS)


def test_a_list_of_the_courses_own_keeps_its_other_steps() -> None:
    from nbgrader.preprocessors import IgnorePattern, SaveAutoGrades

    c = Config()
    c.Autograde.autograde_preprocessors = [
        "nbgrader.preprocessors.Execute",
        IgnorePattern,
        SaveAutoGrades,
        len,
    ]
    use(c)
    assert c.Autograde.autograde_preprocessors == [STEPS[0], IgnorePattern, STEPS[1], len]


def test_what_was_appended_before_is_appended_to_ours() -> None:
    c = Config()
    c.Autograde.autograde_preprocessors.append("own.Step")
    use(c)
    assert c.Autograde.autograde_preprocessors == [*STEPS, "own.Step"]


def test_an_exporter_of_the_courses_own_stays() -> None:
    c = Config()
    c.GenerateFeedback.exporter_class = "own.Exporter"
    use(c)
    assert c.GenerateFeedback.exporter_class == "own.Exporter"


def test_our_own_reader_of_the_configuration_bears_it(tmp_path: Path) -> None:
    lines = "c = get_config()\nfrom autograder.dropin import use\nuse(c)\n"
    (tmp_path / "nbgrader_config.py").write_text(lines)
    assert load_config(tmp_path).Autograde.exporter_class == EXPORTER


def test_every_command_reads_the_configuration_so_it_imports_little() -> None:
    code = "import sys, autograder.dropin; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"nbgrader", "nbconvert", "nbformat", "pytest", "sqlalchemy", "numpy"} & set(loaded.split())
