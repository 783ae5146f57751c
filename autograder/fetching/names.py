"""What can be fetched, what it is called, and which of it an address on the internet stands for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from autograder.errors import UsageError


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to fetch: an ``item`` of a ``library``, in a ``variant`` where it has several.

    ``kind`` is ``dataset`` or ``model``.
    """

    name: str
    library: str
    kind: str
    item: str
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set that has a name of its own here: its module in ``keras.datasets``, and the MB of its download."""

    module: str
    megabytes: int
    about: str


DATASETS: Final[Mapping[str, Dataset]] = {
    "mnist": Dataset("mnist", 11, "70,000 handwritten digits, 28 x 28"),
    "fashion-mnist": Dataset("fashion_mnist", 31, "70,000 pieces of clothing, 28 x 28"),
    "cifar10": Dataset("cifar10", 170, "60,000 colour pictures of 10 classes, 32 x 32"),
    "cifar100": Dataset("cifar100", 169, "60,000 colour pictures of 100 classes, 32 x 32"),
    "imdb": Dataset("imdb", 19, "50,000 film reviews as numbers of words"),
}

FORMS: Final[Mapping[str, str]] = {
    "keras:MobileNetV2": "weights of keras.applications; keras:MobileNetV2@96 for pictures of 96 x 96 without the top",
    "torchvision:resnet18": "weights of torchvision.models, the newest; torchvision:resnet50@IMAGENET1K_V1 for others",
    "torchvision:CIFAR10": "a data set of torchvision.datasets",
    "timm:resnet18.a1_in1k": "weights of a model of timm",
}

_FORM: Final = re.compile(r"(keras|torchvision|timm):([A-Za-z]\w*(?:[.-]\w+)*)(?:@(\w+))?", re.ASCII)


def wanted(name: str) -> Wanted:
    """What ``name`` stands for.

    Raises:
        UsageError: it stands for nothing that can be fetched.
    """
    if name in DATASETS:
        return Wanted(name, "keras", "dataset", DATASETS[name].module)
    found = _FORM.fullmatch(name)
    if found is None or (found[1] == "keras" and found[3] and not found[3].isdigit()):
        near = difflib.get_close_matches(name.lower().replace("_", "-"), DATASETS, 1, 0.5)
        perhaps = f"do you mean {near[0]}? " if near else ""
        raise UsageError(f"{name!a} cannot be fetched; {perhaps}`autograder fetch --list` shows the names")
    library, item, variant = found[1], found[2], found[3] or ""
    # torchvision writes its data sets as classes and its models as functions.
    is_dataset = library == "torchvision" and item[0].isupper()
    return Wanted(name, library, "dataset" if is_dataset else "model", item, variant)


_BY_FILE: Final[Mapping[str, str]] = {
    "mnist.npz": "mnist",
    "imdb.npz": "imdb",
    "imdb_word_index.json": "imdb",
    "cifar-10-python.tar.gz": "cifar10 torchvision:CIFAR10",
    "cifar-100-python.tar.gz": "cifar100 torchvision:CIFAR100",
}
_KERAS_FILES: Final[Mapping[str, str]] = {
    "mobilenet_v2_weights": "MobileNetV2",
    "mobilenet_1": "MobileNet",
    "resnet50_weights": "ResNet50",
    "resnet101_weights": "ResNet101",
    "resnet152_weights": "ResNet152",
    "resnet50v2_weights": "ResNet50V2",
    "vgg16_weights": "VGG16",
    "vgg19_weights": "VGG19",
    "densenet121_weights": "DenseNet121",
    "inception_v3_weights": "InceptionV3",
    "xception_weights": "Xception",
    "efficientnetb0": "EfficientNetB0",
    "efficientnetv2-b0": "EfficientNetV2B0",
    "convnext_tiny": "ConvNeXtTiny",
    "nasnet_mobile": "NASNetMobile",
}


def name_for(address: str) -> str:
    """The names (with spaces between) under which what lies at ``address`` is fetched; empty where none is known."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    file = PurePosixPath(parts.path).name
    if file in _BY_FILE:
        return _BY_FILE[file]
    if file.endswith("-ubyte.gz"):
        is_keras = "tf-keras-datasets" in parts.path
        fashion = "fashion" in address or is_keras
        return "fashion-mnist" if is_keras else f"torchvision:{'Fashion' if fashion else ''}MNIST"
    if found := re.fullmatch(r"(\w+)-[0-9a-f]{8}\.pth", file):  # the hash that torch.hub checks
        return f"torchvision:{found[1]}"
    if found := re.match(r"/(?:api/models/)?timm/([\w.-]+)", parts.path):
        return f"timm:{found[1]}"
    return _keras_weights(file) if "keras-applications" in parts.path else ""


def _keras_weights(file: str) -> str:
    model = next((name for start, name in _KERAS_FILES.items() if file.startswith(start)), "")
    rows = re.search(r"_(\d{2,3})_no_top", file)
    is_usual = not model.startswith("MobileNet") or rows is None or rows[1] == "224"
    return f"keras:{model}{'' if is_usual or rows is None else f'@{rows[1]}'}" if model else ""
