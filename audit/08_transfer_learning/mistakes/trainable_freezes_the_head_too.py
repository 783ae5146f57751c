# /// mistake
# summary = "The whole network is frozen, the head included."
# topic = "T8.2"
# caught_by = ["trainable_checks::test_what_is_named_trains"]
# loses = 3.75
# ///

# %% trainable
def set_trainable(model, names):
    """Train the parameters that belong to a name in names, a list of texts, and freeze all others, in place.

    Raises ValueError when no parameter belongs to one of the names.
    """

    def belongs(parameter, name):
        return parameter == name or parameter.startswith(name + ".")

    parameters = dict(model.named_parameters())
    for name in names:
        if not any(belongs(parameter, name) for parameter in parameters):
            raise ValueError(f"no parameter belongs to {name!r}")
    for parameter, value in parameters.items():
        value.requires_grad = False
