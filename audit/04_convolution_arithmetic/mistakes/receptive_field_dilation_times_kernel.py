# /// mistake
# summary = "A dilated kernel is taken to reach over dilation * kernel pixels."
# topic = "T4.4"
# caught_by = ["receptive_field_checks::test_dilation"]
# loses = 0.5
# ///

# %% receptive_field
def receptive_field(layers):
    field, jump = 1, 1
    for layer in layers:
        if layer["kind"] == "relu":
            continue
        default_stride = 1 if layer["kind"] == "conv" else layer["kernel"]
        field += (layer.get("dilation", 1) * layer["kernel"] - 1) * jump
        jump *= layer.get("stride", default_stride)
    return field
