# /// mistake
# summary = "requires_grad is set on the layers, where it means nothing."
# topic = "T8.1"
# caught_by = ["trainable_checks::test_everything_else_is_frozen"]
# loses = 2
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
    for part, module in model.named_modules():
        module.requires_grad = any(belongs(part, name) for name in names)
