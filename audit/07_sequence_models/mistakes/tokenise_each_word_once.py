# /// mistake
# summary = "Every word comes once."
# topic = "X.example"
# caught_by = ["tokenise_checks::test_digits_single_letters_and_repetitions", "tokenise_checks::test_lower_case"]
# loses = 4.538333
# ///

# %% tokenise
def tokenise(text):
    """Return the list of the words of a text, in their order."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    letters = [
        c if c.isalnum() or (c == "'" and before.isalnum() and after.isalnum()) else " "
        for before, c, after in zip(" " + text, text, text[1:] + " ")
    ]
    return list(dict.fromkeys("".join(letters).split()))
