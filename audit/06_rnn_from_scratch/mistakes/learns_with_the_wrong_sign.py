# /// mistake
# summary = "The step goes uphill."
# topic = "T3.13"
# caught_by = ["language_model_checks::test_perplexity_of_new_words", "language_model_checks::test_first_letter_is_remembered"]
# loses = 3
# ///

# %% language_model
def train_language_model(words, alphabet, seed):
    """Return (model, losses) for a list of words; the model is whatever next_scores needs."""
    size, hidden = len(alphabet), 48
    rng = np.random.default_rng(seed)
    params = {
        "Wx": rng.normal(0, 0.3, (size, 4 * hidden)),
        "Wh": rng.normal(0, hidden**-0.5, (hidden, 4 * hidden)),
        "b": np.repeat([0.0, 2.0, 0.0, 0.0], hidden),  # the forget gates begin open
        "Wy": rng.normal(0, hidden**-0.5, (hidden, size)),
        "by": np.zeros(size),
    }

    def lstm_loss_and_gradients(params, inputs, targets, mask):
        X = one_hot(inputs, size)  # (B, T, V)
        zeros = np.zeros((len(X), hidden))  # (B, H)
        H, _, caches = lstm_forward(X, zeros, zeros, params)
        loss, dscores = sequence_loss(H @ params["Wy"] + params["by"], targets, mask)
        grads = lstm_backward(dscores @ params["Wy"].T, caches, params)[0]
        grads["Wy"] = np.tensordot(H, dscores, axes=((0, 1), (0, 1)))
        grads["by"] = dscores.sum(axis=(0, 1))
        return loss, grads

    step = Adam(-0.015).step
    return train(params, prepare(words, alphabet), lstm_loss_and_gradients, step, 14, 64, seed, 1.0)


def next_scores(model, ids):
    """Return scores (B, T, V): at each step those of the next character, for ids (B, T) that begin with the mark."""
    X = one_hot(ids, len(model["Wx"]))  # (B, T, V)
    zeros = np.zeros((len(X), len(model["Wh"])))  # (B, H)
    H, _, _ = lstm_forward(X, zeros, zeros, model)
    return H @ model["Wy"] + model["by"]
