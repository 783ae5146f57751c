# /// mistake
# summary = "The one pixel that every field begins with is forgotten."
# topic = "T4.8"
# caught_by = ["receptive_field_checks::asserts", "receptive_field_checks::test_stride_one"]
# loses = 3
# ///

# %% receptive_field
def receptive_field(layers):
    field, jump = 0, 1
    for layer in layers:
        if layer["kind"] == "relu":
            continue
        default_stride = 1 if layer["kind"] == "conv" else layer["kernel"]
        field += layer.get("dilation", 1) * (layer["kernel"] - 1) * jump
        jump *= layer.get("stride", default_stride)
    return field
