# /// mistake
# summary = "The states come with the top layer first."
# topic = "T6.16"
# caught_by = ["stacked_checks::test_finals"]
# loses = 0.25
# ///

# %% stacked
def stacked_forward(X, layers):
    """Return (top, finals): the states (B, T, H) of the last layer, and a list with the last state of each layer.

    X is (B, T, D); layers is a list of parameter dictionaries, the lowest layer first. All begin with zeros.
    """
    finals = []
    for params in layers:
        X = rnn_forward(X, np.zeros((len(X), len(params["b"]))), params)  # (B, T, H of the layer)
        finals.insert(0, X[:, -1])
    return X, finals
