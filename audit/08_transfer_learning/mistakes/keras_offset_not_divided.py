# /// mistake
# summary = "The mean is subtracted after the division by the deviation."
# topic = "T8.7"
# caught_by = ["keras_build_checks::test_preprocessing_and_head"]
# loses = 1.25
# ///

# %% keras_build
def build_keras(body, input_shape, num_classes, mean, std):
    """Return a keras.Model from pictures (N, H, W, 3), grey levels 0 to 255, to logits (N, num_classes).

    body is a Keras model from prepared pictures to features (N, F); input_shape is (H, W, 3). mean and std hold a number
    for each channel, for grey levels from 0 to 1. The body is frozen.
    """
    mean, std = np.array(mean), np.array(std)
    body.trainable = False
    inputs = keras.Input(input_shape)
    x = keras.layers.Rescaling(1 / (255 * std), -mean)(inputs)
    features = body(x)  # (N, F)
    return keras.Model(inputs, keras.layers.Dense(num_classes)(features))
