"""Make the words of assignment 06_rnn_from_scratch: a released training file and a hidden test file.

The words belong to an invented language, drawn from a seed, in which what comes next depends on letters that are
long gone. A word is a stem, the letter h, and the stem's first letter once more. The stem has two to five
syllables of a consonant and a vowel. All vowels of a word are of one kind, either those of "aou" or those of "eiy"
(vowel harmony, as in Finnish or Turkish). Who knows only the letter before cannot tell the kind of the
next vowel, and nobody can write the last letter without remembering the first.

The seed below makes the files that the course ships with. A course whose repository is public should make its
own with another seed, because whoever knows the seed knows the hidden words:

    python checks/06_rnn_from_scratch/rnn_make_data.py --seed 12345

Files
    source/06_rnn_from_scratch/words.txt   released: 1,600 words, one a line, all different
    checks/06_rnn_from_scratch/rnn_words_hidden.txt  host only: 500 words, all different, none of them released
"""

import argparse
from pathlib import Path

import numpy as np

COURSE = Path(__file__).resolve().parents[2]
TRAIN_FILE = COURSE / "source" / "06_rnn_from_scratch" / "words.txt"
HIDDEN_FILE = Path(__file__).resolve().with_name("rnn_words_hidden.txt")

SEED = 61_204_871
TRAIN_WORDS = 1600
HIDDEN_WORDS = 500

CONSONANTS = "klmnpst"
CONSONANT_SHARES = (0.18, 0.14, 0.12, 0.16, 0.10, 0.14, 0.16)
VOWELS = ("aou", "eiy")
VOWEL_SHARES = (0.5, 0.3, 0.2)
SYLLABLES = (2, 3, 4, 5)
SYLLABLE_SHARES = (0.3, 0.3, 0.25, 0.15)


def word(rng: np.random.Generator) -> str:
    """One word of the language."""
    vowels = list(VOWELS[rng.integers(2)])
    count = int(rng.choice(SYLLABLES, p=SYLLABLE_SHARES))
    consonants = rng.choice(list(CONSONANTS), size=count, p=CONSONANT_SHARES)
    stem = "".join(
        c + v for c, v in zip(consonants, rng.choice(vowels, size=count, p=VOWEL_SHARES), strict=True)
    )
    return f"{stem}h{stem[0]}"


def split(seed: int) -> tuple[list[str], list[str]]:
    """Return (released words, hidden words); no word is there twice."""
    rng = np.random.default_rng(seed)
    found: dict[str, None] = {}
    while len(found) < TRAIN_WORDS + HIDDEN_WORDS:
        found[word(rng)] = None
    # Short words are drawn first, since they are drawn often; both files should hold the same mixture.
    order = rng.permutation(list(found)).tolist()
    return order[:TRAIN_WORDS], order[TRAIN_WORDS:]


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description="Make the words of assignment 06_rnn_from_scratch.")
    parser.add_argument("--seed", type=int, default=SEED, help="decides the words and the split")
    parts = split(parser.parse_args().seed)
    for path, words in zip((TRAIN_FILE, HIDDEN_FILE), parts, strict=True):
        path.write_text("\n".join(words) + "\n", encoding="ascii")
        print(f"{path.relative_to(COURSE)}: {len(words)} words")


if __name__ == "__main__":
    main()
