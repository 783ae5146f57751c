# /// mistake
# summary = "The new state overwrites the old one."
# topic = "cross-cutting: input changed in place"
# caught_by = ["rnn_step_checks::test_arguments_stay_as_they_are"]
# loses = 4.375
# ///

# %% rnn_step
def rnn_step(x, h, params):
    """Return the next hidden state (B, H) for the inputs x (B, D) and the hidden state h (B, H)."""
    h[:] = np.tanh(x @ params["Wx"] + h @ params["Wh"] + params["b"])  # (B, H)
    return h
