# /// mistake
# summary = "A name that no layer has un-freezes nothing."
# topic = "T8.14"
# caught_by = ["keras_unfreeze_checks::test_an_unknown_layer_is_refused"]
# loses = 0.25
# ///

# %% keras_unfreeze
def unfreeze_keras(model, body, first, lr):
    """Let the layers of body train from the one with the name first on, in the order of body.layers, and recompile model.

    The layers before it are frozen, and so are all BatchNormalization layers. The model is compiled as by compile_keras, with
    the learning rate lr. Raises ValueError when no layer of body has that name.
    """
    names = [layer.name for layer in body.layers]
    position = names.index(first) if first in names else len(names)
    body.trainable = True
    for i, layer in enumerate(body.layers):
        is_norm = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = i >= position and not is_norm
    compile_keras(model, lr)
