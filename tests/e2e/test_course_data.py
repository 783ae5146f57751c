"""Data and weights of the course, read by the libraries' own loaders in real sandboxes, several at once."""

from __future__ import annotations

import hashlib
import json
import sys

import pytest
from origin import mnist, served
from small_course import SmallCourse, cell, check_cell, solution_cell
from the_command import run_cold

pytestmark = pytest.mark.sandbox

SMALL = mnist()
# The loader's own way to the file and its check of the hash, with the hash of the small file.
LOAD = f"""\
import os
os.environ["KERAS_BACKEND"] = "torch"
import keras
from keras.src.datasets import mnist
get_file = mnist.get_file
mnist.get_file = lambda **asked: get_file(**(asked | {{"file_hash": "{hashlib.sha256(SMALL).hexdigest()}"}}))
(pictures, labels), _ = keras.datasets.mnist.load_data()
"""
RIGHT = LOAD + "def count():\n    return len(pictures)"
WRITES = (
    RIGHT
    + """
for place in ("/tmp/.keras/datasets/mnist.npz", "/data/.libraries/keras/datasets/mnist.npz"):
    try:
        open(place, "ab").write(b"mine")
    except OSError as error:
        print(error.strerror)
    else:
        raise RuntimeError("it could be written")"""
)
BRINGS_ITS_OWN = "import numpy as np\ndef count():\n    return int(open('table.csv').read())"
DOWNLOADS = """\
import torch
net = torch.hub.load_state_dict_from_url("https://weights.example/models/resnet18-f37072fd.pth")
def count():
    return 0"""
AFTER_HIDDEN = """\
raise OSError("Temporary failure in name resolution https://example.org/hidden-input-12")"""
CHECK = "### BEGIN HIDDEN TESTS\nassert count() == 20\n### END HIDDEN TESTS"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """A course that has fetched its data, as its instructor would; then its five submissions are graded."""
    pytest.importorskip("keras")
    pytest.importorskip("torch")
    root = tmp_path_factory.mktemp("data") / "course"
    made = SmallCourse(root).write(
        [
            solution_cell(
                "model", "def count():\n    ### BEGIN SOLUTION\n    return 20\n    ### END SOLUTION"
            ),
            check_cell("model_checks", CHECK, 1),
            cell("code", "more", "pass", solution=True),
        ]
    )
    # A relative folder is the course's, wherever the command is called.
    made.configure('c.Autograder.data_dir = "material"\nc.Autograder.preload = ("torch",)')
    with served({"mnist.npz": SMALL}) as origin:
        site = origin.site(root.parent / "site")
        environment = {"PYTHONPATH": str(site), "KERAS_BACKEND": "torch"}
        ran = run_cold(["fetch", "mnist", "--course", str(root)], environment)
    assert (ran.code, ran.stdout) == (0, f"mnist: 1 file, {len(SMALL) / 1e6:.1f} MB\n"), ran.stderr
    (root / "material/table.csv").write_text("3")
    answers = {"ada": RIGHT, "bob": RIGHT, "cid": WRITES, "dan": BRINGS_ITS_OWN, "eva": DOWNLOADS}
    for student, source in answers.items():
        made.hand_in(student, {"model": source, "more": AFTER_HIDDEN if student == "ada" else "pass"})
    (root / "submitted/dan/hw/table.csv").write_text("20")
    return made


@pytest.fixture(scope="module")
def graded(course: SmallCourse) -> dict[str, dict[str, object]]:
    ran = course.grade("--jobs", "2")
    assert ran.code == 0, ran.stderr
    return ran.by_student


@pytest.mark.parametrize("student", ["ada", "bob"])
def test_the_loader_finds_its_file_in_submissions_that_run_at_once(graded, student):
    assert graded[student]["score"] == 1, graded[student]


def test_nobody_can_change_what_all_read(graded, course):
    assert graded["cid"]["score"] == 1, graded["cid"]
    assert (course.root / "material/.libraries/keras/datasets/mnist.npz").read_bytes() == SMALL


def test_a_file_that_was_handed_in_takes_the_place_of_the_courses(graded):
    assert graded["dan"]["score"] == 1, graded["dan"]


def test_a_submission_that_downloads_is_noted_with_what_the_course_lacks(graded):
    assert graded["eva"]["score"] == 0
    assert any("`autograder fetch torchvision:resnet18`" in note for note in graded["eva"]["notes"])


def test_after_hidden_checks_no_address_is_repeated(graded):
    assert "hidden-input" not in json.dumps(graded["ada"])


def test_the_list_marks_what_is_there(course):
    ran = course.run("fetch", "--list")
    assert ran.code == 0, ran.stderr
    marked = [
        line.split()[1] for line in ran.stdout.splitlines() if line.startswith("* ") and "is in" not in line
    ]
    assert marked == ["mnist"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name what to fetch, such as mnist, or give --list"),
        (("mnist", "--list"), "name what to fetch"),
        (("mnits",), "do you mean mnist"),
        (("timm:resnet18",), "timm cannot be imported by"),
    ],
)
def test_misuse_of_fetch_is_told_in_one_sentence(course, words, said):
    course.run("fetch", *words).complained(2, said)


def test_without_a_data_folder_fetch_asks_for_one(tmp_path):
    SmallCourse(tmp_path / "course").write().run("fetch", "mnist").complained(
        2, "c.Autograder.data_dir", "--to"
    )


def test_where_there_is_no_network_fetch_says_what_to_do(course):
    pytest.importorskip("keras")
    # Nobody listens there.
    proxies = dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")
    environment = {**proxies, "no_proxy": "", "KERAS_BACKEND": "torch"}
    ran = run_cold(["fetch", "imdb", "--course", str(course.root)], environment)
    ran.complained(1, "imdb cannot be fetched", "run the command where there is internet")
    assert sys.executable not in ran.stderr
