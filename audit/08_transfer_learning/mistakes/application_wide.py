# /// mistake
# summary = "alpha stays 1."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["application_checks::test_size"]
# loses = 0.5
# ///

# %% application
def application_body(size, weights=None):
    """Return the body of MobileNetV2 with alpha 0.35 for pictures (size, size, 3): it gives features (N, 1280).

    weights goes to keras.applications.
    """
    return keras.applications.MobileNetV2(
        input_shape=(size, size, 3), include_top=False, pooling="avg", weights=weights
    )
