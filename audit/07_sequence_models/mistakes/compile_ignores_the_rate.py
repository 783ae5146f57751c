# /// mistake
# summary = "The learning rate is Adam's own."
# topic = "X.kw"
# caught_by = ["compile_checks::test_learning_rate"]
# loses = 2.4
# ///

# %% compile
def compile_classifier(model, learning_rate=0.01):
    """Compile a model that gives logits (N, 1) for labels (N,) of 0 and 1: loss, Adam with this rate, accuracy."""
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)],
    )
