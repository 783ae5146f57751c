"""Make the pictures of assignment 08_transfer_learning: a small released set and a hidden test set.

The pictures show letters of invented scripts. A letter is three curved strokes whose control points are drawn once;
each picture of it moves these points a little, turns, scales, shears and shifts the letter, and draws it in a
colour of its own on coloured paper with a slope of light and noise. What tells letters apart is their shape
alone: colours, and whether the ink is darker than the paper, are drawn anew for each picture.

Two scripts are made. The first has 24 letters and as many pictures of them as one likes; `transfer_make_network.py`
trains the network on it that the course hands out. The second has 6 letters, written with a brush, in more haste, on
paper of another tint, and few pictures: it is what students are to read.

Everything is drawn from a seed. A course whose repository is public should make its own files with another one,
because whoever knows the seed knows the hidden pictures:

    python checks/08_transfer_learning/transfer_make_data.py --seed 12345

Files
    source/08_transfer_learning/letters.npz   released: images (60, 16, 16, 3) uint8, labels (60,) uint8, and
                                              validation_images (120, 16, 16, 3), validation_labels (120,)
    checks/08_transfer_learning/transfer_letters_hidden.npz  host only: images (360, 16, 16, 3) and labels (360,), uint8

Every picture is drawn for itself, so no two files share one.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

COURSE = Path(__file__).resolve().parents[2]
RELEASED_FILE = COURSE / "source" / "08_transfer_learning" / "letters.npz"
HIDDEN_FILE = Path(__file__).resolve().with_name("transfer_letters_hidden.npz")

SEED = 52_710_463
SIZE = 16  # pixels
STROKES, POINTS = 3, 12  # strokes of a letter, points that a stroke is drawn with
SOURCE_LETTERS, TARGET_LETTERS = 24, 6

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Hand:
    """How a script is written: the mean colour of its paper, how far points stray, noise, and how wide its pen is."""

    paper: tuple[float, float, float]  # red, green, blue
    haste: float
    noise: float
    pen: float  # 1 is a line of about a pixel and a half


SOURCE_HAND = Hand((0.62, 0.50, 0.40), 0.08, 0.07, 1.0)
TARGET_HAND = Hand((0.48, 0.52, 0.62), 0.11, 0.09, 1.9)


def make_script(letters: int, rng: np.random.Generator) -> Floats:
    """Control points of new letters in the square from -1 to 1: (letters, strokes, 3, 2)."""
    starts = rng.uniform(-1, 1, (letters, STROKES, 1, 2))
    turns = rng.uniform(-1, 1, (letters, STROKES, 2, 2))
    # A stroke is as long as a letter is wide, so that none is a dot.
    ends = starts - 1.6 * np.sign(starts) * rng.uniform(0.4, 1.0, starts.shape)
    return np.concatenate([starts, turns[:, :, :1], ends], axis=2)


def written(script: Floats, labels: NDArray[np.int64], haste: float, rng: np.random.Generator) -> Floats:
    """The points of each picture's strokes in pixels: (N, strokes * points, 2)."""
    n = len(labels)
    control = script[labels] + rng.normal(0, haste, (n, STROKES, 3, 2))
    t = np.linspace(0, 1, POINTS)
    basis = np.stack([(1 - t) ** 2, 2 * t * (1 - t), t**2])  # (3, points): a quadratic Bezier curve
    points = np.einsum("nskc,kp->nspc", control, basis).reshape(n, -1, 2)
    angle, shear = rng.normal(0, 0.14, n), rng.normal(0, 0.12, n)
    scale = rng.uniform(0.8, 1.1, (n, 2))
    turn = np.stack([np.cos(angle), -np.sin(angle) + shear, np.sin(angle), np.cos(angle)], axis=1)
    moved = np.einsum("npc,ndc->npd", points, scale[:, :, None] * turn.reshape(n, 2, 2))
    return 5.2 * moved + (SIZE - 1) / 2 + rng.uniform(-1.5, 1.5, (n, 1, 2))


def coloured(ink: Floats, hand: Hand, rng: np.random.Generator) -> Bytes:
    """Pictures (N, 16, 16, 3) of ink (N, 16, 16) between 0 and 1."""
    n = len(ink)
    ground = np.asarray(hand.paper) + rng.normal(0, 0.12, (n, 3))
    contrast = rng.uniform(0.22, 0.5, (n, 1)) * rng.choice([-1.0, 1.0], (n, 1))
    letter = ground + contrast + rng.normal(0, 0.06, (n, 3))
    place = np.linspace(-1, 1, SIZE)
    slope = rng.normal(0, 0.1, (2, n, 1, 1))
    light = slope[0] * place[:, None] + slope[1] * place  # (N, 16, 16)
    picture = ground[:, None, None] + ink[..., None] * (letter - ground)[:, None, None] + light[..., None]
    noisy = picture + rng.normal(0, hand.noise, picture.shape)
    return np.clip(np.rint(255 * noisy), 0, 255).astype(np.uint8)


def draw(script: Floats, each: int, hand: Hand, rng: np.random.Generator) -> tuple[Bytes, Bytes]:
    """`each` pictures of every letter, in an order drawn by chance: (images (N, 16, 16, 3), labels (N,))."""
    labels = rng.permutation(np.repeat(np.arange(len(script)), each))
    points = written(script, labels, hand.haste, rng)
    grid = np.arange(SIZE)
    nearest = np.full((len(labels), SIZE, SIZE), np.inf)
    for point in range(points.shape[1]):
        across = (points[:, point, 0, None, None] - grid) ** 2
        down = (points[:, point, 1, None, None] - grid[:, None]) ** 2
        nearest = np.minimum(nearest, across + down)
    width = hand.pen * rng.uniform(0.6, 0.9, (len(labels), 1, 1))
    return coloured(np.exp(-nearest / (2 * width**2)), hand, rng), labels.astype(np.uint8)


def scripts(seed: int) -> tuple[Floats, Floats]:
    """The letters that the network is trained on, and those of the assignment."""
    return (
        make_script(SOURCE_LETTERS, np.random.default_rng([seed, 1])),
        make_script(TARGET_LETTERS, np.random.default_rng([seed, 2])),
    )


def source_set(seed: int, each: int, part: int) -> tuple[Bytes, Bytes]:
    """Pictures of the first script; parts of other numbers are other pictures."""
    return draw(scripts(seed)[0], each, SOURCE_HAND, np.random.default_rng([seed, 3, part]))


def target_set(seed: int, each: int, part: int) -> tuple[Bytes, Bytes]:
    """Pictures of the second script; parts of other numbers are other pictures."""
    return draw(scripts(seed)[1], each, TARGET_HAND, np.random.default_rng([seed, 4, part]))


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description="Make the pictures of assignment 08_transfer_learning.")
    parser.add_argument("--seed", type=int, default=SEED, help="decides the letters and every picture")
    seed = parser.parse_args().seed
    images, labels = target_set(seed, 10, 0)
    validation_images, validation_labels = target_set(seed, 20, 1)
    released = {"images": images, "labels": labels}
    released |= {"validation_images": validation_images, "validation_labels": validation_labels}
    images, labels = target_set(seed, 60, 2)
    for path, arrays in ((RELEASED_FILE, released), (HIDDEN_FILE, {"images": images, "labels": labels})):
        np.savez_compressed(path, **arrays)
        print(f"{path.relative_to(COURSE)}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
