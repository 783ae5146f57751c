# /// mistake
# summary = "Digits are no letters."
# topic = "T7.12"
# caught_by = ["tokenise_checks::test_digits_single_letters_and_repetitions"]
# loses = 0.866667
# ///

# %% tokenise
def tokenise(text):
    """Return the list of the words of a text, in their order."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    letters = [
        c if c.isalpha() or (c == "'" and before.isalnum() and after.isalnum()) else " "
        for before, c, after in zip(" " + text, text, text[1:] + " ")
    ]
    return "".join(letters).split()
