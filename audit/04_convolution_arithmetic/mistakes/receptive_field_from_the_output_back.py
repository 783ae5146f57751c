# /// mistake
# summary = "The layers are gone through from the last to the first with the formula for the other direction."
# topic = "T4.8"
# caught_by = ["receptive_field_checks::test_a_stride_stretches_what_comes_after"]
# loses = 1.5
# ///

# %% receptive_field
def receptive_field(layers):
    field, jump = 1, 1
    for layer in reversed(layers):
        if layer["kind"] == "relu":
            continue
        default_stride = 1 if layer["kind"] == "conv" else layer["kernel"]
        field += layer.get("dilation", 1) * (layer["kernel"] - 1) * jump
        jump *= layer.get("stride", default_stride)
    return field
