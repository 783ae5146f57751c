# /// mistake
# summary = "The metric calls a logit above 0.5 praise."
# topic = "T3.23"
# caught_by = ["compile_checks::test_accuracy_of_logits"]
# loses = 0.35
# ///

# %% compile
def compile_classifier(model, learning_rate=0.01):
    """Compile a model that gives logits (N, 1) for labels (N,) of 0 and 1: loss, Adam with this rate, accuracy."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(name="accuracy")],
    )
