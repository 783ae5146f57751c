"""``autograder init``: what a new course holds, what an existing one gets, and what is refused."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from courses import checks, hidden, notebook, solution
from traitlets.config import Config

from autograder.assignment import Role, load_assignment
from autograder.cli import main
from autograder.errors import PlatformError, UsageError
from autograder.initcourse import Setup, set_up, setup, survey
from autograder.initcourse.survey import MachineFacts
from autograder.initcourse.wiring import KEPT_AS
from autograder.settings import Settings, load_config

EXPORTER = "autograder.dropin.feedback.FeedbackExporter"


def fit(_settings: Settings) -> MachineFacts:
    return MachineFacts(True, "the sandbox works here")


def unfit(_settings: Settings) -> MachineFacts:
    return MachineFacts(False, "the sandbox does not work here (bubblewrap); see `autograder doctor`")


def init(root: Path, **options: Any) -> Setup:
    return set_up(root, **{"look": fit, **options})


def said(done: Setup) -> str:
    return "\n".join(done.lines())


def everything(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def is_wired(root: Path) -> bool:
    return load_config(root).get("GenerateFeedback", {}).get("exporter_class") == EXPORTER


def existing(
    root: Path, config: str | bytes = "c = get_config()\nc.CourseDirectory.course_id = 'old'\n"
) -> Path:
    """An nbgrader course with one assignment."""
    folder = root / "source/hw"
    folder.mkdir(parents=True)
    cells = (solution("x = 1"), checks("assert x == 1", "open"), checks(hidden("assert x < 2"), "closed"))
    nbformat.write(notebook(*cells), folder / "hw.ipynb")
    (root / "nbgrader_config.py").write_bytes(config if isinstance(config, bytes) else config.encode())
    return root


# A new course


def test_a_new_course_is_made_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = init(tmp_path / "Deep Learning")
    assert done.is_new
    config = load_config(tmp_path / "Deep Learning")
    assert config.CourseDirectory.course_id == "Deep-Learning"
    assert is_wired(tmp_path / "Deep Learning")
    made = set(everything(tmp_path / "Deep Learning"))
    assert made == {change.place for change in done.changes}
    assert made == {
        "nbgrader_config.py",
        "source/softmax/softmax.ipynb",
        "checks/README.md",
        ".gitignore",
        "README.md",
    }


def test_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    init(tmp_path / "course")
    before = everything(tmp_path / "course")
    done = init(tmp_path / "course")
    assert done.changes == ()
    assert "nothing to do" in said(done)
    assert everything(tmp_path / "course") == before


def test_a_fresh_repository_becomes_a_course_and_keeps_its_files(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("README.md", "LICENSE", ".gitignore"):
        (tmp_path / name).write_text("mine\n")
    done = init(tmp_path)
    assert done.is_new
    assert [(tmp_path / name).read_text() for name in ("README.md", "LICENSE", ".gitignore")] == [
        "mine\n"
    ] * 3
    assert "add to .gitignore, which was there before: gradebook.db" in said(done)


def test_a_dry_run_says_what_it_would_do_and_does_nothing(tmp_path: Path) -> None:
    done = init(tmp_path / "course", dry_run=True)
    assert "would do source/softmax/softmax.ipynb" in said(done)
    assert list(tmp_path.iterdir()) == []


def test_the_last_line_is_the_command_to_type_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "my course"
    assert said(init(place)).endswith(f"next: cd '{place}' && nbgrader generate_assignment softmax")
    monkeypatch.chdir(place)
    assert said(init(Path())).endswith("next: autograder check softmax")
    submitted = place / "submitted/ada/softmax"
    submitted.mkdir(parents=True)
    shutil.copy(place / "source/softmax/softmax.ipynb", submitted)
    assert said(init(Path())).endswith("next: autograder grade softmax")
    assert said(init(Path(), look=unfit)).endswith("next: autograder doctor")


@pytest.mark.sandbox
@pytest.mark.slow
def test_a_new_course_can_be_released_and_graded(tmp_path: Path) -> None:
    root = tmp_path / "course"
    init(root)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def run(*words: str) -> str:
        command = [sys.executable, "-m", *words]
        environment = os.environ | {"PATH": path}
        ran = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    run("nbgrader", "generate_assignment", "softmax")
    assert "HIDDEN" not in (root / "release/softmax/softmax.ipynb").read_text()
    for student, place in (("author", "source"), ("untouched", "release")):
        (root / "submitted" / student).mkdir(parents=True)
        shutil.copytree(root / place / "softmax", root / "submitted" / student / "softmax")
    lines = [json.loads(line) for line in run("autograder.cli", "grade", "softmax", "--json").splitlines()]
    scores = {line["student"]: (line["score"], line["max_score"]) for line in lines}
    assert scores == {"author": (5.0, 7.0), "untouched": (0.0, 7.0)}


# An existing course


def test_an_existing_course_gets_the_two_lines_and_a_folder(tmp_path: Path) -> None:
    root = existing(tmp_path)
    before = everything(root)
    done = init(root)
    after = everything(root)
    assert set(after) - set(before) == {KEPT_AS, "checks/README.md"}
    assert after[KEPT_AS] == before["nbgrader_config.py"]
    assert after["nbgrader_config.py"].startswith(before["nbgrader_config.py"])
    assert after["nbgrader_config.py"].endswith(b"\nfrom autograder.dropin import use\n\nuse(c)\n")
    assert [change.place for change in done.changes] == ["nbgrader_config.py", "checks/README.md"]
    assert is_wired(root)
    assert load_config(root).CourseDirectory.course_id == "old"
    assert init(root).changes == ()


def test_what_an_existing_course_holds_is_told(tmp_path: Path) -> None:
    done = init(existing(tmp_path))
    assert "hw: 1 notebook, 2 check cells, 1 with hidden tests" in said(done)
    assert done.as_json()["assignments"][0]["hidden"] == ("closed",)


@pytest.mark.parametrize(
    ("config", "call"),
    [
        ("", "use(c)"),
        ("c.CourseDirectory.course_id = 'old'", "use(c)"),
        ("config = get_config()\nconfig.CourseDirectory.course_id = 'old'", "use(config)"),
        ("c = get_config()\nfor c in range(3):\n    pass", "use(get_config())"),
        ("c = get_config()\nc = c.CourseDirectory", "use(get_config())"),
        ("c = get_config()\ndel c", "use(get_config())"),
        ("# no end of line", "use(c)"),
        ("if True:\n    c = get_config()", "use(get_config())"),
        (
            '"""A text."""\nc = get_config()\nx = """\nuse(c)\nfrom autograder.dropin import use\n"""',
            "use(c)",
        ),
        ("# from autograder.dropin import use\n# use(c)", "use(c)"),
        ("def use(c):\n    raise RuntimeError\n", "use(c)"),
    ],
)
def test_the_lines_fit_whatever_the_file_looks_like(tmp_path: Path, config: str, call: str) -> None:
    root = existing(tmp_path, config)
    init(root)
    assert (root / "nbgrader_config.py").read_text().endswith(f"\n{call}\n")
    assert is_wired(root)
    assert init(root).changes == ()


@pytest.mark.parametrize(
    "lines",
    [
        "from autograder.dropin import use\nuse(c)",
        "from autograder.dropin import use as grade_with_it\ngrade_with_it(c)",
        "import autograder.dropin\nautograder.dropin.use(c)",
        "from autograder import dropin\ndropin.use(get_config())",
        "if True:\n    from autograder.dropin import use\n    use(c)",
    ],
)
def test_lines_that_are_there_in_any_form_are_not_added_again(tmp_path: Path, lines: str) -> None:
    root = existing(tmp_path, f"c = get_config()\n{lines}\n")
    assert [change.place for change in init(root).changes] == ["checks/README.md"]
    assert not (root / KEPT_AS).exists()


def test_line_ends_and_encoding_of_the_file_are_kept(tmp_path: Path) -> None:
    content = "# -*- coding: latin-1 -*-\r\n# für alle\r\nc = get_config()\r\n".encode("latin-1")
    root = existing(tmp_path, content)
    init(root)
    after = (root / "nbgrader_config.py").read_bytes()
    assert after.startswith(content)
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert is_wired(root)


def test_mode_and_links_of_the_file_are_kept(tmp_path: Path) -> None:
    root = existing(tmp_path / "course")
    kept = tmp_path / "elsewhere.py"
    (root / "nbgrader_config.py").rename(kept)
    kept.chmod(0o640)
    (root / "nbgrader_config.py").symlink_to(kept)
    init(root)
    assert (root / "nbgrader_config.py").is_symlink()
    assert kept.stat().st_mode & 0o777 == 0o640
    assert is_wired(root)


def test_an_older_copy_of_the_configuration_is_not_overwritten(tmp_path: Path) -> None:
    root = existing(tmp_path)
    (root / KEPT_AS).write_text("older")
    before = (root / "nbgrader_config.py").read_bytes()
    init(root)
    assert (root / KEPT_AS).read_text() == "older"
    assert (root / f"{KEPT_AS}-1").read_bytes() == before


def test_a_configuration_that_would_not_load_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_config: Config) -> None:
        raise RuntimeError("this course refuses")

    monkeypatch.setattr("autograder.dropin.use", refuse)
    root = existing(tmp_path)
    before = (root / "nbgrader_config.py").read_bytes()
    with pytest.raises(UsageError, match=r"does not load with our lines .* this course refuses"):
        init(root)
    assert (root / "nbgrader_config.py").read_bytes() == before


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("c = get_config(\n", "cannot be read as Python"),
        ("c = get_config()\n1 / 0\n", "ZeroDivisionError"),
        ("c = get_config()\nc.Autograder.job = 3\n", "'job', which is no setting"),
        (b"c = get_config()\n\xff\n", "cannot be read as Python"),
    ],
)
def test_a_configuration_that_does_not_load_now_is_not_touched(
    tmp_path: Path, config: str | bytes, says: str
) -> None:
    root = existing(tmp_path, config)
    before = everything(root)
    with pytest.raises(UsageError, match=says):
        init(root)
    assert everything(root) == before


def test_a_course_without_a_configuration_gets_one_that_names_nothing(tmp_path: Path) -> None:
    root = existing(tmp_path)
    (root / "nbgrader_config.py").unlink()
    init(root)
    assert "course_id" not in (root / "nbgrader_config.py").read_text()
    assert is_wired(root)


def test_a_course_with_other_folders_is_read_where_it_says(tmp_path: Path) -> None:
    root = existing(tmp_path, 'c = get_config()\nc.CourseDirectory.source_directory = "author"\n')
    (root / "source").rename(root / "author")
    assert [each.name for each in init(root).assignments] == ["hw"]


def test_a_course_that_says_it_lies_elsewhere_is_warned_of(tmp_path: Path) -> None:
    root = existing(tmp_path, 'c = get_config()\nc.CourseDirectory.root = "/srv/other"\n')
    assert "the course lies in /srv/other; nbgrader will work there" in said(init(root))


def test_a_notebook_in_another_language_is_warned_of(tmp_path: Path) -> None:
    root = existing(tmp_path)
    node = notebook(solution("x <- 1"))
    node.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    nbformat.write(node, root / "source/hw/statistics.ipynb")
    assert "hw: only Python notebooks can be graded, and these are none: statistics.ipynb (R)" in said(
        init(root)
    )


def test_an_assignment_that_cannot_be_used_is_warned_of_and_stops_nothing(tmp_path: Path) -> None:
    root = existing(tmp_path)
    (root / "source/broken").mkdir()
    (root / "source/broken/broken.ipynb").write_text("half a note")
    done = init(root)
    assert "broken: cannot be used yet" in said(done)
    assert any("cannot be read as a notebook" in warning for warning in done.warnings)
    assert is_wired(root)


@pytest.mark.parametrize(
    ("version", "is_supported"), [("0.9.6", True), ("0.9.5", True), ("0.9.4", False), ("0.10.0", False)]
)
def test_an_nbgrader_that_is_not_supported_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, is_supported: bool
) -> None:
    monkeypatch.setattr(survey, "version", lambda _name: version)
    warned = f"nbgrader {version} is not supported" in said(init(existing(tmp_path)))
    assert warned is not is_supported


# What is refused


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(UsageError, match="notes is a file; give a folder"):
        init(tmp_path / "notes")


def test_a_folder_with_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(UsageError, match=r"neither empty nor an nbgrader course \(it has thesis.tex"):
        init(tmp_path)
    assert everything(tmp_path) == {"thesis.tex": b"mine"}


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_options: object) -> int:
        raise OSError(28, "No space left on device", "the disk")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(PlatformError, match=r"the disk cannot be written \(No space left on device\)"):
        init(tmp_path / "course")


# The command


def test_the_command_prints_one_object_for_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup.set_up, "__kwdefaults__", {"dry_run": False, "look": fit})
    assert main(["init", str(tmp_path / "course"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["new"] is True
    assert found["next"].endswith("nbgrader generate_assignment softmax")
    assert main(["init", str(tmp_path / "course"), "--dry-run"]) == 0
    assert "nothing to do" in capsys.readouterr().out


def test_the_command_answers_misuse_with_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes").write_text("mine")
    assert main(["init", str(tmp_path / "notes")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "is a file" in printed.err


@pytest.mark.sandbox
def test_the_real_look_at_the_machine_takes_one_line() -> None:
    facts = survey.look_at_machine(Settings())
    assert facts.fit, facts.text
    assert "\n" not in facts.text


def test_the_example_shows_every_kind_of_cell(tmp_path: Path) -> None:
    init(tmp_path)
    example = load_assignment("softmax", tmp_path / "source/softmax", tmp_path / "checks")
    cells = example.notebooks[0].cells
    assert {cell.role for cell in cells} == set(Role) - {Role.TASK}
    check = next(cell for cell in cells if cell.role is Role.CHECK)
    assert "assert" in check.released
    assert {"mark.hint(", "mark.points("} == set(re.findall(r"mark\.\w+\(", check.source))
    assert "mark." not in check.released
