# /// alternative
# summary = "Plain loops, lists where they will do, integers and float32, a simple recurrent network read by a hand-written loop of epochs."
# ///

# %% windows
def create_sequences(series, window, horizon=1, stride=1):
    X, Y = [], []
    i = 0
    while i + window + horizon <= len(series):
        X.append(list(series[i : i + window]))
        Y.append(list(series[i + window : i + window + horizon]))
        i += stride
    return np.array(X).reshape(-1, window), np.array(Y).reshape(-1, horizon)


def create_sequences_of_all(parts, window, horizon=1, stride=1):
    X, Y = np.empty((0, window)), np.empty((0, horizon))
    for part in parts:
        more_X, more_Y = create_sequences(part, window, horizon, stride)
        X, Y = np.vstack([X, more_X]), np.vstack([Y, more_Y])
    return X, Y


# %% split
def split_in_time(series, validation):
    return list(series)[: len(series) - validation], list(series)[len(series) - validation :]


# %% scaler
class Scaler:
    def fit(self, values):
        flat = [float(v) for v in np.ravel(values)]
        self.m = sum(flat) / len(flat)
        self.s = (sum((v - self.m) ** 2 for v in flat) / len(flat)) ** 0.5
        if self.s == 0:
            self.s = 1.0
        return self

    def transform(self, values):
        return (np.asarray(values) - self.m) / self.s

    def inverse(self, values):
        return self.m + self.s * np.asarray(values)


# %% prepare
def prepare_series(series, validation, window, horizon):
    before, after = split_in_time(series, validation)
    scaler = Scaler().fit(before)
    X, Y = create_sequences(list(scaler.transform(before)), window, horizon)
    X_later, Y_later = create_sequences(list(scaler.transform(after)), window, horizon)
    train = X.reshape(len(X), window, 1).astype("float32"), Y.astype("float32")
    return (
        scaler,
        train,
        (X_later.reshape(len(X_later), window, 1).astype("float32"), Y_later.astype("float32")),
    )


# %% naive
def naive_forecast(past, horizon, season=1):
    rows = [list(row) for row in past]
    for row in rows:
        for _ in range(horizon):
            row.append(row[-season])
    return np.array([row[-horizon:] for row in rows])


# %% errors
def mae(truth, forecast):
    return sum(abs(float(t) - float(f)) for t, f in zip(np.ravel(truth), np.ravel(forecast))) / np.size(truth)


def rmse(truth, forecast):
    return (
        sum((float(t) - float(f)) ** 2 for t, f in zip(np.ravel(truth), np.ravel(forecast))) / np.size(truth)
    ) ** 0.5


def mape(truth, forecast):
    shares = [abs(t - f) / abs(t) for t, f in zip(np.ravel(truth), np.ravel(forecast)) if t != 0]
    return 100 * sum(shares) / len(shares) if shares else float("nan")


def skill(truth, forecast, naive):
    return (mae(truth, naive) - mae(truth, forecast)) / mae(truth, naive)


# %% forecaster
def build_forecaster(window, horizon):
    model = keras.Sequential()
    model.add(keras.Input((window, 1)))
    model.add(keras.layers.SimpleRNN(32))
    model.add(keras.layers.Dense(horizon))
    return model


# %% fit
def fit_model(model, train, validation, epochs, batch_size, patience):
    history = {"loss": [], "val_loss": []}
    best, best_weights, since = float("inf"), None, 0
    for epoch in range(epochs):
        run = model.fit(
            train[0], train[1], epochs=1, batch_size=batch_size, validation_data=validation, verbose=0
        )
        for name in history:
            history[name].append(float(run.history[name][0]))
        if history["val_loss"][-1] < best:
            best, since = history["val_loss"][-1], 0
            best_weights = [weights.copy() for weights in model.get_weights()]
        else:
            since += 1
        if since >= patience:
            break
    if best_weights is not None:
        model.set_weights(best_weights)
    return history


# %% forecast
def forecast(model, scaler, windows):
    answers = model.predict(np.expand_dims(scaler.transform(windows), -1), verbose=0)
    return scaler.inverse(answers)


# %% tokenise
def tokenise(text):
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    words, word = [], ""
    for i, c in enumerate(text):
        if c.isalnum():
            word += c
        elif c == "'" and word and i + 1 < len(text) and text[i + 1].isalnum():
            word += c
        else:
            if word:
                words.append(word)
            word = ""
    return words + [word] if word else words


# %% vocabulary
def build_vocabulary(texts, size):
    counts = {}
    for text in texts:
        for word in tokenise(text):
            counts[word] = counts.get(word, 0) + 1
    vocabulary = {}
    for word, _ in sorted(sorted(counts.items()), key=lambda pair: pair[1], reverse=True):
        if len(vocabulary) + 2 < size:
            vocabulary[word] = len(vocabulary) + 2
    return vocabulary


# %% encode
def encode(texts, vocabulary, length):
    rows = []
    for text in texts:
        ids = [vocabulary[w] if w in vocabulary else 1 for w in tokenise(text)]
        ids = ids[max(0, len(ids) - length) :]
        rows.append(ids + [0] * (length - len(ids)))
    return np.array(rows, dtype="int32").reshape(-1, length)


# %% masked
def masked_mean(values, ids):
    result = np.zeros((values.shape[0], values.shape[2]))
    for n in range(len(values)):
        count = 0
        for t in range(values.shape[1]):
            if ids[n, t]:
                result[n] += values[n, t]
                count += 1
        if count:
            result[n] /= count
    return result


def masked_cross_entropy(log_p, targets):
    total, count = 0.0, 0
    for n in range(len(targets)):
        for t in range(targets.shape[1]):
            if targets[n, t] > 0:
                total -= log_p[n, t, targets[n, t]]
                count += 1
    return total / count


# %% next_words
def next_words(sequences, length, begin, end):
    inputs, targets = [], []
    for ids in sequences:
        whole = [begin] + list(ids) + [end]
        inputs.append((whole[:-1] + [0] * length)[:length])
        targets.append((whole[1:] + [0] * length)[:length])
    return np.array(inputs), np.array(targets)


# %% last_states
def summaries(forward, backward, ids):
    rows = []
    for ahead, back, row in zip(forward, backward, ids):
        used = np.flatnonzero(row)
        rows.append(
            np.concatenate([ahead[used[-1]], back[used[0]]]) if len(used) else np.zeros(2 * ahead.shape[1])
        )
    return np.array(rows)


# %% compile
def compile_classifier(model, learning_rate=0.01):
    def right(labels, logits):
        praise = keras.ops.reshape(keras.ops.cast(labels, "float32"), keras.ops.shape(logits)) > 0.5
        return keras.ops.mean(keras.ops.cast(keras.ops.equal(logits > 0, praise), "float32"))

    def loss(labels, logits):
        return (
            keras.ops.softplus(logits)
            - keras.ops.cast(keras.ops.reshape(labels, keras.ops.shape(logits)), "float32") * logits
        )

    model.compile(keras.optimizers.Adam(learning_rate=learning_rate), loss, metrics=[right])


# %% prepare_reviews
def prepare_reviews(texts, labels, validation, size, length, seed):
    rows = list(range(len(texts)))
    np.random.RandomState(seed).shuffle(rows)
    train_texts = [texts[i] for i in rows[validation:]]
    vocabulary = build_vocabulary(train_texts, size)
    train = encode(train_texts, vocabulary, length), np.array([labels[i] for i in rows[validation:]])
    held_out = (
        encode([texts[i] for i in rows[:validation]], vocabulary, length),
        np.array([labels[i] for i in rows[:validation]]),
    )
    return vocabulary, train, held_out


# %% predict
def predict_sentiment(model, vocabulary, length, texts):
    logits = model.predict(encode(texts, vocabulary, length), verbose=0).astype(float).ravel()
    return 1 / (1 + np.exp(-logits))


# %% train_forecaster
def train_forecaster(series, window, horizon, seed):
    keras.utils.set_random_seed(seed)
    scaler, train, later = prepare_series(series, 60, window, horizon)
    model = build_forecaster(window, horizon)
    model.compile("adam", "mae")
    model.optimizer.learning_rate = 0.004
    return model, scaler, fit_model(model, train, later, 25, 16, 6)
