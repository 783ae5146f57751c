# /// mistake
# summary = "Strides do not stretch the steps of the layers that come after them."
# topic = "T4.8"
# caught_by = ["receptive_field_checks::test_a_stride_stretches_what_comes_after", "receptive_field_checks::test_pooling_has_a_stride_of_its_own"]
# loses = 1.5
# ///

# %% receptive_field
def receptive_field(layers):
    windows = [layer for layer in layers if layer["kind"] != "relu"]
    return 1 + sum(layer.get("dilation", 1) * (layer["kernel"] - 1) for layer in windows)
