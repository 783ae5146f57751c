# /// mistake
# summary = "X of the caller is turned round."
# topic = "cross-cutting: input changed in place"
# caught_by = ["bidirectional_checks::test_arguments_stay_as_they_are"]
# loses = 0.25
# ///

# %% bidirectional
def bidirectional_forward(X, forwards, backwards):
    """Return (outputs, summary): (B, T, Hf + Hb) and (B, Hf + Hb), the states of the forward layer first.

    X is (B, T, D); forwards and backwards are the parameters of the two layers, with Hf and Hb units. Both begin
    with zeros. outputs[:, t] belongs to the input X[:, t] in both halves.
    """
    ahead = rnn_forward(X, np.zeros((len(X), len(forwards["b"]))), forwards)  # (B, T, Hf)
    X[:] = X[:, ::-1].copy()
    back = rnn_forward(X, np.zeros((len(X), len(backwards["b"]))), backwards)[:, ::-1]  # (B, T, Hb)
    summary = np.concatenate([ahead[:, -1], back[:, 0]], axis=1)  # (B, Hf + Hb)
    return np.concatenate([ahead, back], axis=2), summary
