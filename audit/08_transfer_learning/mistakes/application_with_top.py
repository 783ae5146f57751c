# /// mistake
# summary = "The network keeps its top."
# topic = "T8.12"
# caught_by = ["application_checks::test_features"]
# loses = 1
# ///

# %% application
def application_body(size, weights=None):
    """Return the body of MobileNetV2 with alpha 0.35 for pictures (size, size, 3): it gives features (N, 1280).

    weights goes to keras.applications.
    """
    return keras.applications.MobileNetV2(
        input_shape=(size, size, 3), alpha=0.35, include_top=True, weights=weights
    )
