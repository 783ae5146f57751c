# /// mistake
# summary = "Labels (N,) against logits (N, 1) make a table of N x N losses."
# topic = "T1.10"
# caught_by = ["compile_checks::test_loss_of_logits"]
# loses = 2.75
# ///

# %% compile
def compile_classifier(model, learning_rate=0.01):
    """Compile a model that gives logits (N, 1) for labels (N,) of 0 and 1: loss, Adam with this rate, accuracy."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=lambda labels, z: keras.ops.mean(
            keras.ops.softplus(z) - keras.ops.cast(keras.ops.reshape(labels, (1, -1)), z.dtype) * z
        ),
        metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)],
    )
