# /// mistake
# summary = "The loss takes logits for probabilities."
# topic = "T3.5"
# caught_by = ["compile_checks::test_loss_of_logits"]
# loses = 2.75
# ///

# %% compile
def compile_classifier(model, learning_rate=0.01):
    """Compile a model that gives logits (N, 1) for labels (N,) of 0 and 1: loss, Adam with this rate, accuracy."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.BinaryCrossentropy(),
        metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)],
    )
