# /// mistake
# summary = "Apostrophes separate words."
# topic = "T7.12"
# caught_by = ["tokenise_checks::test_apostrophes"]
# loses = 0.81
# ///

# %% tokenise
def tokenise(text):
    """Return the list of the words of a text, in their order."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    letters = [c if c.isalnum() else " " for before, c, after in zip(" " + text, text, text[1:] + " ")]
    return "".join(letters).split()
