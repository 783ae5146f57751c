# /// mistake
# summary = "The typographic apostrophe separates words."
# topic = "T7.12"
# caught_by = ["tokenise_checks::test_apostrophes"]
# loses = 0.53
# ///

# %% tokenise
def tokenise(text):
    """Return the list of the words of a text, in their order."""
    text = unicodedata.normalize("NFKC", text).lower()
    letters = [
        c if c.isalnum() or (c == "'" and before.isalnum() and after.isalnum()) else " "
        for before, c, after in zip(" " + text, text, text[1:] + " ")
    ]
    return "".join(letters).split()
