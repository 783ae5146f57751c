# /// mistake
# summary = "The Unicode form is left as it is."
# topic = "T7.12"
# caught_by = ["tokenise_checks::test_letters_of_all_kinds"]
# loses = 0.16
# ///

# %% tokenise
def tokenise(text):
    """Return the list of the words of a text, in their order."""
    text = text.lower().replace("\u2019", "'")
    letters = [
        c if c.isalnum() or (c == "'" and before.isalnum() and after.isalnum()) else " "
        for before, c, after in zip(" " + text, text, text[1:] + " ")
    ]
    return "".join(letters).split()
