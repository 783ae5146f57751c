# /// mistake
# summary = "Pooling is taken to have no stride unless it is written out."
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
        stride = layer.get("stride", 1)
        field += layer.get("dilation", 1) * (layer["kernel"] - 1) * jump
        jump *= stride
    return field
