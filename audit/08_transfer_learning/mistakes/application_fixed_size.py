# /// mistake
# summary = "The size is written down."
# topic = "cross-cutting: hard-coded"
# caught_by = ["application_checks::test_features"]
# loses = 0.5
# ///

# %% application
def application_body(size, weights=None):
    """Return the body of MobileNetV2 with alpha 0.35 for pictures (32, 32, 3): it gives features (N, 1280).

    weights goes to keras.applications.
    """
    return keras.applications.MobileNetV2(
        input_shape=(32, 32, 3), alpha=0.35, include_top=False, pooling="avg", weights=weights
    )
