"""Make the data of assignment 07_sequence_models: a series and a corpus, each with a released and a hidden part.

The series is the yearly sunspot number from 1700 to 2008 (WDC-SILSO, Royal Observatory of Belgium), which
statsmodels carries. Anyone can load it, so neither file holds it as it is: a smooth factor close to 1 changes the
height of its cycles, and each year gets noise, both drawn from a seed. The first years are released, the years after
them are hidden. The years in between are in both, because the first hidden window begins with the last released
values.

The reviews are sentences of a small grammar. What decides is the verdict: one clause, which may be negated ("was not
dull"), or one of two clauses that contradict each other. After "but" the second one counts, and of two clauses that
are joined by "although" the one that stands without it. Sentences that say nothing about quality come first. Words of
praise and of blame are therefore about equally frequent in both classes, and the order of the words decides. Three
labels in a hundred are wrong. Names of places, persons and some words are drawn from lists of which the hidden reviews
use another part: they meet words that the released ones do not have.

The seed below makes the files that the course ships with. A course whose repository is public should make its own
with another seed, because whoever knows the seed knows the hidden labels:

    pip install statsmodels
    python checks/07_sequence_models/seq_make_data.py --seed 12345

Files
    source/07_sequence_models/sunspots.npz         released: years (220,) int64, numbers (220,) float64
    checks/07_sequence_models/seq_sunspots_hidden.npz  host only: years (115,) int64, numbers (115,) float64
    source/07_sequence_models/reviews_train.json   released: texts and labels (1 = praise) of 1,600 reviews
    checks/07_sequence_models/seq_reviews_hidden.json  host only: texts and labels of 600 reviews
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

COURSE = Path(__file__).resolve().parents[2]
RELEASED = COURSE / "source" / "07_sequence_models"
HIDDEN = Path(__file__).resolve().parent

SEED = 61_270_418
RELEASED_YEARS = 220
SHARED_YEARS = 26  # before the first hidden year, for its window
NOISE = 3.0
RELEASED_REVIEWS, HIDDEN_REVIEWS = 1600, 600
WRONG_LABELS = 0.03

Series = tuple[NDArray[np.int64], NDArray[np.float64]]
Reviews = tuple[list[str], list[int]]

PRAISE = (
    "good great brilliant charming superb delightful splendid lovely excellent clever touching fresh".split()
)
BLAME = "bad dull awful boring dreadful clumsy shallow tedious poor silly bland weak".split()
NOUNS = (
    "plot story acting music ending film cast dialogue pace camera script scenery humour soundtrack".split()
)
NEGATIONS = ["was not", "wasn't", "was never", "was hardly", "was anything but"]
PLAIN = ["was", "was really", "seemed", "was simply", "turned out", "felt"]
BREAKS = [", but ", "; but ", ", yet ", " - but in the end ", "; however, "]
PLACES = {
    "released": "Leeds Porto Lyon Kraków Bergen Turku Málaga Graz Zürich Tartu".split(),
    "hidden": "Leeds Porto Lyon Gdańsk Ålesund Oulu Córdoba Linz Genève Narva".split(),
}
FRIENDS = {
    "released": "brother neighbour teacher cousin sister dentist uncle colleague".split(),
    "hidden": "brother neighbour teacher grandson landlord plumber aunt boss".split(),
}
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
FILLERS = [
    "I saw it in {place} on a {day}.",
    "We went with my {friend}.",
    "It ran for {hours} hours!",
    "My {friend} bought the tickets...",
    "The cinema in {place} was full.",
    "That was on {day}, after work.",
    "It is the director\u2019s {count} film.",
    "The café next door was closed.",
    "Seats cost {hours} euros.",
    "(My {friend} from {place} slept.)",
]
COUNTS = "first second third fourth fifth".split()


def disturbed_sunspots(rng: np.random.Generator) -> Series:
    """The yearly numbers with other heights and noise; none is below 0."""
    from statsmodels.datasets import sunspots

    table = sunspots.load_pandas().data
    years, numbers = table["YEAR"].to_numpy(np.int64), table["SUNACTIVITY"].to_numpy(np.float64)
    knots = rng.uniform(0.85, 1.15, 8)
    factor = np.interp(np.linspace(0, 7, len(years)), np.arange(8), knots)
    noisy = numbers * factor + rng.normal(0.0, NOISE, len(years))
    return years, np.clip(noisy, 0, None).round(1)


class Author:
    """Writes reviews from the grammar, with the words of one part."""

    def __init__(self, part: str, rng: np.random.Generator) -> None:
        self.rng, self.places, self.friends = rng, PLACES[part], FRIENDS[part]

    def pick(self, words: Sequence[str]) -> str:
        """One of the words."""
        return words[self.rng.integers(len(words))]

    def clause(self, noun: str, praise: bool) -> str:
        """A statement about the noun; four in ten are negations of the opposite."""
        if self.rng.random() < 0.4:
            return f"the {noun} {self.pick(NEGATIONS)} {self.pick(BLAME if praise else PRAISE)}"
        return f"the {noun} {self.pick(PLAIN)} {self.pick(PRAISE if praise else BLAME)}"

    def verdict(self, praise: bool) -> str:
        """A sentence that praises or blames, as a whole."""
        first, second = self.rng.choice(NOUNS, 2, replace=False)
        kind = self.rng.random()
        if kind < 0.3:
            sentence = self.clause(first, praise)
        elif kind < 0.7:
            sentence = self.clause(first, not praise) + self.pick(BREAKS) + self.clause(second, praise)
        elif kind < 0.85:
            sentence = f"although {self.clause(first, not praise)}, {self.clause(second, praise)}"
        else:
            sentence = f"{self.clause(first, praise)}, although {self.clause(second, not praise)}"
        if self.rng.random() < 0.1:
            sentence = sentence.upper()
        return sentence[0].upper() + sentence[1:] + self.pick([".", "!", "...", "."])

    def filler(self) -> str:
        """A sentence that says nothing about quality."""
        return self.pick(FILLERS).format(
            place=self.pick(self.places),
            friend=self.pick(self.friends),
            day=self.pick(DAYS),
            hours=self.rng.integers(2, 20),
            count=self.pick(COUNTS),
        )

    def review(self, praise: bool) -> str:
        """Up to three sentences of no meaning, then the verdict."""
        fillers = [self.filler() for _ in range(self.rng.integers(0, 4))]
        return " ".join([*fillers, self.verdict(praise)]).replace("n't", self.pick(["n't", "n\u2019t"]))


def reviews(part: str, count: int, rng: np.random.Generator, taken: set[str]) -> Reviews:
    """``count`` reviews that are not among those ``taken``, half of each kind, and their labels."""
    author = Author(part, rng)
    texts: list[str] = []
    labels: list[int] = []
    while len(texts) < count:
        praise = len(texts) % 2 == 0
        text = author.review(praise)
        if text not in taken:
            taken.add(text)
            texts.append(text)
            labels.append(int(praise != (rng.random() < WRONG_LABELS)))
    order = rng.permutation(count)
    return [texts[i] for i in order], [labels[i] for i in order]


def main() -> None:
    """Write the four files."""
    parser = argparse.ArgumentParser(description="Make the data of assignment 07_sequence_models.")
    parser.add_argument("--seed", type=int, default=SEED, help="decides noise, sentences and labels")
    rng = np.random.default_rng(parser.parse_args().seed)
    years, numbers = disturbed_sunspots(rng)
    first_hidden = RELEASED_YEARS - SHARED_YEARS
    for path, span in (
        (RELEASED / "sunspots.npz", slice(None, RELEASED_YEARS)),
        (HIDDEN / "seq_sunspots_hidden.npz", slice(first_hidden, None)),
    ):
        np.savez_compressed(path, years=years[span], numbers=numbers[span])
        print(f"{path.relative_to(COURSE)}: {len(years[span])} years")
    taken: set[str] = set()
    for path, part, count in (
        (RELEASED / "reviews_train.json", "released", RELEASED_REVIEWS),
        (HIDDEN / "seq_reviews_hidden.json", "hidden", HIDDEN_REVIEWS),
    ):
        texts, labels = reviews(part, count, rng, taken)
        content = {"texts": texts, "labels": labels}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        print(f"{path.relative_to(COURSE)}: {count} reviews")


if __name__ == "__main__":
    main()
