"""Where a kernel finds the course's data: links, in folders of its own where libraries look."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.guest.layout import lay_out


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a table, and something for each library."""
    folder = tmp_path / "shown"
    for name in (
        "table.csv",
        ".libraries/fetched.json",
        ".libraries/keras/datasets/mnist.npz",
        ".libraries/torch/hub/checkpoints/net.pth",
        ".libraries/huggingface/hub/models--a/blobs/1",
        ".libraries/torchvision/MNIST/raw/labels",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    snapshot = folder / ".libraries/huggingface/hub/models--a/snapshots/main"
    snapshot.mkdir(parents=True)
    (snapshot / "model").symlink_to("../../blobs/1")
    return folder


def laid_out(data: Path, tmp_path: Path) -> tuple[Path, Path]:
    home, caches = tmp_path / "home", tmp_path / "caches"
    home.mkdir(exist_ok=True)
    lay_out(home, data, {name: caches / name for name in ("keras", "torch", "huggingface")})
    return home, caches


def test_files_stand_where_notebooks_and_libraries_look(data, tmp_path):
    home, caches = laid_out(data, tmp_path)
    assert (home / "table.csv").read_text() == "table.csv"
    assert (caches / "keras/datasets/mnist.npz").read_text().endswith("mnist.npz")
    assert (caches / "torch/hub/checkpoints/net.pth").read_text().endswith("net.pth")
    assert (caches / "huggingface/hub/models--a/snapshots/main/model").read_text().endswith("blobs/1")
    assert (home / "data/MNIST/raw/labels").read_text().endswith("labels")


def test_folders_are_the_kernels_own_so_that_libraries_can_write_beside_the_links(data, tmp_path):
    home, caches = laid_out(data, tmp_path)
    assert not (caches / "keras/datasets").is_symlink()
    (caches / "keras/datasets/new").write_text("mine")
    (home / "data/notes.txt").write_text("mine")
    assert not list(data.rglob("new"))


def test_the_libraries_folder_itself_is_not_among_the_students_files(data, tmp_path):
    home, _ = laid_out(data, tmp_path)
    assert sorted(path.name for path in home.iterdir()) == ["data", "table.csv"]


def test_without_anything_fetched_nothing_is_made(tmp_path):
    (tmp_path / "shown").mkdir()
    home, caches = laid_out(tmp_path / "shown", tmp_path)
    assert list(home.iterdir()) == []
    assert not caches.exists()


def test_a_folder_of_the_courses_own_named_data_stays_as_it_is(data, tmp_path):
    (data / "data").mkdir()
    home, _ = laid_out(data, tmp_path)
    assert (home / "data").is_symlink()
    assert list((data / "data").iterdir()) == []


def test_what_is_there_already_stays(data, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/table.csv").write_text("mine")
    home, _ = laid_out(data, tmp_path)
    assert (home / "table.csv").read_text() == "mine"
    assert laid_out(data, tmp_path) == (home, tmp_path / "caches")  # a second time is no error


def test_a_folder_of_many_files_is_linked_as_a_whole(data, tmp_path):
    pictures = data / ".libraries/torchvision/many/pictures"
    pictures.mkdir(parents=True)
    for number in range(65):
        (pictures / str(number)).touch()
    home, _ = laid_out(data, tmp_path)
    assert not (home / "data/many").is_symlink()
    assert (home / "data/many/pictures").is_symlink()
    assert len(list((home / "data/many/pictures").iterdir())) == 65
