# /// alternative
# summary = "Convolutions over time in both models, views of the series for windows, functional models."
# ///

# %% windows
def create_sequences(series, window, horizon=1, stride=1):
    if len(series) < window + horizon:
        return np.zeros((0, window)), np.zeros((0, horizon))
    both = np.lib.stride_tricks.sliding_window_view(series, window + horizon)[::stride]
    return both[:, :window].copy(), both[:, window:].copy()


def create_sequences_of_all(parts, window, horizon=1, stride=1):
    X, Y = zip(*(create_sequences(part, window, horizon, stride) for part in parts))
    return np.vstack(X), np.vstack(Y)


# %% split
def split_in_time(series, validation):
    earlier, later = np.split(series, [len(series) - validation])
    return earlier, later


# %% forecaster
def build_forecaster(window, horizon):
    x = keras.Input((window, 1))
    h = keras.layers.Conv1D(16, 5, activation="relu")(x)
    h = keras.layers.Conv1D(16, 5, padding="same", activation="relu")(h)
    h = keras.layers.Flatten()(h)
    return keras.Model(x, keras.layers.Dense(horizon)(h))


# %% tokenise
import re


def tokenise(text):
    text = unicodedata.normalize("NFKC", text).replace("\u2019", "'").lower()
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text)


# %% vocabulary
def build_vocabulary(texts, size):
    words, counts = np.unique([w for text in texts for w in tokenise(text)], return_counts=True)
    order = np.argsort(-counts, kind="stable")[: size - 2]
    return {str(words[i]): rank + 2 for rank, i in enumerate(order)}


# %% masked
def masked_mean(values, ids):
    weights = (ids > 0) / np.maximum((ids > 0).sum(axis=1, keepdims=True), 1)
    return np.einsum("ntd,nt->nd", values, weights)


def masked_cross_entropy(log_p, targets):
    rows, steps = np.nonzero(targets)
    return -np.mean(log_p[rows, steps, targets[rows, steps]])


# %% classifier
def build_classifier(vocabulary_size):
    ids = keras.Input((None,), dtype="int32")
    there = keras.ops.cast(keras.ops.expand_dims(keras.ops.not_equal(ids, 0), -1), "float32")  # (N, T, 1)
    vectors = keras.layers.Embedding(vocabulary_size, 16)(ids) * there
    h = keras.layers.Conv1D(48, 7, padding="same", activation="relu")(vectors) * there
    h = keras.layers.Dropout(0.2)(keras.layers.GlobalMaxPooling1D()(h))
    return keras.Model(ids, keras.layers.Dense(1)(h))


# %% train_sentiment
def train_sentiment(texts, labels, length, seed):
    keras.utils.set_random_seed(seed)
    vocabulary, train, held_out = prepare_reviews(texts, labels, 200, 150, length, seed)
    model = build_classifier(150)
    compile_classifier(model, learning_rate=0.005)
    return model, vocabulary, fit_model(model, train, held_out, epochs=12, batch_size=32, patience=3)


# %% train_forecaster
def train_forecaster(series, window, horizon, seed):
    keras.utils.set_random_seed(seed)
    scaler, train, later = prepare_series(series, 50, window, horizon)
    model = build_forecaster(window, horizon)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss=keras.losses.Huber())
    return model, scaler, fit_model(model, train, later, epochs=30, batch_size=32, patience=6)
