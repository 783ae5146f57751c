# /// mistake
# summary = "Both directions share the forward layer's parameters (where the sizes allow it)."
# topic = "T6.15"
# caught_by = ["bidirectional_checks::test_backward_half"]
# loses = 1
# ///

# %% bidirectional
def bidirectional_forward(X, forwards, backwards):
    """Return (outputs, summary): (B, T, Hf + Hb) and (B, Hf + Hb), the states of the forward layer first.

    X is (B, T, D); forwards and backwards are the parameters of the two layers, with Hf and Hb units. Both begin
    with zeros. outputs[:, t] belongs to the input X[:, t] in both halves.
    """
    ahead = rnn_forward(X, np.zeros((len(X), len(forwards["b"]))), forwards)  # (B, T, Hf)
    back = rnn_forward(X[:, ::-1], np.zeros((len(X), len(forwards["b"]))), forwards)[:, ::-1]  # (B, T, Hb)
    summary = np.concatenate([ahead[:, -1], back[:, 0]], axis=1)  # (B, Hf + Hb)
    return np.concatenate([ahead, back], axis=2), summary
