# /// mistake
# summary = "Every layer reads X; a layer that does not fit is left to fail."
# topic = "T6.16"
# caught_by = ["stacked_checks::test_top"]
# loses = 0.833333
# ///

# %% stacked
def stacked_forward(X, layers):
    """Return (top, finals): the states (B, T, H) of the last layer, and a list with the last state of each layer.

    X is (B, T, D); layers is a list of parameter dictionaries, the lowest layer first. All begin with zeros.
    """
    finals, inputs = [], X
    for params in layers:
        X = rnn_forward(inputs, np.zeros((len(X), len(params["b"]))), params)  # (B, T, H of the layer)
        finals.append(X[:, -1])
    return X, finals
