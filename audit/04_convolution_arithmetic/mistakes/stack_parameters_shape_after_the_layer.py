# /// mistake
# summary = "Each layer is given the shape after it instead of the one before it."
# topic = "T4.9"
# caught_by = ["stack_parameters_checks::asserts", "stack_parameters_checks::test_the_size_of_the_image_does_not_matter"]
# loses = 2
# ///

# %% stack_parameters
def stack_parameters(shape, layers):
    total = 0
    for place, layer in enumerate(layers):
        before = stack_shape(shape, layers[: place + 1])
        bias = layer.get("bias", True)
        if layer["kind"] == "conv":
            total += conv_parameters(before[0], layer["filters"], layer["kernel"], bias, layer.get("groups", 1))
        elif layer["kind"] == "dense":
            total += (before[0] + (1 if bias else 0)) * layer["units"]
    return total
