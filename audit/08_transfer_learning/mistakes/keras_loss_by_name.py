# /// mistake
# summary = "The loss is named by a text, which means probabilities."
# topic = "T3.5"
# caught_by = ["keras_compile_checks::test_loss_of_logits"]
# loses = 2.25
# ///

# %% keras_compile
def compile_keras(model, lr):
    """Compile model in place: Adam with learning rate lr, cross-entropy of logits, the metric "accuracy".

    The classes of fit and evaluate will be integers (N,).
    """
    loss = "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.Adam(lr), loss=loss, metrics=["accuracy"])
