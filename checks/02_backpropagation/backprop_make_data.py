"""Make the digits of assignment 02_backpropagation: a released training file and a hidden test set.

The pictures are scikit-learn's copy of the UCI set "Optical Recognition of Handwritten Digits" (Alpaydin and
Kaynak, 1998): 1,797 pictures of 8 x 8 pixels with grey levels 0 to 16. Anyone can load that set, so neither
file holds it unchanged: every picture is moved by at most one pixel and gets noise, drawn from a seed. The
originals behind the two files are disjoint.

The seed below makes the files that the course ships with. A course whose repository is public should make its
own with another seed, because whoever knows the seed and the originals knows the hidden labels:

    python checks/02_backpropagation/backprop_make_data.py --seed 12345

Files
    source/02_backpropagation/digits_train.npz   released: images (2400, 64) uint8, labels (2400,) uint8
    checks/02_backpropagation/backprop_digits_hidden.npz  host only: images (597, 64) uint8, labels (597,) uint8

The training file holds each of its 1,200 originals twice, side by side, moved differently. A validation set
cut off its end therefore shares no original with the rest, whereas one drawn row by row would.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

COURSE = Path(__file__).resolve().parents[2]
TRAIN_FILE = COURSE / "source" / "02_backpropagation" / "digits_train.npz"
HIDDEN_FILE = Path(__file__).resolve().with_name("backprop_digits_hidden.npz")

SEED = 80_451_973
TRAIN_ORIGINALS = 1200
COPIES = 2
NOISE = 1.0
MOVES = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


def perturb(pictures: Floats, rng: np.random.Generator) -> Bytes:
    """Move every picture by at most one pixel and add noise: (N, 64) grey levels -> (N, 64) in 0..16."""
    moved = np.empty((len(pictures), 8, 8))  # (N, 8, 8)
    for target, picture in zip(moved, pictures.reshape(-1, 8, 8), strict=True):
        down, right = MOVES[rng.integers(len(MOVES))]
        framed = np.pad(picture, 1)  # (10, 10)
        target[:] = framed[1 - down : 9 - down, 1 - right : 9 - right]
    noisy = moved + rng.normal(0.0, NOISE, moved.shape)
    return np.clip(np.rint(noisy), 0, 16).astype(np.uint8).reshape(-1, 64)


def split(seed: int) -> tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]:
    """Return ((images, labels) for training, (images, labels) hidden); no original is in both."""
    rng = np.random.default_rng(seed)
    digits = load_digits()
    order = rng.permutation(len(digits.data))
    train, hidden = np.repeat(order[:TRAIN_ORIGINALS], COPIES), order[TRAIN_ORIGINALS:]
    labels = digits.target.astype(np.uint8)
    released = perturb(digits.data[train], rng), labels[train]
    return released, (perturb(digits.data[hidden], rng), labels[hidden])


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description="Make the digits of assignment 02_backpropagation.")
    parser.add_argument("--seed", type=int, default=SEED, help="decides the moves, the noise and the split")
    parts = split(parser.parse_args().seed)
    for path, (images, labels) in zip((TRAIN_FILE, HIDDEN_FILE), parts, strict=True):
        np.savez_compressed(path, images=images, labels=labels)
        print(f"{path.relative_to(COURSE)}: {len(images)} pictures")


if __name__ == "__main__":
    main()
