# /// mistake
# summary = "Every layer starts from the shape of the input, not from what the one before it left."
# topic = "T4.9"
# caught_by = ["stack_shape_checks::test_random_stacks"]
# loses = 1.5
# ///

# %% stack_shape
def stack_shape(shape, layers):
    def axis_size(layer, axis):
        default_stride = 1 if layer["kind"] == "conv" else layer["kernel"]
        stride = pair(layer.get("stride", default_stride))[axis]
        padding = layer.get("padding", 0)
        if padding == "same":
            return -(-image[1 + axis] // stride)
        before = 0 if padding == "valid" else pair(padding)[axis]
        dilation = pair(layer.get("dilation", 1))[axis]
        return output_size(image[1 + axis], pair(layer["kernel"])[axis], stride, before, dilation)

    image = shape
    for layer in layers:
        if layer["kind"] in ("conv", "maxpool", "avgpool"):
            channels = layer["filters"] if layer["kind"] == "conv" else image[0]
            shape = (channels, axis_size(layer, 0), axis_size(layer, 1))
        elif layer["kind"] == "globalpool":
            shape = (image[0],)
        elif layer["kind"] == "flatten":
            shape = (image[0] * image[1] * image[2],)
        elif layer["kind"] == "dense":
            shape = (layer["units"],)
    return shape
