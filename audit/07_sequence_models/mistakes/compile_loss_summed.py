# /// mistake
# summary = "The loss is a sum over the batch."
# topic = "T3.14"
# caught_by = ["compile_checks::test_loss_of_logits"]
# loses = 0.5
# ///

# %% compile
def compile_classifier(model, learning_rate=0.01):
    """Compile a model that gives logits (N, 1) for labels (N,) of 0 and 1: loss, Adam with this rate, accuracy."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True, reduction="sum"),
        metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)],
    )
