"""``autograder leaderboard`` as a shell runs it: after grading, after handing in again, with pseudonyms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_course import SmallCourse, cell, check_cell, solution_cell

SOLUTION = "def predict(x):\n    ### BEGIN SOLUTION\n    return (x > 0).astype(int)\n    ### END SOLUTION"
CHECKS = """\
### BEGIN HIDDEN TESTS
import numpy as np
from autograder import accuracy, earn, linear, record

def test_accuracy():
    inputs = np.linspace(-1, 1, 400)
    record("parameters", 12)
    found = accuracy(predict, inputs, (inputs > 0).astype(int), one_by_one=False)
    earn(linear(found.value, 0.5, 1.0))
### END HIDDEN TESTS"""
ANSWERS = {
    "ada": "def predict(x):\n    return (x > 0).astype(int)",
    "bob": "import time\ntime.sleep(0.3)\ndef predict(x):\n    return (x > 0.01).astype(int)",
    "cid": "def predict(x):\n    return (x > 0.8).astype(int)",
    "dan": "def predict(x):\n    raise RuntimeError('<script>secret of dan</script>')",
}


@pytest.fixture(scope="module")
def contest(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    made = SmallCourse(tmp_path_factory.mktemp("contest") / "course").write(
        [
            cell("code", "imports", "import numpy as np", locked=True),
            solution_cell("model", SOLUTION),
            check_cell("model_checks", CHECKS, 3),
        ]
    )
    for student, source in ANSWERS.items():
        made.hand_in(student, {"model": source})
    ran = made.grade()
    assert ran.code == 0, ran.stderr
    return made


def test_the_class_is_ranked_in_a_table_and_on_a_page(contest):
    ran = contest.run("leaderboard", "hw")
    assert ran.code == 0, ran.stderr
    place = Path(ran.stdout.strip())
    assert place == contest.root / "reports" / "hw-leaderboard.html"
    page = place.read_text()
    names = ["ada", "bob", "cid", "dan"]
    assert sorted(names, key=page.index) == names
    assert sorted(names, key=ran.stderr.index) == names
    assert "before it was measured" in page
    assert "secret of dan" not in page + ran.stderr


def test_each_row_has_metric_interval_size_and_seconds(contest):
    rows = {row["student"]: row for row in contest.run("leaderboard", "hw", "--json").lines}
    assert [row["rank"] for row in rows.values()] == [1, 2, 3, None]
    assert rows["ada"]["value"] == rows["ada"]["high"] == 1
    assert rows["ada"]["parameters"] == 12
    assert [rows[name]["near_best"] for name in ("ada", "bob", "cid")] == [True, True, False]
    assert rows["bob"]["seconds"] > 0.3 > rows["ada"]["seconds"] >= 0
    assert rows["dan"]["reason"]


def test_pseudonyms_stay_and_the_page_that_names_students_stays_apart(contest):
    first = contest.run("leaderboard", "hw", "--anonymous", "--json").lines
    page = Path(contest.run("leaderboard", "hw", "--anonymous").stdout.strip())
    again = contest.run("leaderboard", "hw", "--anonymous", "--json").lines
    assert first == again
    assert page.name == "hw-leaderboard-anonymous.html"
    for name in ANSWERS:
        assert f">{name}<" not in page.read_text()
        assert name not in json.dumps(first)
    named = {row["pseudonym"]: row["student"] for row in contest.run("leaderboard", "hw", "--json").lines}
    assert set(named.values()) == set(ANSWERS)
    assert {row["pseudonym"] for row in first} == set(named)


def test_what_is_handed_in_again_takes_the_place_of_the_former(contest, tmp_path):
    course = contest.copy_to(tmp_path / "course")
    course.hand_in("cid", {"model": ANSWERS["ada"]}, at="2026-03-02 12:00:00 UTC")
    assert course.grade().code == 0
    rows = course.run("leaderboard", "hw", "--json").lines
    assert [(row["rank"], row["student"]) for row in rows][:2] == [(1, "ada"), (1, "cid")]
    assert len(rows) == 4


def test_top_output_and_metric(contest, tmp_path):
    place = tmp_path / "new" / "board.html"
    words = ("--top", "1", "--output", str(place), "--metric", "accuracy")
    ran = contest.run("leaderboard", "hw", *words)
    assert (ran.code, ran.stdout.strip()) == (0, str(place))
    assert "bob" not in place.read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing",), "nothing was graded yet for 'nothing'"),
        (("../hw",), "cannot be the name"),
        (("hw", "--metric", "loss"), "no metric 'loss'; give one of: accuracy"),
        (("hw", "--top", "0"), "--top takes a number from 1 up"),
        (("hw", "--output", "/proc/nowhere/x.html"), "give another place with --output"),
    ],
)
def test_misuse_is_told_in_one_sentence(contest, words, said):
    contest.run("leaderboard", *words).complained(2, said)


def test_a_class_without_metrics_is_told_how_to_get_one(graded):
    graded.run("leaderboard", "hw").complained(2, "no check of 'hw' has recorded a metric")
