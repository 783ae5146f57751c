# /// mistake
# summary = "A name that matches nothing freezes everything without a word."
# topic = "T8.14"
# caught_by = ["trainable_checks::test_unknown_names_are_refused"]
# loses = 0.5
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
            continue
    for parameter, value in parameters.items():
        value.requires_grad = any(belongs(parameter, name) for name in names)
