# /// mistake
# summary = "The list of layers is empty afterwards."
# topic = "cross-cutting: input changed in place"
# caught_by = ["stacked_checks::test_arguments_stay_as_they_are"]
# loses = 0.25
# ///

# %% stacked
def stacked_forward(X, layers):
    """Return (top, finals): the states (B, T, H) of the last layer, and a list with the last state of each layer.

    X is (B, T, D); layers is a list of parameter dictionaries, the lowest layer first. All begin with zeros.
    """
    finals = []
    while layers:
        params = layers.pop(0)
        X = rnn_forward(X, np.zeros((len(X), len(params["b"]))), params)  # (B, T, H of the layer)
        finals.append(X[:, -1])
    return X, finals
