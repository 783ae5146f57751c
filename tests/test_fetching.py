"""What can be fetched, what a failed cell wanted, and what is left in the data folder when something goes wrong."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest
from origin import Origin, mnist, served

from autograder.errors import AutograderError, PlatformError, UsageError
from autograder.fetching import DATASETS, Stock, name_for, wanted
from autograder.fetching.downloads import _forget_unpacked, _problem
from autograder.fetching.missing import note_on

PYTHON = Path(sys.executable)


# Names


def test_a_data_set_has_a_short_name_and_the_rest_names_its_library():
    assert (wanted("fashion-mnist").library, wanted("fashion-mnist").item) == ("keras", "fashion_mnist")
    found = wanted("keras:MobileNetV2@96")
    assert (found.kind, found.item, found.variant) == ("model", "MobileNetV2", "96")
    assert wanted("torchvision:CIFAR10").kind == "dataset"
    assert wanted("torchvision:resnet18").kind == "model"
    assert wanted("timm:resnet18.a1_in1k").item == "resnet18.a1_in1k"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "mnits",
        "keras:",
        "keras:Mobile/../Net",
        "keras:VGG16@x",
        "pip:torch",
        "timm:a b",
        "--to",
        "mnist\n",
    ],
)
def test_any_other_name_is_refused_before_anything_starts(name):
    with pytest.raises(UsageError, match="autograder fetch --list"):
        wanted(name)


def test_a_slip_of_the_pen_is_recognised():
    with pytest.raises(UsageError, match="do you mean fashion-mnist"):
        wanted("Fashion_MNIST")


KERAS = "https://data.example/tensorflow/"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (KERAS + "tf-keras-datasets/mnist.npz", "mnist"),
        (KERAS + "tf-keras-datasets/train-labels-idx1-ubyte.gz", "fashion-mnist"),
        (KERAS + "tf-keras-datasets/imdb_word_index.json", "imdb"),
        ("https://data.example/cifar-10-python.tar.gz", "cifar10 torchvision:CIFAR10"),
        ("https://data.example/mnist/train-images-idx3-ubyte.gz", "torchvision:MNIST"),
        (
            KERAS
            + "keras-applications/mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_96_no_top.h5",
            "keras:MobileNetV2@96",
        ),
        (
            KERAS + "keras-applications/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
            "keras:ResNet50",
        ),
        ("https://weights.example/models/resnet18-f37072fd.pth", "torchvision:resnet18"),
        (
            "https://weights.example/timm/resnet18.a1_in1k/resolve/main/model.safetensors",
            "timm:resnet18.a1_in1k",
        ),
        ("https://example.org/secret.zip", ""),
        ("https://[broken", ""),
    ],
)
def test_an_address_tells_what_it_is_fetched_by(address, name):
    assert name_for(address) == name
    for each in name.split():
        wanted(each)


# What a failed cell wanted


def failed(text: str, printed: str = "", name: str = "URLError") -> list[dict[str, object]]:
    error = {
        "output_type": "error",
        "ename": name,
        "evalue": text,
        "traceback": ["\x1b[31mLine 1\x1b[0m", text],
    }
    return [{"output_type": "stream", "name": "stdout", "text": printed}, error]


def test_a_cell_that_failed_for_want_of_the_network_is_told_how_to_get_the_data():
    said = note_on(
        failed(
            f"URL fetch failure on {KERAS}tf-keras-datasets/mnist.npz: None -- [Errno -3]", name="Exception"
        )
    )
    assert "`autograder fetch mnist`" in said
    assert "mnist.npz, but nothing downloads" in said


def test_the_address_may_stand_in_what_was_printed():
    printed = 'Downloading: "https://weights.example/models/resnet18-f37072fd.pth" to /tmp/.cache'
    said = note_on(failed("<urlopen error [Errno -3] Temporary failure in name resolution>", printed))
    assert "`autograder fetch torchvision:resnet18`" in said


def test_without_an_address_the_list_is_named():
    said = note_on(failed("Dataset not found. You can use download=True to download it", name="RuntimeError"))
    assert "wanted to download data" in said
    assert "--list" in said


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        failed("division by zero", "see https://example.org", name="ZeroDivisionError"),
        [{"output_type": "stream", "name": "stdout", "text": "Temporary failure in name resolution"}],
        [{"output_type": "error"}],
        [{"output_type": "error", "ename": 3, "evalue": None, "traceback": [4]}],
    ],
)
def test_nothing_is_said_of_other_cells(outputs):
    assert note_on(outputs) == ""


def test_no_more_of_an_address_is_repeated_than_an_address_may_hold():
    said = note_on(failed("name resolution https://evil.example/<script>alert(1)</script>" + "a" * 999))
    assert "<" not in said
    assert len(said) < 500


# What went wrong


def raised_from(error: BaseException, cause: BaseException) -> BaseException:
    error.__context__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError(errno.ENOSPC, "no space"), "disk"),
        (raised_from(RuntimeError("x"), OSError(errno.EDQUOT, "quota")), "disk"),
        (urllib.error.URLError(OSError(errno.ENOSPC, "no space")), "disk"),
        (urllib.error.URLError("no host"), "network"),
        (raised_from(Exception("URL fetch failure"), urllib.error.URLError("x")), "network"),
        (ConnectionResetError(), "network"),
        (ModuleNotFoundError("torchvision"), "library"),
        (ValueError("hash"), "other"),
    ],
)
def test_the_kind_of_a_failure_is_told_by_all_that_led_to_it(error, problem):
    assert _problem(error) == problem


def test_errors_that_lead_to_each_other_are_followed_once():
    one, other = ValueError(), KeyError()
    one.__context__, other.__context__ = other, one
    assert _problem(one) == "other"


# Fetching, with the libraries' own loaders, from a server on this machine


@pytest.fixture
def origin() -> Iterator[Origin]:
    with served({"mnist.npz": mnist()}) as started:
        yield started


@pytest.fixture
def stock(origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stock:
    monkeypatch.setenv("PYTHONPATH", str(origin.site(tmp_path / "site")))
    monkeypatch.setenv("KERAS_BACKEND", "torch")  # which is imported more quickly than tensorflow
    return Stock(tmp_path / "data", PYTHON)


def left(stock: Stock) -> set[str]:
    return {path.name for path in stock.folder.rglob("*") if path.is_file()}


def test_what_was_fetched_is_there_for_all_and_is_not_fetched_again(stock, origin):
    before = os.umask(0o077)
    try:
        first = stock.fetch(wanted("mnist"), quiet=True)
    finally:
        os.umask(before)
    place = stock.folder / "keras/datasets/mnist.npz"
    assert place.read_bytes() == origin.files["mnist.npz"]
    assert (first.files, first.size, first.is_new) == (1, place.stat().st_size, True)
    assert left(stock) == {"mnist.npz", "fetched.json", ".lock"}
    for path in (place, *place.parents[:3]):
        assert stat.S_IMODE(path.stat().st_mode) & 0o005 in (0o004 if path == place else 0o005,)
    assert stock.names() == ["mnist"]
    assert not stock.fetch(wanted("mnist"), quiet=True).is_new
    assert origin.asked == ["mnist.npz"]


def test_a_file_that_was_cut_or_removed_counts_as_absent(stock):
    place = stock.folder / "keras/datasets/mnist.npz"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"123")
    for size, there in ((3, True), (4, False)):
        (stock.folder / "fetched.json").write_text(json.dumps({"mnist": {"keras/datasets/mnist.npz": size}}))
        assert (stock.has("mnist") is not None) is there
    for text in ("", "[]", '{"mnist": 3}', '{"mnist": {"x": "y"}}'):
        (stock.folder / "fetched.json").write_text(text)
        assert stock.names() == []


def test_a_download_that_breaks_off_leaves_nothing(stock, origin):
    origin.breaks_off = True
    with pytest.raises(PlatformError, match="mnist cannot be fetched"):
        stock.fetch(wanted("mnist"), quiet=True)
    assert left(stock) == {".lock"}


def test_a_file_with_another_hash_is_refused_by_the_library_and_leaves_nothing(stock, origin):
    origin.files["mnist.npz"] = b"another file"
    with pytest.raises(PlatformError, match="hash"):
        stock.fetch(wanted("mnist"), quiet=True)
    assert left(stock) == {".lock"}


def test_what_a_killed_command_left_is_removed(stock):
    (stock.folder / ".fetching/keras").mkdir(parents=True)
    (stock.folder / ".fetching/keras/half").write_text("half")
    with pytest.raises(UsageError):
        stock.fetch(wanted("timm:resnet18"), quiet=True)
    assert left(stock) == {".lock"}


def test_a_library_that_is_not_there_is_named(stock):
    with pytest.raises(UsageError, match=r"timm cannot be imported by .*install it there") as found:
        stock.fetch(wanted("timm:resnet18"), quiet=True)
    assert found.value.log == str(found.value)


def test_weights_of_torchvision_come_by_its_own_models(tmp_path, monkeypatch):
    torch = pytest.importorskip("torch")
    torch.save({"w": torch.arange(3.0)}, data := io.BytesIO())
    with served({"tinynet.pth": data.getvalue()}) as origin:
        monkeypatch.setenv("PYTHONPATH", str(origin.site(tmp_path / "site")))
        stock = Stock(tmp_path / "data", PYTHON)
        assert stock.fetch(wanted("torchvision:tinynet"), quiet=True).files == 1
        with pytest.raises(UsageError, match=r"torchvision\.models has no othernet"):
            stock.fetch(wanted("torchvision:othernet"), quiet=True)
        with pytest.raises(UsageError, match="no weights V7"):
            stock.fetch(wanted("torchvision:tinynet@V7"), quiet=True)
    assert len(list((stock.folder / "torch/hub/checkpoints").iterdir())) == 1


STAND_IN = "import os, sys\n{body}\n"


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("raise OSError(28, 'No space left on device')", PlatformError, "the disk is full"),
        (
            "raise OSError(101, 'Network is unreachable') from ConnectionError()",
            PlatformError,
            "cannot be reached",
        ),
        ("raise RuntimeError('odd')", PlatformError, "RuntimeError: odd"),
        ("os._exit(9)", PlatformError, "ended before it was done"),
        ("is_model = lambda name: False", UsageError, "timm has no model resnet18"),
        (
            "is_model = lambda name: True\ndef create_model(*_, **__): pass",
            PlatformError,
            "without leaving a file",
        ),
    ],
)
def test_each_way_to_fail_says_what_to_do(body, kind, said, tmp_path, monkeypatch):
    (tmp_path / "timm.py").write_text(STAND_IN.format(body=body))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    stock = Stock(tmp_path / "data", PYTHON)
    with pytest.raises(kind, match=said):
        stock.fetch(wanted("timm:resnet18"), quiet=True)
    assert left(stock) == {".lock"}


def test_a_cache_of_hugging_face_moves_with_its_links(tmp_path, monkeypatch):
    (tmp_path / "timm.py").write_text(
        "import os, pathlib\nis_model = lambda name: True\n"
        "def create_model(name, pretrained):\n"
        "    hub = pathlib.Path(os.environ['HF_HOME'], 'hub', 'models--timm--net')\n"
        "    (hub / 'blobs').mkdir(parents=True)\n    (hub / 'blobs' / 'a1').write_text('weights')\n"
        "    (hub / 'snapshots' / 'main').mkdir(parents=True)\n"
        "    (hub / 'snapshots' / 'main' / 'model').symlink_to('../../blobs/a1')\n"
        "    (hub.parent / '.locks').mkdir()\n    (hub.parent / '.locks' / 'lock').touch()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    stock = Stock(tmp_path / "data", PYTHON)
    assert stock.fetch(wanted("timm:net"), quiet=True).files == 2
    model = stock.folder / "huggingface/hub/models--timm--net/snapshots/main/model"
    assert model.read_text() == "weights"
    assert stock.names() == ["timm:net"]
    assert not list(stock.folder.rglob("*lock"))[1:]


def test_what_keras_unpacks_each_time_is_not_kept(tmp_path):
    for name in ("cifar-10-batches-py-target", "old_extracted", "fashion-mnist"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    (tmp_path / "cifar-10-batches-py-target_archive").touch()
    _forget_unpacked(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "cifar-10-batches-py-target_archive",
        "fashion-mnist",
    ]


def test_an_interrupted_download_leaves_nothing(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/timm.py").write_text(
        "import os, pathlib, time\nis_model = lambda name: True\n"
        "def create_model(*_, **__):\n    pathlib.Path(os.environ['HF_HOME'], 'half').touch()\n    time.sleep(60)\n"
    )
    data = tmp_path / "data"
    words = [sys.executable, "-m", "autograder.cli", "fetch", "timm:net", "--to", str(data)]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    process = subprocess.Popen(
        words,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A shell that runs the tests in the background lets them ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    until = time.monotonic() + 30
    while not list(data.rglob("half")) and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, "nothing of the rest" in said) == (130, True), said
    assert [path.name for path in data.rglob("*") if path.is_file()] == [".lock"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(PlatformError, match="give another folder with --to"):
        Stock(tmp_path / "data", PYTHON).fetch(wanted("mnist"), quiet=True)


def test_a_python_that_does_not_run_is_told(tmp_path):
    with pytest.raises(AutograderError, match="set its path in the settings"):
        Stock(tmp_path / "data", tmp_path / "python").fetch(wanted("mnist"), quiet=True)


def test_every_data_set_is_one_that_keras_has():
    from importlib.util import find_spec

    assert all(find_spec(f"keras.src.datasets.{data.module}") for data in DATASETS.values())
