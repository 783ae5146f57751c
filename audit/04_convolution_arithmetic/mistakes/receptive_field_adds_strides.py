# /// mistake
# summary = "Strides are added up instead of multiplied."
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
        default_stride = 1 if layer["kind"] == "conv" else layer["kernel"]
        field += layer.get("dilation", 1) * (layer["kernel"] - 1) * jump
        jump += layer.get("stride", default_stride) - 1
    return field
