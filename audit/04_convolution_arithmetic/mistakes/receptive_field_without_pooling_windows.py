# /// mistake
# summary = "Pooling multiplies the steps, but its own window is not counted."
# topic = "T4.8"
# caught_by = ["receptive_field_checks::test_pooling_has_a_stride_of_its_own"]
# loses = 0.5
# ///

# %% receptive_field
def receptive_field(layers):
    field, jump = 1, 1
    for layer in layers:
        if layer["kind"] == "relu":
            continue
        default_stride = 1 if layer["kind"] == "conv" else layer["kernel"]
        if layer["kind"] == "conv":
            field += layer.get("dilation", 1) * (layer["kernel"] - 1) * jump
        jump *= layer.get("stride", default_stride)
    return field
