# /// mistake
# summary = "A layer's own stride stretches its own kernel: the order of the two steps is swapped."
# topic = "T4.8"
# caught_by = ["receptive_field_checks::test_a_stride_stretches_what_comes_after"]
# loses = 1.5
# ///

# %% receptive_field
def receptive_field(layers):
    field, jump = 1, 1
    for layer in layers:
        if layer["kind"] == "relu":
            continue
        stride = layer.get("stride", 1 if layer["kind"] == "conv" else layer["kernel"])
        jump *= stride
        field += layer.get("dilation", 1) * (layer["kernel"] - 1) * jump
    return field
