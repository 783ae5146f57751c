# /// mistake
# summary = "A name also matches a longer one: stages.1 means stages.10 as well."
# topic = "T8.14"
# caught_by = ["trainable_checks::test_a_name_ends_at_a_point"]
# loses = 0.25
# ///

# %% trainable
def set_trainable(model, names):
    """Train the parameters that belong to a name in names, a list of texts, and freeze all others, in place.

    Raises ValueError when no parameter belongs to one of the names.
    """

    def belongs(parameter, name):
        return parameter.startswith(name)

    parameters = dict(model.named_parameters())
    for name in names:
        if not any(belongs(parameter, name) for parameter in parameters):
            raise ValueError(f"no parameter belongs to {name!r}")
    for parameter, value in parameters.items():
        value.requires_grad = any(belongs(parameter, name) for name in names)
