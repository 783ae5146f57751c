"""Make the coloured digits of assignment 05_cnn_image_classifier: a released training file and a hidden test set.

The shapes are scikit-learn's copy of the UCI set "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak,
1998): 1,797 pictures of 8 x 8 pixels. Anyone can load that set, so neither file holds it unchanged: each shape is
enlarged to 12 x 12 pixels, moved by at most one pixel, drawn with light ink on darker paper, both of a random
colour, and disturbed by noise, all drawn from a seed. The originals behind the two files are disjoint.

The seed below makes the files that the course ships with. A course whose repository is public should make its own
with another seed, because whoever knows the seed and the originals knows the hidden labels:

    python checks/05_cnn_image_classifier/cnn_make_data.py --seed 12345

Files
    source/05_cnn_image_classifier/coloured_digits.npz   released: images (1197, 12, 12, 3) uint8, labels (1197,) uint8
    checks/05_cnn_image_classifier/cnn_digits_hidden.npz  host only: images (600, 12, 12, 3) uint8, labels (600,) uint8

Each original is there once. The rows of the training file are sorted by class, as files in one folder for each
class are, so a validation set cut off its end would hold two classes only. Values are whole multiples of 17,
from 0 to 255, which keeps the files small.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import zoom
from sklearn.datasets import load_digits

COURSE = Path(__file__).resolve().parents[2]
TRAIN_FILE = COURSE / "source" / "05_cnn_image_classifier" / "coloured_digits.npz"
HIDDEN_FILE = Path(__file__).resolve().with_name("cnn_digits_hidden.npz")

SEED = 61_905_228
HIDDEN_ORIGINALS = 600
SIZE = 12
NOISE = 0.06
LEAST_CONTRAST = 0.35

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


def draw(shape: Floats, rng: np.random.Generator) -> Floats:
    """Enlarge, move and colour one shape: (8, 8) in 0..1 -> (12, 12, 3) in 0..1."""
    large = np.clip(zoom(shape, SIZE / 8, order=1), 0, 1)  # (12, 12)
    down, right = rng.integers(0, 3, 2)
    ink_share = np.pad(large, 1)[down : down + SIZE, right : right + SIZE, None]  # (12, 12, 1)
    paper, ink = colours(rng)
    return paper + ink_share * (ink - paper)


def colours(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the colours of paper and ink, each (3,), with the ink lighter."""
    while True:
        paper, ink = rng.uniform(0.0, 0.6, 3), rng.uniform(0.2, 1.0, 3)
        if (ink - paper).mean() >= LEAST_CONTRAST:
            return paper, ink


def pictures(shapes: Floats, rng: np.random.Generator) -> Bytes:
    """Draw all shapes with noise: (N, 8, 8) in 0..1 -> (N, 12, 12, 3) in 0..255."""
    clean = np.stack([draw(shape, rng) for shape in shapes])
    noisy = np.clip(clean + rng.normal(0.0, NOISE, clean.shape), 0, 1)
    return (np.rint(noisy * 15) * 17).astype(np.uint8)


def split(seed: int) -> tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]:
    """Return ((images, labels) for training, (images, labels) hidden); no original is in both."""
    rng = np.random.default_rng(seed)
    digits = load_digits()
    order = rng.permutation(len(digits.images))
    hidden, train = order[:HIDDEN_ORIGINALS], order[HIDDEN_ORIGINALS:]
    train = train[np.argsort(digits.target[train], kind="stable")]
    labels = digits.target.astype(np.uint8)
    shapes = digits.images / 16
    released = pictures(shapes[train], rng), labels[train]
    return released, (pictures(shapes[hidden], rng), labels[hidden])


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description="Make the coloured digits of 05_cnn_image_classifier.")
    parser.add_argument("--seed", type=int, default=SEED, help="decides shapes, colours, noise and the split")
    parts = split(parser.parse_args().seed)
    for path, (images, labels) in zip((TRAIN_FILE, HIDDEN_FILE), parts, strict=True):
        np.savez_compressed(path, images=images, labels=labels)
        print(f"{path.relative_to(COURSE)}: {len(images)} pictures")


if __name__ == "__main__":
    main()
