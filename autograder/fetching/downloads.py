"""Run by the course's own Python, which may have nothing of ours: lets a library download what it knows.

    python downloads.py '{"library": "keras", "kind": "dataset", "item": "mnist", "variant": "", "answer": FILE}'

The environment says where the libraries keep their files. What came of it is written to ``answer`` as JSON.
"""

from __future__ import annotations

import errno
import importlib
import importlib.util
import inspect
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


class Unknown(Exception):
    """The library has nothing of that name."""


def keras_dataset(item: str, _: str) -> None:
    """A module of ``keras.datasets``, as ``load_data()`` keeps it."""
    keras = _keras()
    module = getattr(keras.datasets, item)
    module.load_data()
    if item == "imdb":
        module.get_word_index()
    _forget_unpacked(Path(os.environ["KERAS_HOME"], "datasets"))


def keras_model(item: str, rows: str) -> None:
    """Weights of ``keras.applications``: with the top and without, or without it for pictures of other sizes."""
    keras = _keras()
    make = getattr(keras.applications, item, None)
    if not callable(make):
        raise Unknown(f"keras.applications has no {item}")
    if rows:
        make(weights="imagenet", include_top=False, input_shape=(int(rows), int(rows), 3))
        return
    make(weights="imagenet", include_top=False)
    classes = make(weights="imagenet").output_shape[-1]
    if classes == 1000:
        numpy = importlib.import_module("numpy")
        keras.applications.imagenet_utils.decode_predictions(numpy.zeros((1, classes)))


def torchvision_dataset(item: str, _: str) -> None:
    """Both parts of a data set of ``torchvision.datasets``."""
    make = getattr(importlib.import_module("torchvision").datasets, item, None)
    parameters = inspect.signature(make).parameters if inspect.isclass(make) else {}
    if make is None or "download" not in parameters or not {"train", "split"} & set(parameters):
        raise Unknown(f"torchvision.datasets has no {item} that can be downloaded in two parts")
    root = Path(os.environ["TORCHVISION_ROOT"])
    parts = (
        [{"train": True}, {"train": False}]
        if "train" in parameters
        else [{"split": "train"}, {"split": "test"}]
    )
    for part in parts:
        make(str(root), download=True, **part)
    for archive in root.glob("*.tar.gz"):  # unpacked beside it; the data set is never read from here
        archive.unlink()


def torchvision_model(item: str, weights: str) -> None:
    """Weights of ``torchvision.models``; the newest unless others are named."""
    models = importlib.import_module("torchvision").models
    if item not in models.list_models():
        raise Unknown(f"torchvision.models has no {item}")
    if weights and weights not in models.get_model_weights(item).__members__:
        raise Unknown(f"{item} of torchvision.models has no weights {weights}")
    models.get_model(item, weights=weights or "DEFAULT")


def timm_model(item: str, _: str) -> None:
    """Weights of a model of timm."""
    timm = importlib.import_module("timm")
    if not timm.is_model(item.partition(".")[0]):
        raise Unknown(f"timm has no model {item}")
    timm.create_model(item, pretrained=True)


FETCHERS: dict[tuple[str, str], Callable[[str, str], None]] = {
    ("keras", "dataset"): keras_dataset,
    ("keras", "model"): keras_model,
    ("torchvision", "dataset"): torchvision_dataset,
    ("torchvision", "model"): torchvision_model,
    ("timm", "model"): timm_model,
}

_OFFLINE = {
    "URLError",
    "HTTPError",
    "gaierror",
    "ConnectionError",
    "ConnectError",
    "ConnectTimeout",
    "LocalEntryNotFoundError",
    "OfflineModeIsEnabled",
    "TimeoutError",
}


def main() -> None:
    """Fetch what the command line says, and write down what came of it."""
    order = json.loads(sys.argv[1])
    sys.path.pop(0)  # our own folder: a library that imports ``names`` should not get ours
    try:
        FETCHERS[order["library"], order["kind"]](order["item"], order["variant"])
        answer = {"problem": ""}
    except Exception as error:
        text = f"{type(error).__name__}: {error}"[:1000]
        answer = {"problem": _problem(error), "text": text, "traceback": traceback.format_exc()}
    Path(order["answer"]).write_text(json.dumps(answer), encoding="utf-8")


def _problem(error: BaseException) -> str:
    """What kind of failure it is, by all the errors that led to it."""
    found = list(_causes(error))
    if any(isinstance(one, OSError) and one.errno in (errno.ENOSPC, errno.EDQUOT) for one in found):
        return "disk"
    if any(isinstance(one, ModuleNotFoundError) for one in found):
        return "library"
    if isinstance(error, Unknown):
        return "name"
    kinds = {kind.__name__ for one in found for kind in type(one).__mro__}
    return "network" if kinds & _OFFLINE else "other"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        reason = getattr(error, "reason", None)  # urllib's
        if isinstance(reason, BaseException):
            yield reason
        error = error.__cause__ or error.__context__


def _keras() -> Any:
    """keras, with the backend that is installed, unless one is chosen."""
    if "KERAS_BACKEND" not in os.environ and importlib.util.find_spec("tensorflow") is None:
        os.environ["KERAS_BACKEND"] = "torch"
    return importlib.import_module("keras")


def _forget_unpacked(folder: Path) -> None:
    """Remove what Keras has unpacked: it does so again each time, over what is there, so it must be able to."""
    for archive in folder.glob("*_archive"):
        shutil.rmtree(archive.with_name(archive.name.removesuffix("_archive")), ignore_errors=True)
    for unpacked in folder.glob("*_extracted"):
        shutil.rmtree(unpacked)


if __name__ == "__main__":
    main()
