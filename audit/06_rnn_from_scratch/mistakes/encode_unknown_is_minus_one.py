# /// mistake
# summary = "find gives -1 for a character that is not there, which later is the last of the alphabet."
# topic = "T6.18"
# caught_by = ["characters_checks::test_unknown_characters_are_refused"]
# loses = 0.25
# ///

# %% characters
def encode(text, alphabet):
    """Return the places (T,) of the characters of text in the alphabet, as integers.

    Raises ValueError when a character is not in the alphabet.
    """
    return np.array([alphabet.find(character) for character in text], dtype=np.int64)  # (T,)


def decode(ids, alphabet):
    """Return the text whose characters have the places ids (T,) in the alphabet."""
    return "".join(alphabet[i] for i in ids)


def one_hot(ids, size):
    """Return an array of the shape of ids and one more axis of the given size: a single 1.0, else 0.0."""
    return np.eye(size)[ids]  # (..., size)
