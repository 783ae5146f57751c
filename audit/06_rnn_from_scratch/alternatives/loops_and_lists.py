# /// alternative
# summary = "Everything is looped over single sequences, steps and numbers, and results are plain lists where lists will do."
# ///

# %% characters
def encode(text, alphabet):
    places = {}
    for place, letter in enumerate(alphabet):
        places[letter] = place
    found = []
    for letter in text:
        if letter not in places:
            raise ValueError(f"{letter!r} is not in the alphabet")
        found.append(places[letter])
    return found


def decode(ids, alphabet):
    text = ""
    for number in ids:
        text += list(alphabet)[int(number)]
    return text


def one_hot(ids, size):
    ids = np.asarray(ids)
    vectors = np.zeros((ids.size, size))
    for row, number in enumerate(ids.ravel()):
        vectors[row, number] = 1
    return vectors.reshape(*ids.shape, size)


# %% prepare
def prepare(words, alphabet):
    width = 1 + max(map(len, words))
    inputs, targets, mask = [], [], []
    for word in words:
        ids = list(encode(word, alphabet))
        blank = [0] * (width - len(ids) - 1)
        inputs.append([0, *ids, *blank])
        targets.append([*ids, 0, *blank])
        mask.append([True] * (len(ids) + 1) + [False] * len(blank))
    return np.array(inputs), np.array(targets), np.array(mask)


# %% rnn_step
def rnn_step(x, h, params):
    batch, size = np.shape(h)
    new = np.empty((batch, size))
    for row in range(batch):
        for unit in range(size):
            total = params["b"][unit]
            for place in range(x.shape[1]):
                total += x[row, place] * params["Wx"][place, unit]
            for other in range(size):
                total += h[row, other] * params["Wh"][other, unit]
            new[row, unit] = np.tanh(total)
    return new


# %% rnn_forward
def rnn_forward(X, h0, params):
    """Each sequence by itself."""
    states = np.empty((X.shape[0], X.shape[1], h0.shape[1]))
    for row in range(X.shape[0]):
        h = h0[row].copy()
        for t in range(X.shape[1]):
            h = np.tanh(params["Wx"].T.dot(X[row, t]) + params["Wh"].T.dot(h) + params["b"])
            states[row, t] = h
    return states


# %% last_state
def last_state(X, lengths, params):
    size = params["Wh"].shape[0]
    return [rnn_forward(X[i : i + 1, :n], np.zeros((1, size)), params)[0, -1].tolist() for i, n in enumerate(lengths)]


# %% one_to_many
def one_to_many(x, h0, steps, params):
    written = np.zeros((len(x), steps, len(params["by"])))
    for row in range(len(x)):
        h, given = h0[row : row + 1], x[row : row + 1]
        for t in range(steps):
            h = rnn_step(given, h, params)
            given = np.dot(h, params["Wy"]) + params["by"]
            written[row, t] = given[0]
    return written


def seq2seq(X, lengths, steps, encoder, decoder):
    h = np.array(last_state(X, lengths, encoder))
    y = np.zeros((len(X), decoder["Wx"].shape[0]))
    pieces = []
    while len(pieces) < steps:
        h = rnn_step(y, h, decoder)
        y = np.dot(h, decoder["Wy"]) + decoder["by"]
        pieces.append(y)
    return np.swapaxes(np.array(pieces), 0, 1).tolist()


# %% sequence_loss
def sequence_loss(scores, targets, mask):
    total, count = 0.0, 0
    slopes = np.zeros(scores.shape)
    for row, t in np.argwhere(np.asarray(mask) > 0):
        count += 1
        s = scores[row, t]
        largest = max(s)
        log_sum = largest + np.log(sum(np.exp(s - largest)))
        total += log_sum - s[targets[row, t]]
        slopes[row, t] = np.exp(s - log_sum)
        slopes[row, t, targets[row, t]] -= 1
    return total / count, slopes / count


# %% rnn_backward
def rnn_backward(dH, X, h0, H, params):
    """Each sequence by itself, written with vectors instead of matrices."""
    dWx, dWh, db = np.zeros_like(params["Wx"]), np.zeros_like(params["Wh"]), np.zeros_like(params["b"])
    dX, dh0 = np.zeros(X.shape), np.zeros(h0.shape)
    for row in range(len(X)):
        later = np.zeros(len(db))
        for t in range(X.shape[1] - 1, -1, -1):
            old = h0[row] if t == 0 else H[row, t - 1]
            inside = (dH[row, t] + later) * (1 - H[row, t] * H[row, t])
            dWx += np.outer(X[row, t], inside)
            dWh += np.outer(old, inside)
            db += inside
            dX[row, t] = params["Wx"].dot(inside)
            later = params["Wh"].dot(inside)
        dh0[row] = later
    return {"b": db, "Wh": dWh, "Wx": dWx}, dX, dh0


# %% truncated_backward
def truncated_backward(dH, X, h0, H, params, window):
    """One pass from the end, in which what goes back is dropped at each border."""
    dWx, dWh, db = np.zeros_like(params["Wx"]), np.zeros_like(params["Wh"]), np.zeros_like(params["b"])
    later = np.zeros(h0.shape)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    for t in range(X.shape[1] - 1, -1, -1):
        inside = (dH[:, t] + later) * (1 - H[:, t] ** 2)
        dWx, dWh, db = dWx + X[:, t].T @ inside, dWh + before[:, t].T @ inside, db + inside.sum(0)
        later = inside @ params["Wh"].T if t % window else np.zeros(h0.shape)
    return {"Wx": dWx, "Wh": dWh, "b": db}


# %% gradient_norms
def gradient_norms(dh_last, H, params):
    norms, dh = [], np.array(dh_last)
    for t in range(H.shape[1] - 1, -1, -1):
        norms.insert(0, float(sum(value**2 for value in dh.ravel()) ** 0.5))
        dh = np.array([params["Wh"].dot((1 - H[row, t] ** 2) * dh[row]) for row in range(len(dh))])
    return norms


# %% clip_by_norm
def clip_by_norm(grads, max_norm):
    squares = 0.0
    for grad in grads.values():
        for value in np.ravel(grad):
            squares += value * value
    norm = squares**0.5
    if norm <= max_norm:
        return dict(grads), norm
    return {name: np.asarray(grad) / norm * max_norm for name, grad in grads.items()}, norm


# %% sampling
def probabilities(scores, temperature):
    """By the logarithm of the sum."""
    warm = np.asarray(scores, dtype=float) / temperature
    return np.exp(warm - np.logaddexp.reduce(warm, axis=-1, keepdims=True))


def sample(scores, temperature, rng):
    shares = probabilities(scores, temperature)
    return [int(rng.choice(len(row), p=row / row.sum())) for row in shares]


# %% generate
def generate(next_scores, temperature, max_length, rng):
    word = []
    for _ in range(max_length):
        ids = np.array([0, *word], dtype=np.int64).reshape(1, -1)
        (number,) = sample(np.asarray(next_scores(ids))[0, -1:], temperature, rng)
        if not number:
            return word
        word.append(number)
    return word
