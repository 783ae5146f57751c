# /// mistake
# summary = "The head is frozen while the body is tuned."
# topic = "T8.2"
# caught_by = ["keras_unfreeze_checks::test_learning_rate_and_head"]
# loses = 0.25
# ///

# %% keras_unfreeze
def unfreeze_keras(model, body, first, lr):
    """Let the layers of body train from the one with the name first on, in the order of body.layers, and recompile model.

    The layers before it are frozen, and so are all BatchNormalization layers. The model is compiled as by compile_keras, with
    the learning rate lr. Raises ValueError when no layer of body has that name.
    """
    names = [layer.name for layer in body.layers]
    position = names.index(first)
    body.trainable = True
    for i, layer in enumerate(body.layers):
        is_norm = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = i >= position and not is_norm
    model.layers[-1].trainable = False
    compile_keras(model, lr)
