# /// mistake
# summary = "The padding of the rows is used for the columns as well."
# topic = "T4.5"
# caught_by = ["stack_shape_checks::test_rows_and_columns_stay_apart"]
# loses = 1.5
# ///

# %% stack_shape
def stack_shape(shape, layers):
    def axis_size(layer, axis):
        default_stride = 1 if layer["kind"] == "conv" else layer["kernel"]
        stride = pair(layer.get("stride", default_stride))[axis]
        padding = layer.get("padding", 0)
        if padding == "same":
            return -(-shape[1 + axis] // stride)
        before = 0 if padding == "valid" else pair(padding)[0]
        dilation = pair(layer.get("dilation", 1))[axis]
        return output_size(shape[1 + axis], pair(layer["kernel"])[axis], stride, before, dilation)

    for layer in layers:
        if layer["kind"] in ("conv", "maxpool", "avgpool"):
            channels = layer["filters"] if layer["kind"] == "conv" else shape[0]
            shape = (channels, axis_size(layer, 0), axis_size(layer, 1))
        elif layer["kind"] == "globalpool":
            shape = (shape[0],)
        elif layer["kind"] == "flatten":
            shape = (shape[0] * shape[1] * shape[2],)
        elif layer["kind"] == "dense":
            shape = (layer["units"],)
    return shape
