# /// mistake
# summary = "A layer gets the state of the one below as its first state."
# topic = "T6.16"
# caught_by = ["stacked_checks::test_top"]
# loses = 0.166667
# ///

# %% stacked
def stacked_forward(X, layers):
    """Return (top, finals): the states (B, T, H) of the last layer, and a list with the last state of each layer.

    X is (B, T, D); layers is a list of parameter dictionaries, the lowest layer first. All begin with zeros.
    """
    finals = []
    h = None
    for params in layers:
        X = rnn_forward(X, h if h is not None and h.shape[1] == len(params["b"]) else np.zeros((len(X), len(params["b"]))), params)  # (B, T, H of the layer)
        h = X[:, -1]
        finals.append(h)
    return X, finals
