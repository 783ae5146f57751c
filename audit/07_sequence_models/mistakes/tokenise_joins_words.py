# /// mistake
# summary = "Punctuation is left out, and what it separated grows together."
# topic = "T7.12"
# caught_by = ["tokenise_checks::test_punctuation"]
# loses = 0.63
# ///

# %% tokenise
def tokenise(text):
    """Return the list of the words of a text, in their order."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    letters = [
        c
        if c.isalnum() or (c == "'" and before.isalnum() and after.isalnum())
        else " "
        if c.isspace()
        else ""
        for before, c, after in zip(" " + text, text, text[1:] + " ")
    ]
    return "".join(letters).split()
