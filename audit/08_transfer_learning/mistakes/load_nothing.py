# /// mistake
# summary = "The network is built, and the weights are never loaded."
# topic = "T8.13"
# caught_by = ["load_checks::test_every_weight_is_that_of_the_file"]
# loses = 7
# ///

# %% load
def load_pretrained(path):
    """Return a LetterNet with all weights and statistics from the safetensors file at path.

    The names in the file begin with "module.". Raises an exception if the file does not fit the network.
    """
    weights = {name.removeprefix("module."): value for name, value in load_file(path).items()}
    model = LetterNet(num_classes=len(weights["head.weight"]))
    return model
