# /// mistake
# summary = "As many columns as the largest number needs."
# topic = "cross-cutting: hard-coded shape"
# caught_by = ["characters_checks::test_one_hot_of_every_number"]
# loses = 0.75
# ///

# %% characters
def encode(text, alphabet):
    """Return the places (T,) of the characters of text in the alphabet, as integers.

    Raises ValueError when a character is not in the alphabet.
    """
    return np.array([alphabet.index(character) for character in text], dtype=np.int64)  # (T,)


def decode(ids, alphabet):
    """Return the text whose characters have the places ids (T,) in the alphabet."""
    return "".join(alphabet[i] for i in ids)


def one_hot(ids, size):
    """Return an array of the shape of ids and one more axis of the given size: a single 1.0, else 0.0."""
    return np.eye(np.max(ids) + 1)[ids]  # (..., size)
