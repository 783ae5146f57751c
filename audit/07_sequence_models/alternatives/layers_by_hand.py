# /// alternative
# summary = "The mask is read from the ids and the summary picked by hand; forecasts are added to the last value."
# ///

# %% forecaster
def build_forecaster(window, horizon):
    x = keras.Input((window, 1))
    h = keras.layers.GRU(24, return_sequences=True)(x)
    h = keras.ops.concatenate([h[:, -1], keras.ops.mean(h, axis=1)], axis=1)
    return keras.Model(x, keras.layers.Dense(horizon)(h) + x[:, -1])


# %% classifier
@keras.saving.register_keras_serializable("course")
class LastWord(keras.layers.Layer):
    """Outputs (N, T, D) and ids (N, T) -> the outputs (N, D) at the last word."""

    def call(self, outputs, ids):
        count = keras.ops.sum(keras.ops.cast(keras.ops.not_equal(ids, 0), "int32"), axis=1)
        last = keras.ops.maximum(count - 1, 0)
        return keras.ops.take_along_axis(outputs, last[:, None, None], axis=1)[:, 0]


def build_classifier(vocabulary_size):
    ids = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(vocabulary_size, 20)(ids)
    states = keras.layers.LSTM(24, return_sequences=True)(vectors)
    h = LastWord()(states, ids)
    return keras.Model(ids, keras.layers.Dense(1)(keras.layers.Dense(16, activation="tanh")(h)))


# %% predict
def predict_sentiment(model, vocabulary, length, texts):
    logits = np.squeeze(np.asarray(model(encode(texts, vocabulary, length), training=False)), axis=1)
    return np.exp(-np.logaddexp(0, -logits))


# %% train_sentiment
def train_sentiment(texts, labels, length, seed):
    keras.utils.set_random_seed(seed)
    vocabulary, train, held_out = prepare_reviews(list(texts), np.asarray(labels), 320, 1000, length, seed)
    model = build_classifier(1000)
    compile_classifier(model)
    return model, vocabulary, fit_model(model, train, held_out, epochs=7, batch_size=32, patience=3)
