# /// mistake
# summary = "A dense layer's bias=False is ignored."
# topic = "T4.7"
# caught_by = ["stack_parameters_checks::asserts", "stack_parameters_checks::test_random_stacks"]
# loses = 1
# ///

# %% stack_parameters
def stack_parameters(shape, layers):
    total = 0
    for place, layer in enumerate(layers):
        before = stack_shape(shape, layers[:place])
        bias = layer.get("bias", True)
        if layer["kind"] == "conv":
            total += conv_parameters(before[0], layer["filters"], layer["kernel"], bias, layer.get("groups", 1))
        elif layer["kind"] == "dense":
            total += (before[0] + 1) * layer["units"]
    return total
