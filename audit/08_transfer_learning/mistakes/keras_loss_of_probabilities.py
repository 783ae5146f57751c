# /// mistake
# summary = "The loss takes logits for probabilities."
# topic = "T3.5"
# caught_by = ["keras_compile_checks::test_loss_of_logits"]
# loses = 2.25
# ///

# %% keras_compile
def compile_keras(model, lr):
    """Compile model in place: Adam with learning rate lr, cross-entropy of logits, the metric "accuracy".

    The classes of fit and evaluate will be integers (N,).
    """
    loss = keras.losses.SparseCategoricalCrossentropy()
    model.compile(optimizer=keras.optimizers.Adam(lr), loss=loss, metrics=["accuracy"])
