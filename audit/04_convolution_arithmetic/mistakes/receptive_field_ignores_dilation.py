# /// mistake
# summary = "Dilation is ignored in the receptive field."
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
        stride = layer.get("stride", 1 if layer["kind"] == "conv" else layer["kernel"])
        field += (layer["kernel"] - 1) * jump
        jump *= stride
    return field
