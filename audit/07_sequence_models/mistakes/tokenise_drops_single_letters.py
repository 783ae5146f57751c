# /// mistake
# summary = "Words of one letter are left out."
# topic = "T12.5"
# caught_by = ["tokenise_checks::test_digits_single_letters_and_repetitions"]
# loses = 1.293334
# ///

# %% tokenise
def tokenise(text):
    """Return the list of the words of a text, in their order."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    letters = [
        c if c.isalnum() or (c == "'" and before.isalnum() and after.isalnum()) else " "
        for before, c, after in zip(" " + text, text, text[1:] + " ")
    ]
    return [word for word in "".join(letters).split() if len(word) > 1]
