# /// mistake
# summary = "Only parameters are loaded, and batch norm's statistics stay at 0 and 1."
# topic = "T8.13"
# caught_by = ["load_checks::test_statistics_are_those_of_the_file"]
# loses = 2.75
# ///

# %% load
def load_pretrained(path):
    """Return a LetterNet with all weights and statistics from the safetensors file at path.

    The names in the file begin with "module.". Raises an exception if the file does not fit the network.
    """
    weights = {name.removeprefix("module."): value for name, value in load_file(path).items()}
    model = LetterNet(num_classes=len(weights["head.weight"]))
    model.load_state_dict({**model.state_dict(), **{n: v for n, v in weights.items() if "running" not in n}})
    return model
