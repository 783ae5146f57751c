# /// mistake
# summary = "The path is ignored."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["load_checks::test_another_file"]
# loses = 1
# ///

# %% load
def load_pretrained(path):
    """Return a LetterNet with all weights and statistics from the safetensors file at path.

    The names in the file begin with "module.". Raises an exception if the file does not fit the network.
    """
    weights = {
        name.removeprefix("module."): value for name, value in load_file("letternet.safetensors").items()
    }
    model = LetterNet(num_classes=len(weights["head.weight"]))
    model.load_state_dict(weights)
    return model
