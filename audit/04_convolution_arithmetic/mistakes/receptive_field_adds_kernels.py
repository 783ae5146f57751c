# /// mistake
# summary = "Every layer adds its whole kernel instead of kernel - 1."
# topic = "T4.8"
# caught_by = ["receptive_field_checks::asserts", "receptive_field_checks::test_stride_one"]
# loses = 3
# ///

# %% receptive_field
def receptive_field(layers):
    field, jump = 1, 1
    for layer in layers:
        if layer["kind"] == "relu":
            continue
        stride = layer.get("stride", 1 if layer["kind"] == "conv" else layer["kernel"])
        field += layer.get("dilation", 1) * layer["kernel"] * jump
        jump *= stride
    return field
