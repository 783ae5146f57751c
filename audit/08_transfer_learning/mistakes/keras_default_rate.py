# /// mistake
# summary = "The learning rate is ignored."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["keras_compile_checks::test_optimizer"]
# loses = 0.5
# ///

# %% keras_compile
def compile_keras(model, lr):
    """Compile model in place: Adam with learning rate lr, cross-entropy of logits, the metric "accuracy".

    The classes of fit and evaluate will be integers (N,).
    """
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(), loss=loss, metrics=["accuracy"])
