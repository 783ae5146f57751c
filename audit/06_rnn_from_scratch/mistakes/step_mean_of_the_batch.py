# /// mistake
# summary = "Every row gets the memory of the batch's mean."
# topic = "T6.1"
# caught_by = ["rnn_step_checks::test_against_another_implementation"]
# loses = 2.75
# ///

# %% rnn_step
def rnn_step(x, h, params):
    """Return the next hidden state (B, H) for the inputs x (B, D) and the hidden state h (B, H)."""
    return np.tanh(x @ params["Wx"] + h.mean(axis=0) @ params["Wh"] + params["b"])  # (B, H)
