# /// mistake
# summary = "The number of classes is written down, not read from the file."
# topic = "cross-cutting: hard-coded"
# caught_by = ["load_checks::test_another_file"]
# loses = 0.5
# ///

# %% load
def load_pretrained(path):
    """Return a LetterNet with all weights and statistics from the safetensors file at path.

    The names in the file begin with "module.". Raises an exception if the file does not fit the network.
    """
    weights = {name.removeprefix("module."): value for name, value in load_file(path).items()}
    model = LetterNet(num_classes=24)
    model.load_state_dict(weights)
    return model
