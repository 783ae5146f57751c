# /// mistake
# summary = "The model is not compiled again, and goes on as before."
# topic = "T8.5"
# caught_by = ["keras_unfreeze_checks::test_later_layers_move"]
# loses = 1
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
    model.optimizer.learning_rate = lr
