# /// mistake
# summary = "Names are right, but strict=False forgives a file that does not fit."
# topic = "T8.13"
# caught_by = ["load_checks::test_a_file_that_does_not_fit_is_refused"]
# loses = 0.5
# ///

# %% load
def load_pretrained(path):
    """Return a LetterNet with all weights and statistics from the safetensors file at path.

    The names in the file begin with "module.". Raises an exception if the file does not fit the network.
    """
    weights = {name.removeprefix("module."): value for name, value in load_file(path).items()}
    model = LetterNet(num_classes=len(weights["head.weight"]))
    model.load_state_dict(weights, strict=False)
    return model
