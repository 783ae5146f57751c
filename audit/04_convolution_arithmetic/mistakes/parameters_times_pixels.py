# /// mistake
# summary = "Each output pixel is given weights of its own: the count is multiplied by the size of the feature map."
# topic = "T4.7"
# caught_by = ["stack_parameters_checks::test_the_size_of_the_image_does_not_matter"]
# loses = 1.5
# ///

# %% stack_parameters
def stack_parameters(shape, layers):
    total = 0
    for place, layer in enumerate(layers):
        before, after = stack_shape(shape, layers[:place]), stack_shape(shape, layers[: place + 1])
        bias = layer.get("bias", True)
        if layer["kind"] == "conv":
            weights = conv_parameters(before[0], layer["filters"], layer["kernel"], bias, layer.get("groups", 1))
            total += weights * after[1] * after[2]
        elif layer["kind"] == "dense":
            total += (before[0] + (1 if bias else 0)) * layer["units"]
    return total
