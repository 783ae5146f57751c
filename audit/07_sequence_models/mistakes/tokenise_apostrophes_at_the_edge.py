# /// mistake
# summary = "Apostrophes at the edge of a word stay."
# topic = "T7.12"
# caught_by = ["tokenise_checks::test_apostrophes"]
# loses = 0.24
# ///

# %% tokenise
def tokenise(text):
    """Return the list of the words of a text, in their order."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    letters = [
        c if c.isalnum() or c == "'" else " " for before, c, after in zip(" " + text, text, text[1:] + " ")
    ]
    return "".join(letters).split()
