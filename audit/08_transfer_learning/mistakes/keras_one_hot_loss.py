# /// mistake
# summary = "The loss expects one-hot classes."
# topic = "T3.24"
# caught_by = ["keras_compile_checks::test_loss_of_logits"]
# loses = 4.75
# ///

# %% keras_compile
def compile_keras(model, lr):
    """Compile model in place: Adam with learning rate lr, cross-entropy of logits, the metric "accuracy".

    The classes of fit and evaluate will be integers (N,).
    """
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(lr), loss=loss, metrics=["accuracy"])
