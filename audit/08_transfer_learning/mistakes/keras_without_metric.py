# /// mistake
# summary = "No metric is reported."
# topic = "T3.23"
# caught_by = ["keras_compile_checks::test_accuracy_of_logits"]
# loses = 0.5
# ///

# %% keras_compile
def compile_keras(model, lr):
    """Compile model in place: Adam with learning rate lr, cross-entropy of logits, the metric "accuracy".

    The classes of fit and evaluate will be integers (N,).
    """
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(lr), loss=loss)
