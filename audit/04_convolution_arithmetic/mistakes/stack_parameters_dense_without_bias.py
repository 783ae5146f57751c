# /// mistake
# summary = "The biases of dense layers are never counted."
# topic = "T4.7"
# caught_by = ["stack_parameters_checks::asserts", "stack_parameters_checks::test_the_dense_layer_sees_what_is_left_after_pooling"]
# loses = 1.5
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
            total += before[0] * layer["units"]
    return total
