# /// mistake
# summary = "It trains for one epoch."
# topic = "T5.16"
# caught_by = ["keras_classifier_checks::test_new_pictures_are_read"]
# loses = 1.0
# ///

# %% keras_classifier
def train_keras_classifier(folder, seed):
    """Return (model, history) of a Keras model that is trained on the pictures in folder, with 10 classes."""
    keras.utils.set_random_seed(seed)
    train, validation, names = load_folder(folder, 12, 64, 0.15, seed)
    model = keras_cnn(len(names))
    compile_keras(model, 0.008)
    history = fit_keras(model, train, validation, 1, 4)
    return model, history
