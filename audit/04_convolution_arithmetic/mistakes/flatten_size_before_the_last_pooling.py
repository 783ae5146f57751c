# /// mistake
# summary = "The dense layer's inputs are worked out from the shape before the last pooling."
# topic = "T4.9"
# caught_by = ["stack_parameters_checks::test_the_dense_layer_sees_what_is_left_after_pooling"]
# loses = 1
# ///

# %% stack_parameters
def stack_parameters(shape, layers):
    last_pool = max((place for place, layer in enumerate(layers) if "pool" in layer["kind"] and "kernel" in layer), default=-1)
    total = 0
    for place, layer in enumerate(layers):
        seen = [other for index, other in enumerate(layers[:place]) if index != last_pool]
        before = stack_shape(shape, seen)
        bias = layer.get("bias", True)
        if layer["kind"] == "conv":
            total += conv_parameters(before[0], layer["filters"], layer["kernel"], bias, layer.get("groups", 1))
        elif layer["kind"] == "dense":
            total += (before[0] + (1 if bias else 0)) * layer["units"]
    return total
